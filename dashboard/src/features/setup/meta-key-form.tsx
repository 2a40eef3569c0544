import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useSetMetaKey } from '../../lib/api/patrol-setup.ts'
import { Failure, useSaved } from './entry-form.tsx'
import { hexOf, useHexRules } from './hex-rules.ts'

type Values = { key: string }

/** K_meta: without it no tag's UID can be read. It is never shown again. */
export function MetaKeyForm() {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const set = useSetMetaKey()
  const saved = useSaved()
  const rules = useHexRules(32)
  useFieldErrors(form, set.error)
  const save = ({ key }: Values) =>
    set.mutate(
      { key: hexOf(key) },
      {
        onSuccess: () => {
          form.resetFields()
          saved()
        }
      }
    )
  return (
    <Form<Values> form={form} layout="vertical" className="meta-key" onFinish={save} requiredMark={false}>
      <Form.Item name="key" label={t('tagKey.meta')} extra={t('tagKey.metaHint')} rules={rules}>
        <Input.Password autoComplete="off" data-testid="field-meta-key" />
      </Form.Item>
      <Failure error={set.error} />
      <Button htmlType="submit" loading={set.isPending} data-testid="meta-key-save">
        {t('tagKey.metaSet')}
      </Button>
    </Form>
  )
}
