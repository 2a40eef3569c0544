import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { zh } from '../../lib/locale/zh.ts'

type Attributes = EquipmentDetail['attributes']
/** One attribute as a row of the form. */
export type AttributeRow = { name: string; value: string }

export function toAttributeRows(attributes: Attributes): AttributeRow[] {
  return Object.entries(attributes).map(([name, value]) => ({ name, value: String(value) }))
}

/** What reads as a number or a flag is one, unless it was text before and nobody changed it. */
export function toAttributes(rows: readonly AttributeRow[], known: Attributes): Attributes {
  return Object.fromEntries(rows.map(({ name, value }) => [name, toValue(value.trim(), known[name])]))
}

function toValue(text: string, before: Attributes[string] | undefined): Attributes[string] {
  if (before !== undefined && String(before) === text) return before
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

const knownNames = Object.keys(zh.attribute) as (keyof typeof zh.attribute)[]

/** Rated values and the like: rules may take them as limits. */
export function AttributeFields() {
  const { t } = useTranslation()
  const needed = [{ required: true, message: t('form.required') }]
  return (
    <Form.Item label={t('setup.attributes')} extra={t('setup.attributesHint')}>
      <Form.List name="attributes">
        {(rows, { add, remove }) => (
          <div className="metric-rows">
            {rows.map(({ key, name }) => (
              <div key={key} className="attribute-row">
                <Form.Item name={[name, 'name']} rules={needed} noStyle>
                  <NameField testId={`attribute-name-${name}`} />
                </Form.Item>
                <Form.Item name={[name, 'value']} rules={needed} noStyle>
                  <Input placeholder={t('setup.attributeValue')} data-testid={`attribute-value-${name}`} />
                </Form.Item>
                <Button type="text" icon={<DeleteOutlined />} onClick={() => remove(name)} aria-label={t('setup.removeRow')} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add()} data-testid="attribute-add">
              {t('setup.addAttribute')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}

type NameFieldProps = { value?: string; onChange?: (name: string) => void; testId: string }

/** A name in words where there are some; any other may be typed. */
function NameField({ value, onChange, testId }: NameFieldProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const others = [value, typed.trim()].filter((name) => name && !knownNames.some((known) => known === name))
  const options = [
    ...knownNames.map((name) => ({ value: name as string, label: t(`attribute.${name}`) })),
    ...[...new Set(others)].map((name) => ({ value: name, label: name }))
  ]
  return (
    <Select
      {...(value !== undefined && { value })}
      {...(onChange && { onChange })}
      options={options}
      showSearch={{ optionFilterProp: 'label', onSearch: setTyped }}
      placeholder={t('setup.attributeName')}
      data-testid={testId}
    />
  )
}
