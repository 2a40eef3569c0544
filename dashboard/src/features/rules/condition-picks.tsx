import { Select } from 'antd'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { type ConditionKind, conditionKinds, emptyCondition, kindOf, type Part } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'
import { Pick } from './controls.tsx'

export type ConditionProps = {
  condition: Part
  /** Of the condition in the rule, with its dot: `stages.0.`; empty for the rule itself. */
  path: string
  words: RuleWords
  onChange: (condition: Part) => void
}

/** Conditions hold conditions: what draws one is handed to the lists of them. */
export type ListProps = ConditionProps & { Fields: ComponentType<ConditionProps> }

type KindProps = ConditionProps & { kinds?: readonly ConditionKind[] }

/** Changes what sort of sentence it is; the metric stays. */
export function KindPick({ condition, onChange, kinds = conditionKinds, path }: KindProps) {
  const { t } = useTranslation()
  const change = (kind: ConditionKind) => {
    const kept: Part = condition.equipment === undefined ? {} : { equipment: condition.equipment }
    onChange({ ...emptyCondition(kind, condition.metric), ...kept })
  }
  return (
    <Select<ConditionKind>
      size="small"
      className="pick"
      aria-label={t('rule.kindOf')}
      value={kindOf(condition)}
      options={kinds.filter((kind) => kind !== 'other').map((kind) => ({ value: kind, label: t(`rule.condition.${kind}`) }))}
      onChange={change}
      popupMatchSelectWidth={false}
      data-testid={`rule-${path}kind-of`}
    />
  )
}

type MetricProps = ConditionProps & { optional?: boolean }

export function MetricPick({ condition, path, words, onChange, optional = false }: MetricProps) {
  const { t, language } = words
  const metrics = Object.entries(words.metricsOf(condition.equipment))
  const options = [
    ...(optional ? [{ value: '', label: t('rule.anyMetric') }] : []),
    ...metrics.map(([name, info]) => ({ value: name, label: info[language] })),
    // What the catalogue does not know stays to be seen, and the service says what is wrong with it.
    ...(condition.metric !== undefined && !metrics.some(([name]) => name === condition.metric)
      ? [{ value: condition.metric, label: condition.metric }]
      : [])
  ]
  const change = (metric: string) => {
    const { metric: _old, ...rest } = condition
    onChange(metric === '' ? rest : { metric, ...rest })
  }
  return (
    <Pick
      path={`${path}metric`}
      label={t('rule.metric')}
      value={condition.metric ?? (optional ? '' : undefined)}
      options={options}
      onChange={change}
      search
    />
  )
}
