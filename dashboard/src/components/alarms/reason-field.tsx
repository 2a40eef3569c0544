import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** Why something is made quiet: `reason` of the form, never left empty. */
export function ReasonField() {
  const { t } = useTranslation()
  return (
    <Form.Item name="reason" label={t('form.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
      <Input.TextArea rows={2} maxLength={500} data-testid="field-reason" autoFocus />
    </Form.Item>
  )
}
