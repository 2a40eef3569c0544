import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { metricTypes } from '../../../../server/contract/words.ts'

type Own = NonNullable<EquipmentDetail['ownMetrics']>
type Spec = Own[string]
/** One metric as a row of the form. */
export type OwnMetric = { name: string; type: Spec['type']; unit?: string; min?: number | null; max?: number | null }

export function toRows(metrics: Own): OwnMetric[] {
  return Object.entries(metrics).map(([name, { type, unit, min, max }]) => ({
    name,
    type,
    ...(unit !== undefined && { unit }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max })
  }))
}

/** Fields left empty are left out: the service takes no nothing for a number. */
export function toMetrics(rows: readonly OwnMetric[]): Own {
  return Object.fromEntries(
    rows.map(({ name, type, unit, min, max }): [string, Spec] => [
      name,
      {
        type,
        ...(unit ? { unit } : {}),
        ...(typeof min === 'number' ? { min } : {}),
        ...(typeof max === 'number' ? { max } : {})
      }
    ])
  )
}

/** Metrics beyond those of the kind; `custom` has only these. */
export function MetricFields() {
  const { t } = useTranslation()
  const needed = [{ required: true, message: t('form.required') }]
  return (
    <Form.Item label={t('setup.metrics')}>
      <Form.List name="metrics">
        {(rows, { add, remove }) => (
          <div className="metric-rows">
            {rows.map(({ key, name }) => (
              <div key={key} className="metric-row">
                <Form.Item name={[name, 'name']} rules={needed} noStyle>
                  <Input placeholder={t('setup.metricName')} />
                </Form.Item>
                <Form.Item name={[name, 'type']} initialValue="number" noStyle>
                  <Select options={metricTypes.map((type) => ({ value: type, label: t(`setup.metricType.${type}`) }))} />
                </Form.Item>
                <Form.Item name={[name, 'unit']} noStyle>
                  <Input placeholder={t('setup.unit')} />
                </Form.Item>
                <Form.Item name={[name, 'min']} noStyle>
                  <InputNumber placeholder={t('setup.min')} />
                </Form.Item>
                <Form.Item name={[name, 'max']} noStyle>
                  <InputNumber placeholder={t('setup.max')} />
                </Form.Item>
                <Button type="text" icon={<DeleteOutlined />} onClick={() => remove(name)} aria-label={t('setup.removeRow')} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add()}>
              {t('setup.addMetric')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}
