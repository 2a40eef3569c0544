import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** As the service has it (server/contract/common.ts, idSchema). */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

type Props = { name?: string; label?: string; hint?: string; fixed?: boolean; placeholder?: string }

/** An id is chosen once: it stands in topics and in all that is recorded. */
export function IdField({ name = 'id', label, hint, fixed = false, placeholder }: Props) {
  const { t } = useTranslation()
  const rules = [
    { required: true, message: t('form.required') },
    { pattern: idPattern, message: t('setup.idPattern') }
  ]
  return (
    <Form.Item name={name} label={label ?? t('setup.id')} rules={rules} extra={fixed ? undefined : (hint ?? t('setup.idHint'))}>
      <Input
        disabled={fixed}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        data-testid={`field-${name}`}
      />
    </Form.Item>
  )
}
