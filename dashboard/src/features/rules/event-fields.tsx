import { Select } from 'antd'
import type { ConditionProps } from './condition-picks.tsx'
import { Field } from './faults.tsx'
import { Sentence } from './sentence.tsx'

const noCodes: { value: string }[] = []

/** Codes are the device's own, so they are typed. */
export function EventFields({ condition, path, words, onChange }: ConditionProps) {
  const { t } = words
  const box = (field: 'event' | 'until', label: string) => {
    const codes = [condition[field] ?? []].flat()
    const write = (typed: string[]) => {
      const { [field]: _old, ...rest } = condition
      onChange(field === 'until' && typed.length === 0 ? rest : { ...rest, [field]: typed })
    }
    return (
      <Field path={path + field}>
        <Select
          mode="tags"
          size="small"
          variant="filled"
          className="codes"
          open={false}
          suffixIcon={null}
          aria-label={label}
          placeholder={field === 'until' ? t('rule.until') : label}
          value={codes}
          options={noCodes}
          onChange={write}
          tokenSeparators={[',', '，', '、', ' ']}
          data-testid={`rule-${path}${field}`}
        />
      </Field>
    )
  }
  return (
    <Sentence say="editEvent" slots={{ codes: box('event', t('rule.condition.event')), until: box('until', t('rule.until')) }} />
  )
}
