import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PolicyItem } from '../../../../../server/contract/sla.ts'
import { useCopyPolicy } from '../../../lib/api/sla.ts'
import { EntryForm, useSaved } from '../entry-form.tsx'
import { IdField } from '../id-field.tsx'

type Values = { id: string; zh: string; en: string }

export function CopyPolicyDialog({ policy, onClose }: { policy: PolicyItem; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const copy = useCopyPolicy()
  const saved = useSaved()
  const save = ({ id, zh, en }: Values) =>
    copy.mutate(
      { id, name: { zh, en }, from: policy.id },
      {
        onSuccess: () => {
          onClose()
          saved()
        }
      }
    )
  return (
    <EntryForm
      title={t('sla.copy')}
      form={form}
      initial={{ id: `${policy.id}-site`, ...policy.name }}
      write={{ ...copy, mutate: save }}
      onClose={onClose}
    >
      <IdField />
      <NameFields />
    </EntryForm>
  )
}

/** Its name in both languages. */
export function NameFields() {
  const { t } = useTranslation()
  const needed = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <div className="field-pair">
      <Form.Item name="zh" label={t('sla.nameZh')} rules={needed}>
        <Input data-testid="field-zh" />
      </Form.Item>
      <Form.Item name="en" label={t('sla.nameEn')} rules={needed}>
        <Input data-testid="field-en" />
      </Form.Item>
    </div>
  )
}
