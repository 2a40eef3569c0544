import { useQuery } from '@tanstack/react-query'
import { Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type TagKeyWish, useEnrolTag } from '../../lib/api/patrol-setup.ts'
import { checkpointsQuery } from '../../lib/api/setup.ts'
import { EntryForm, useSaved } from './entry-form.tsx'
import { hexOf, useHexRules } from './hex-rules.ts'

/** A tag that signs its taps, at its place. */
export function TagKeyForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<TagKeyWish>()
  const { data: places = [] } = useQuery(checkpointsQuery)
  const enrol = useEnrolTag()
  const saved = useSaved()
  const save = ({ uid, key, checkpoint, counter }: TagKeyWish) =>
    enrol.mutate(
      { uid: hexOf(uid), key: hexOf(key), checkpoint, counter: counter ?? 0 },
      {
        onSuccess: () => {
          onClose()
          saved()
        }
      }
    )
  return (
    <EntryForm
      title={t('tagKey.enrol')}
      form={form}
      initial={{ counter: 0 }}
      write={{ ...enrol, mutate: save }}
      onClose={onClose}
    >
      <Form.Item name="checkpoint" label={t('tagKey.checkpoint')} rules={[{ required: true, message: t('form.required') }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={places.filter(({ enabled }) => enabled !== false).map(({ id, name }) => ({ value: id, label: name }))}
          data-testid="field-checkpoint"
        />
      </Form.Item>
      <Form.Item name="uid" label={t('tagKey.uid')} rules={useHexRules(14)}>
        <Input autoComplete="off" spellCheck={false} data-testid="field-uid" />
      </Form.Item>
      <Form.Item name="key" label={t('tagKey.key')} rules={useHexRules(32)}>
        <Input.Password autoComplete="off" data-testid="field-key" />
      </Form.Item>
      <Form.Item name="counter" label={t('tagKey.counter')} extra={t('tagKey.counterHint')}>
        <InputNumber min={0} max={0xffffff} precision={0} />
      </Form.Item>
    </EntryForm>
  )
}
