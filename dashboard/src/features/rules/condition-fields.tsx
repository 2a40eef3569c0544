/** One condition as a piece of a sentence; which piece depends on its kind. */
import { windowFunctions } from '../../../../server/contract/words.ts'
import { type Condition, kindOf } from '../../lib/rules/rule-body.ts'
import { BoundFields } from './bound-fields.tsx'
import { type ConditionProps, MetricPick } from './condition-picks.tsx'
import { DurationBox, NumberBox, Pick } from './controls.tsx'
import { EventFields } from './event-fields.tsx'
import { PartList } from './part-list.tsx'
import { Sentence } from './sentence.tsx'
import { StageList } from './stage-list.tsx'
import { ValueFields } from './value-fields.tsx'

export function ConditionFields(props: ConditionProps) {
  const { condition } = props
  switch (kindOf(condition)) {
    case 'limit':
      return <BoundFields {...props} />
    case 'aggregate':
      return <AggregateFields {...props} />
    case 'rate':
      return <RateFields {...props} />
    case 'equals':
      return <ValueFields {...props} />
    case 'no_data':
      return <SpanFields {...props} field="no_data" />
    case 'stuck':
      return <SpanFields {...props} field="stuck" />
    case 'event':
      return <EventFields {...props} />
    case 'stages':
      return <StageList {...props} Fields={ConditionFields} />
    case 'all':
      return <PartList {...props} group="all" Fields={ConditionFields} />
    case 'any':
      return <PartList {...props} group="any" Fields={ConditionFields} />
    case 'none':
      return <PartList {...props} group="none" Fields={ConditionFields} />
    case 'other':
      return null
  }
}

function AggregateFields(props: ConditionProps) {
  const { condition, path, words, onChange } = props
  const { t } = words
  return (
    <Sentence
      say="editAggregate"
      slots={{
        metric: <MetricPick {...props} />,
        over: (
          <DurationBox
            path={`${path}over`}
            label={t('rule.hold')}
            value={condition.over}
            onChange={(over) => onChange({ ...condition, over: over ?? '0s' })}
          />
        ),
        fn: (
          <Pick
            path={`${path}fn`}
            label={t('rule.kindOf')}
            value={windowFunctions.find((fn) => fn === condition.fn)}
            options={windowFunctions.map((fn) => ({ value: fn, label: t(`sentence.fn.${fn}`) }))}
            onChange={(fn) => onChange({ ...condition, fn })}
          />
        ),
        bounds: <BoundFields {...props} bare />
      }}
    />
  )
}

function RateFields(props: ConditionProps) {
  const { condition, path, words, onChange } = props
  const { t } = words
  const direction = condition.falls === undefined ? 'rises' : 'falls'
  const by = condition[direction]
  const without = (): Condition => {
    const { falls: _falls, rises: _rises, ...rest } = condition
    return rest
  }
  return (
    <Sentence
      say="editRate"
      slots={{
        metric: <MetricPick {...props} />,
        within: (
          <DurationBox
            path={`${path}within`}
            label={t('rule.hold')}
            value={condition.within}
            onChange={(within) => onChange({ ...condition, within: within ?? '0s' })}
          />
        ),
        direction: (
          <Pick
            path={`${path}direction`}
            label={t('rule.kindOf')}
            value={direction}
            options={(['falls', 'rises'] as const).map((each) => ({ value: each, label: t(`rule.direction.${each}`) }))}
            onChange={(chosen) => onChange({ ...without(), [chosen]: by ?? 0 })}
          />
        ),
        limit: (
          <NumberBox
            path={path + direction}
            label={t('rule.limit')}
            value={by}
            onChange={(typed) => onChange({ ...without(), [direction]: typed ?? 0 })}
          />
        )
      }}
    />
  )
}

function SpanFields({ field, ...props }: ConditionProps & { field: 'no_data' | 'stuck' }) {
  const { condition, path, words, onChange } = props
  return (
    <Sentence
      say={field === 'no_data' ? 'editNoData' : 'editStuck'}
      slots={{
        metric: <MetricPick {...props} optional={field === 'no_data'} />,
        span: (
          <DurationBox
            path={path + field}
            label={words.t('rule.hold')}
            value={condition[field]}
            onChange={(span) => onChange({ ...condition, [field]: span ?? '0s' })}
          />
        )
      }}
    />
  )
}
