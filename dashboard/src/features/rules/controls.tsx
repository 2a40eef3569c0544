/** Small controls that sit in a sentence. Each shows what is wrong with its field beneath itself. */
import { InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../lib/preferences.ts'
import { type DurationUnit, durationUnits, joinDuration, splitDuration, unitWord } from '../../lib/rules/durations.ts'
import { Field } from './faults.tsx'

type PickProps<Value extends string> = {
  path: string
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
  search?: boolean
}

export function Pick<Value extends string>({ path, label, value, options, onChange, search = false }: PickProps<Value>) {
  return (
    <Field path={path}>
      <Select<Value | null>
        size="small"
        variant="filled"
        className="pick"
        aria-label={label}
        placeholder={label}
        value={value ?? null}
        options={[...options]}
        onChange={(chosen) => {
          if (chosen !== null) onChange(chosen)
        }}
        showSearch={search ? { optionFilterProp: 'label' } : false}
        popupMatchSelectWidth={false}
        data-testid={`rule-${path}`}
      />
    </Field>
  )
}

type NumberProps = {
  path: string
  label: string
  value: number | undefined
  unit?: string
  placeholder?: string
  onChange: (value: number | undefined) => void
  /** Stands beside the unit. */
  after?: ReactNode
}

export function NumberBox({ path, label, value, unit = '', placeholder = '', onChange, after }: NumberProps) {
  return (
    <Field path={path}>
      <InputNumber
        size="small"
        variant="filled"
        className="number-box"
        aria-label={label}
        value={value ?? null}
        placeholder={placeholder}
        onChange={(typed) => onChange(typed ?? undefined)}
        controls={false}
        data-testid={`rule-${path}`}
      />
      {unit !== '' && <span className="unit">{unit}</span>}
      {after}
    </Field>
  )
}

type DurationProps = {
  path: string
  label: string
  value: string | undefined
  placeholder?: string
  onChange: (value: string | undefined) => void
}

/** A count and its unit; emptied, the field is left out of the rule. */
export function DurationBox({ path, label, value, placeholder = '0', onChange }: DurationProps) {
  const { language } = usePreferences()
  const { t } = useTranslation()
  const split = splitDuration(value)
  const unit = split?.unit ?? 's'
  return (
    <Field path={path}>
      <InputNumber
        size="small"
        variant="filled"
        className="count-box"
        min={0}
        aria-label={label}
        value={split?.count ?? null}
        placeholder={placeholder}
        onChange={(count) => onChange(typeof count === 'number' ? joinDuration({ count, unit }) : undefined)}
        controls={false}
        data-testid={`rule-${path}`}
      />
      <Select<DurationUnit>
        size="small"
        variant="filled"
        className="pick"
        aria-label={`${label} ${t('setup.unit')}`}
        value={unit}
        options={durationUnits.map((each) => ({ value: each, label: unitWord(each, language) }))}
        onChange={(chosen) => onChange(joinDuration({ count: split?.count ?? 0, unit: chosen }))}
        popupMatchSelectWidth={false}
      />
    </Field>
  )
}
