import type { Limit, Part } from '../../lib/rules/rule-body.ts'
import { type ConditionProps, MetricPick } from './condition-picks.tsx'
import { Pick } from './controls.tsx'
import { LimitBox } from './limit-box.tsx'
import { Sentence } from './sentence.tsx'

type Sides = 'below' | 'above' | 'both'

function sidesOf({ below, above }: Part): Sides {
  if (below !== undefined && above !== undefined) return 'both'
  return below === undefined ? 'above' : 'below'
}

/** The limit that was there goes over to the other side; the clear limits begin anew. */
function withSides(condition: Part, sides: Sides): Part {
  const { below, above, clear_above: _above, clear_below: _below, ...rest } = condition
  const kept = below ?? above ?? 0
  if (sides === 'both') return { ...rest, below: below ?? kept, above: above ?? kept }
  return { ...rest, [sides]: kept }
}

/** A metric beyond its limits; `bare` leaves the metric to the sentence around it. */
export function BoundFields({ bare = false, ...props }: ConditionProps & { bare?: boolean }) {
  const { condition, path, words, onChange } = props
  const { t } = words
  const sides = sidesOf(condition)
  const magnitude = condition.abs === true ? t('sentence.abs') : ''
  const box = (side: 'below' | 'above') => (
    <LimitBox
      path={path + side}
      label={t(`rule.comparison.${side}`)}
      value={condition[side]}
      metric={condition.metric}
      target={condition.equipment}
      words={words}
      onChange={(value: Limit | undefined) => onChange({ ...condition, [side]: value ?? 0 })}
    />
  )
  const comparison = (
    <Pick
      path={`${path}comparison`}
      label={t('rule.kindOf')}
      value={sides}
      options={(['below', 'above', 'both'] as const).map((each) => ({
        value: each,
        label: magnitude + t(`rule.comparison.${each}`)
      }))}
      onChange={(chosen) => onChange(withSides(condition, chosen))}
    />
  )
  const slots = { comparison, limit: box(sides === 'above' ? 'above' : 'below'), below: box('below'), above: box('above') }
  if (bare) return <Sentence say={sides === 'both' ? 'editBoundsBoth' : 'editBounds'} slots={slots} />
  return <Sentence say={sides === 'both' ? 'editBoth' : 'editLimit'} slots={{ ...slots, metric: <MetricPick {...props} /> }} />
}
