import { Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CheckpointItem } from '../../../../server/contract/setup.ts'
import { placeRisks } from '../../../../server/contract/words.ts'
import { useWriteEntry } from '../../lib/api/setup.ts'
import { ChecklistFields } from './checklist-fields.tsx'
import { type CheckRow, toChecklist } from './checklist-rows.ts'
import { EntryForm, useSaved } from './entry-form.tsx'
import { hexOf } from './hex-rules.ts'
import { IdField } from './id-field.tsx'

type Place = { x?: number | null; y?: number | null; floor?: number | null }
type Values = {
  id: string
  name: string
  tag?: string
  location: string
  position?: Place
  risks: CheckpointItem['risks']
  checklist?: CheckRow[]
}
type Props = { checkpoint: CheckpointItem | undefined; onClose: () => void }

export function CheckpointForm({ checkpoint, onClose }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteEntry('checkpoints')
  const saved = useSaved()
  const save = (values: Values) => {
    const done = () => {
      onClose()
      saved()
    }
    // Of each check all that is known: the form's own values are only those of fields, without ids and sensors.
    const { checklist = [] }: Partial<Values> = form.getFieldsValue(true)
    write.mutate({ id: checkpoint?.id, body: toBody({ ...values, checklist }, checkpoint === undefined) }, { onSuccess: done })
  }
  const initial: Partial<Values> = checkpoint ? toValues(checkpoint) : { location: '', risks: [], checklist: [] }
  return (
    <EntryForm title={t('setup.checkpoints')} form={form} initial={initial} write={{ ...write, mutate: save }} onClose={onClose}>
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={checkpoint !== undefined} placeholder="gate" />
      <Form.Item name="location" label={t('setup.location')}>
        <Input placeholder={t('setup.locationHint')} />
      </Form.Item>
      <Form.Item name="tag" label={t('checkpoint.tag')} extra={t('checkpoint.tagHint')}>
        <Input autoComplete="off" spellCheck={false} data-testid="field-tag" />
      </Form.Item>
      <Form.Item label={t('checkpoint.position')} extra={t('checkpoint.positionHint')}>
        <div className="position-row">
          <Form.Item name={['position', 'x']} noStyle>
            <InputNumber placeholder="x" aria-label="x" />
          </Form.Item>
          <Form.Item name={['position', 'y']} noStyle>
            <InputNumber placeholder="y" aria-label="y" />
          </Form.Item>
          <Form.Item name={['position', 'floor']} noStyle>
            <InputNumber placeholder={t('checkpoint.floor')} aria-label={t('checkpoint.floor')} precision={0} />
          </Form.Item>
        </div>
      </Form.Item>
      <Form.Item name="risks" label={t('checkpoint.risks')}>
        <Select mode="multiple" options={placeRisks.map((value) => ({ value, label: t(`checkpoint.risk.${value}`) }))} />
      </Form.Item>
      <ChecklistFields />
    </EntryForm>
  )
}

function toValues({ tag, position, ...rest }: CheckpointItem): Values {
  return { ...rest, ...(tag !== undefined && { tag }), ...(position && { position }) }
}

/** What is left empty is left out of a new one, and taken off one that is there. */
function toBody({ id, tag, position, checklist = [], ...rest }: Values, isNew: boolean): Record<string, unknown> {
  const uid = tag && hexOf(tag)
  const place = typeof position?.x === 'number' && typeof position.y === 'number' ? toPlace(position) : undefined
  return {
    ...rest,
    checklist: toChecklist(checklist),
    ...(isNew && { id }),
    ...(uid ? { tag: uid } : !isNew && { tag: null }),
    ...(place ? { position: place } : !isNew && { position: null })
  }
}

function toPlace({ x, y, floor }: Place) {
  return { x, y, floor: floor ?? 0 }
}
