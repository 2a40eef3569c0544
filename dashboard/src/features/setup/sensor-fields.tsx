import { useQuery } from '@tanstack/react-query'
import { Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { equipmentDetailQuery, equipmentListQuery } from '../../lib/api/equipment.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { metricLabel } from './metric-label.ts'

/** The sensor that measures what is typed: they are compared at the time of the scan. `item`: the row of the checklist. */
export function SensorFields({ item }: { item: number }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const form = Form.useFormInstance()
  const at = ['checklist', item, 'sensor'] as const
  const equipment: string | undefined = Form.useWatch([...at, 'equipment'])
  const { data: list = [] } = useQuery(equipmentListQuery)
  const { data: detail, isLoading } = useQuery({ ...equipmentDetailQuery(equipment ?? ''), enabled: equipment !== undefined })
  const metrics = Object.entries(detail?.metrics ?? {}).filter(([, { type }]) => type === 'number' || type === 'counter')
  const begin = (chosen: string | undefined) =>
    form.setFieldValue([...at], chosen === undefined ? undefined : { equipment: chosen })
  return (
    <div className="position-row">
      <Form.Item name={[item, 'sensor', 'equipment']} noStyle>
        <Select
          allowClear
          placeholder={t('checkpoint.sensor')}
          options={list.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={begin}
          data-testid={`check-sensor-${item}`}
        />
      </Form.Item>
      {equipment !== undefined && (
        <>
          <Form.Item name={[item, 'sensor', 'metric']} rules={[{ required: true, message: t('form.required') }]} noStyle>
            <Select
              loading={isLoading}
              placeholder={t('mapping.metric')}
              options={metrics.map(([name, each]) => ({ value: name, label: metricLabel(name, each, language) }))}
              showSearch={{ optionFilterProp: 'label' }}
              data-testid={`check-metric-${item}`}
            />
          </Form.Item>
          <Form.Item name={[item, 'sensor', 'tolerance']} noStyle>
            <InputNumber min={0} placeholder={t('checkpoint.tolerance')} data-testid={`check-tolerance-${item}`} />
          </Form.Item>
        </>
      )}
    </div>
  )
}
