import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Form, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { UnknownPointItem } from '../../../../server/contract/mappings.ts'
import type { MappingInput } from '../../../../server/contract/site.ts'
import { equipmentDetailQuery, equipmentListQuery } from '../../lib/api/equipment.ts'
import { useAddMapping } from '../../lib/api/mappings.ts'
import { unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { EntryForm, useSaved } from './entry-form.tsx'
import { unitsFor } from './from-units.ts'
import { metricLabel } from './metric-label.ts'

type Values = Pick<MappingInput, 'source' | 'equipment' | 'metric'> & {
  from_unit?: string
  scale?: number | null
  offset?: number | null
  invert?: boolean
}

/** Says which equipment's metric a foreign field is, and how it is told in the metric's unit. */
export function MappingForm({ point, onClose }: { point: UnknownPointItem; onClose: () => void }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [form] = Form.useForm<Values>()
  const add = useAddMapping()
  const saved = useSaved()
  const equipment = Form.useWatch('equipment', form)
  const metric = Form.useWatch('metric', form)
  const { data: list = [] } = useQuery(equipmentListQuery)
  const { data: detail, isLoading } = useQuery({ ...equipmentDetailQuery(equipment ?? ''), enabled: equipment !== undefined })
  const metrics = Object.entries(detail?.metrics ?? {})
  const info = metric === undefined ? undefined : detail?.metrics[metric]
  const save = (values: Values) =>
    add.mutate(toMapping(point, values, info), {
      onSuccess: () => {
        onClose()
        saved()
      }
    })
  const needed = [{ required: true, message: t('form.required') }]
  return (
    <EntryForm<Values>
      title={t('mapping.mapTitle', point)}
      form={form}
      initial={{ source: point.sender }}
      write={{ ...add, mutate: save }}
      onClose={onClose}
    >
      <p className="muted point-last">
        {t('mapping.last')} <span className="mono">{String(point.value ?? '–')}</span> {unitText(point.unit)}
      </p>
      <Form.Item name="source" label={t('mapping.source')}>
        <Select
          options={[
            { value: point.sender, label: t('mapping.onlySender', point) },
            { value: point.source, label: t('mapping.anySender', point) }
          ]}
        />
      </Form.Item>
      <Form.Item name="equipment" label={t('mapping.equipment')} rules={needed}>
        <Select
          options={list.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={() => form.resetFields(['metric', 'from_unit', 'scale', 'offset', 'invert'])}
          data-testid="field-equipment"
        />
      </Form.Item>
      <Form.Item name="metric" label={t('mapping.metric')} rules={needed}>
        <Select
          disabled={equipment === undefined}
          loading={isLoading}
          options={metrics.map(([name, each]) => ({ value: name, label: metricLabel(name, each, language) }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={() => form.resetFields(['from_unit', 'scale', 'offset', 'invert'])}
          data-testid="field-metric"
        />
      </Form.Item>
      {info && <ConversionFields info={info} told={point.unit} />}
    </EntryForm>
  )
}

function ConversionFields({ info, told }: { info: MetricInfo; told: string | undefined }) {
  const { t } = useTranslation()
  if (info.type === 'boolean') {
    return (
      <Form.Item name="invert" valuePropName="checked" label={t('mapping.invert')}>
        <Switch data-testid="field-invert" />
      </Form.Item>
    )
  }
  if (!isNumeric(info)) return null
  const unit = unitText(info.unit)
  const hint =
    told === undefined ? unit !== '' && t('mapping.fromUnitHint', { unit }) : t('mapping.unitTold', { unit: unitText(told) })
  return (
    <div className="mapping-numbers">
      <Form.Item name="from_unit" label={t('mapping.fromUnit')} extra={hint}>
        <AutoComplete
          options={unitsFor(info.unit).map((value) => ({ value }))}
          placeholder={unit}
          disabled={info.unit === undefined}
          allowClear
          data-testid="field-from_unit"
        />
      </Form.Item>
      <Form.Item name="scale" label={t('mapping.scale')} rules={[{ validator: notZero(t('mapping.scaleZero')) }]}>
        <InputNumber placeholder="1" data-testid="field-scale" />
      </Form.Item>
      <Form.Item name="offset" label={t('mapping.offset')}>
        <InputNumber placeholder="0" data-testid="field-offset" />
      </Form.Item>
    </div>
  )
}

function notZero(message: string) {
  return async (_rule: unknown, value: unknown) => {
    if (value === 0) throw new Error(message)
  }
}

function isNumeric({ type }: MetricInfo): boolean {
  return type === 'number' || type === 'counter'
}

/** Fields left empty are left out, and so are those the metric has no use for. */
function toMapping({ device, field }: UnknownPointItem, values: Values, info: MetricInfo | undefined): MappingInput {
  const { source, equipment, metric, from_unit, scale, offset, invert } = values
  const mapping: MappingInput = { source, device, field, equipment, metric }
  if (info?.type === 'boolean') return invert ? { ...mapping, invert } : mapping
  return {
    ...mapping,
    ...(from_unit ? { from_unit } : {}),
    ...(typeof scale === 'number' ? { scale } : {}),
    ...(typeof offset === 'number' ? { offset } : {})
  }
}
