import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CheckRow } from './checklist-rows.ts'
import { SensorFields } from './sensor-fields.tsx'

const types = ['ok', 'choice', 'number'] as const

/** What is looked at, line by line. */
export function ChecklistFields() {
  const { t } = useTranslation()
  return (
    <Form.Item label={t('checkpoint.checklist')}>
      <Form.List name="checklist">
        {(rows, { add, remove }) => (
          <div className="metric-rows">
            {rows.map(({ key, name }) => (
              <CheckFields key={key} name={name} onRemove={() => remove(name)} />
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ type: 'ok' })} data-testid="check-add">
              {t('checkpoint.addItem')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}

function CheckFields({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t } = useTranslation()
  const row: Partial<CheckRow> = Form.useWatch(['checklist', name]) ?? {}
  return (
    <div className="check-row">
      <div className="check-line">
        <Form.Item name={[name, 'text']} rules={[{ required: true, whitespace: true, message: t('form.required') }]} noStyle>
          <Input placeholder={t('checkpoint.itemText')} data-testid={`check-text-${name}`} />
        </Form.Item>
        <Form.Item name={[name, 'type']} noStyle>
          <Select
            options={types.map((value) => ({ value, label: t(`checkpoint.itemType.${value}`) }))}
            data-testid={`check-type-${name}`}
          />
        </Form.Item>
        <Form.Item name={[name, 'photo']} valuePropName="checked" noStyle>
          <Checkbox>{t('checkpoint.photo')}</Checkbox>
        </Form.Item>
        <Button type="text" icon={<DeleteOutlined />} onClick={onRemove} aria-label={t('setup.removeRow')} />
      </div>
      {row.type === 'number' && (
        <>
          <div className="position-row">
            <Form.Item name={[name, 'unit']} noStyle>
              <Input placeholder={t('setup.unit')} />
            </Form.Item>
            <Form.Item name={[name, 'min']} noStyle>
              <InputNumber placeholder={t('setup.min')} data-testid={`check-min-${name}`} />
            </Form.Item>
            <Form.Item name={[name, 'max']} noStyle>
              <InputNumber placeholder={t('setup.max')} data-testid={`check-max-${name}`} />
            </Form.Item>
          </div>
          <SensorFields item={name} />
        </>
      )}
      {row.type === 'choice' && (
        <>
          <Form.Item name={[name, 'options']} noStyle>
            <Select mode="tags" open={false} suffixIcon={null} placeholder={t('checkpoint.options')} />
          </Form.Item>
          <Form.Item name={[name, 'bad']} noStyle>
            <Select
              mode="multiple"
              placeholder={t('checkpoint.bad')}
              options={(row.options ?? []).map((value) => ({ value, label: value }))}
            />
          </Form.Item>
        </>
      )}
    </div>
  )
}
