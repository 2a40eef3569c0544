import { Input } from 'antd'
import { formatValue } from '../../lib/format.ts'
import type { Part } from '../../lib/rules/rule-body.ts'
import { type ConditionProps, MetricPick } from './condition-picks.tsx'
import { Pick } from './controls.tsx'
import { Field } from './faults.tsx'
import { Sentence } from './sentence.tsx'

/** A metric that is or is not in a state. */
export function ValueFields(props: ConditionProps) {
  const { condition, path, words, onChange } = props
  const { t, language } = words
  const side = condition.is === undefined ? 'not' : 'is'
  const value = condition[side]
  const info = words.infoOf(condition.metric, condition.equipment)
  const write = (where: 'is' | 'not', what: boolean | string | undefined) => {
    const { is: _is, not: _not, ...rest }: Part = condition
    onChange({ ...rest, [where]: what ?? true })
  }
  const known =
    info?.type === 'boolean' || (info === undefined && typeof value === 'boolean')
      ? [true, false].map((each) => ({ value: String(each), label: formatValue(each, info, language, condition.metric) }))
      : Object.keys(info?.words ?? {}).map((each) => ({ value: each, label: formatValue(each, info, language) }))
  return (
    <Sentence
      say="editEquals"
      slots={{
        metric: <MetricPick {...props} />,
        comparison: (
          <Pick
            path={`${path}comparison`}
            label={t('rule.kindOf')}
            value={side}
            options={(['is', 'not'] as const).map((each) => ({ value: each, label: t(`rule.comparison.${each}`) }))}
            onChange={(chosen) => write(chosen, value)}
          />
        ),
        value:
          known.length > 0 ? (
            <Pick
              path={path + side}
              label={t('rule.limit')}
              value={value === undefined ? undefined : String(value)}
              options={known}
              onChange={(chosen) => write(side, info?.type === 'string' ? chosen : chosen === 'true')}
            />
          ) : (
            <Field path={path + side}>
              <Input
                size="small"
                variant="filled"
                className="text-box"
                aria-label={t('rule.limit')}
                value={String(value ?? '')}
                onChange={({ target }) => write(side, target.value)}
              />
            </Field>
          )
      }}
    />
  )
}
