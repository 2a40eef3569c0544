import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail, EquipmentItem } from '../../../../server/contract/equipment.ts'
import { PageLoading } from '../../components/states.tsx'
import { catalogueQuery, equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { allEquipmentQuery, useWriteEntry } from '../../lib/api/setup.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { AttributeFields, type AttributeRow, toAttributeRows, toAttributes } from './attribute-fields.tsx'
import { EntryForm, useSaved } from './entry-form.tsx'
import { EntryList } from './entry-list.tsx'
import { IdField } from './id-field.tsx'
import { MetricFields, type OwnMetric, toMetrics, toRows } from './metric-fields.tsx'

export function EquipmentSection() {
  const query = useQuery(allEquipmentQuery)
  const { data: catalogue } = useQuery(catalogueQuery)
  const { language } = usePreferences()
  const [open, setOpen] = useState<'new' | EquipmentItem>()
  const close = () => setOpen(undefined)
  return (
    <>
      <EntryList
        section="equipment"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={({ id, kind, location }) => (
          <>
            <span className="mono">{id}</span>
            <span>{catalogue?.get(kind)?.name[language] ?? kind}</span>
            {location !== '' && <span>{location}</span>}
          </>
        )}
      />
      {open === 'new' && <EquipmentForm onClose={close} />}
      {open && open !== 'new' && <EditEquipment id={open.id} onClose={close} />}
    </>
  )
}

function EditEquipment({ id, onClose }: { id: string; onClose: () => void }) {
  // Fresh from the service: what somebody else changed meanwhile must not be written over.
  const { data, isFetchedAfterMount } = useQuery({ ...equipmentDetailQuery(id), staleTime: 0 })
  if (!data || !isFetchedAfterMount) return <PageLoading rows={1} />
  return <EquipmentForm known={data} onClose={onClose} />
}

type Values = {
  id: string
  kind: string
  name: string
  location: string
  attributes: AttributeRow[]
  feeds: string[]
  metrics: OwnMetric[]
}

function toValues({ id, kind, name, location, attributes, feeds = [], ownMetrics = {} }: EquipmentDetail): Values {
  return { id, kind, name, location, attributes: toAttributeRows(attributes), feeds, metrics: toRows(ownMetrics) }
}

function EquipmentForm({ known, onClose }: { known?: EquipmentDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteEntry('equipment')
  const saved = useSaved()
  const id = known?.id
  const save = ({ id: newId, metrics, attributes, ...rest }: Values) => {
    const own = { metrics: toMetrics(metrics ?? []), attributes: toAttributes(attributes ?? [], known?.attributes ?? {}) }
    const body = { ...rest, ...own, ...(id === undefined && { id: newId }) }
    const onSuccess = () => {
      onClose()
      saved()
    }
    write.mutate({ id, body }, { onSuccess })
  }
  return (
    <EntryForm
      title={t('setup.equipment')}
      form={form}
      initial={known ? toValues(known) : { location: '', attributes: [], feeds: [], metrics: [] }}
      write={{ ...write, mutate: save }}
      onClose={onClose}
    >
      <KindField />
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input placeholder={t('firstRun.equipmentNameHint')} data-testid="field-name" />
      </Form.Item>
      <IdField fixed={id !== undefined} />
      <Form.Item name="location" label={t('setup.location')}>
        <Input placeholder={t('setup.locationHint')} />
      </Form.Item>
      <AttributeFields />
      <FeedsField self={id} />
      <MetricFields />
    </EntryForm>
  )
}

/** What stops when this one stops; other equipment, or a name such as that of a zone. */
function FeedsField({ self }: { self: string | undefined }) {
  const { t } = useTranslation()
  const { data: equipment = [] } = useQuery(allEquipmentQuery)
  const options = equipment.filter(({ id }) => id !== self).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))
  return (
    <Form.Item name="feeds" label={t('setup.feeds')} extra={t('setup.feedsHint')}>
      <Select mode="tags" options={options} tokenSeparators={[',', '，', '、']} data-testid="field-feeds" />
    </Form.Item>
  )
}

/** `withMetrics`: only kinds that bring metrics of their own. */
export function KindField({ withMetrics = false }: { withMetrics?: boolean }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: catalogue } = useQuery(catalogueQuery)
  const options = [...(catalogue ?? [])]
    .filter(([, facts]) => !withMetrics || Object.keys(facts.metrics).length > 0)
    .map(([kind, facts]) => ({ value: kind, label: facts.name[language] }))
  return (
    <Form.Item name="kind" label={t('setup.kind')} rules={[{ required: true, message: t('form.required') }]}>
      <Select options={options} showSearch={{ optionFilterProp: 'label' }} data-testid="field-kind" />
    </Form.Item>
  )
}
