import { Select } from 'antd'

type Props<Value extends string> = {
  className: string
  label: string
  /** Undefined: not filtered by it. */
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value | undefined) => void
  /** For a long list: typing narrows it, and it is as broad as its labels. */
  search?: boolean
  testId?: string
}

/** One choice of a filter, which can be emptied. */
export function FilterSelect<Value extends string>(props: Props<Value>) {
  const { className, label, value, options, onChange, search = false, testId } = props
  return (
    <Select<Value | null>
      allowClear
      showSearch={search ? { optionFilterProp: 'label' } : false}
      className={className}
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      options={[...options]}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      popupMatchSelectWidth={!search}
      data-testid={testId}
    />
  )
}
