/**
 * The verdict of a condition's tree at a moment: pure reading of what is known, nothing is changed.
 *
 * `unknown` is neither breach nor clear: a value that is not fresh, an attribute that is missing, equipment that is not
 * there. It says nothing to the alarm, which keeps its state; a delay that runs goes on, as in silence (contract §3).
 * - `all` comes to the mildest of its parts, and needs every one known: beside an unknown part what breaches is unknown,
 *   and what does not is not clear either (domain.md §3) but between, which ends a pending raise and clears nothing.
 * - `any` is a breach as soon as one part is, whatever is unknown beside it; else it needs every part known. A metric
 *   that was never heard of is no part of it: not every pump has every sensor.
 * - `none` is `any` turned round; between stays between.
 */
import type { Value } from '../../gateway/reading.ts'
import { type BoundLeaf, type BoundLimit, type BoundNode, type BoundSides, type BoundTree, scaled } from './bind-tree.ts'
import { deviceTime, isFresh } from './freshness.ts'
import type { EqualsLeaf, EventLeaf, LimitLeaf, MoveLeaf, StuckLeaf, WindowLeaf } from './rule.ts'
import type { EquipmentRules, SeriesRules } from './rule-index.ts'
import { silenceEnds } from './silence.ts'
import type { ValueWindow } from './value-window.ts'
import type { Verdict } from './verdict.ts'

export type Finding = Verdict | 'unknown'

/** Device's clock, ours, and our clock at the start of the service. */
export type Moment = { ts: number; now: number; startedAt: number }

export type Judgement = {
  verdict: Finding
  /** The device's clock at the moment of judging: the newest reading that counts. */
  ts: number
  /** Of the first part that breaches, one with a limit before others. */
  value: Value | null
  limit: Value | null
}

/** What one leaf came to on one equipment. */
export type LeafJudgement = { verdict: Finding; value: Value | null; limit: number | null; clear: number | null }

/**
 * `elapsed`: nothing has arrived, only our clock has moved on, and the device's with it. Otherwise the moment is that of
 * the newest reading; with silences among the parts it is always now. `breachOnly`: whether it is a breach is all that is
 * asked; what is none may then be called unknown, and most trees are done with at their first part.
 */
export function judgeTree(tree: BoundTree, now: number, startedAt: number, elapsed: boolean, breachOnly = false): Judgement {
  const ts = momentOf(tree, now, elapsed || tree.silent.length > 0)
  const shown: Shown = { value: null, limit: null, rank: 0, breachOnly }
  const verdict = judgeNode(tree.root, { ts, now, startedAt }, shown)
  return { verdict: verdict === 'absent' ? 'unknown' : verdict, ts, value: shown.value, limit: shown.limit }
}

/** Of all series and events the tree looks at; our clock where there is none. */
export function momentOf(tree: BoundTree, now: number, elapsed: boolean): number {
  let ts = -Infinity
  for (const series of tree.series) {
    if (series.judgedTs > -Infinity) ts = Math.max(ts, elapsed ? deviceTime(series, now) : series.judgedTs)
  }
  for (const leaf of tree.leaves) {
    if (leaf.kind !== 'event') continue
    for (const on of leaf.sources) ts = Math.max(ts, newestOf(on, leaf.leaf.codes), newestOf(on, leaf.leaf.until))
  }
  return ts === -Infinity ? now : ts
}

type Shown = { value: Value | null; limit: Value | null; rank: number; breachOnly: boolean }

/** `absent`: nothing that the part looks at was ever heard of. */
type Found = Finding | 'absent'

function judgeNode(node: BoundNode, moment: Moment, shown: Shown): Found {
  switch (node.kind) {
    case 'all':
      return mildest(node.parts, moment, shown)
    case 'any':
      return worst(node.parts, moment, shown)
    case 'none':
      // What breaks inside is what should be: nothing of it is shown, and what is clear there is the breach.
      return turned(worst(node.parts, moment, { value: null, limit: null, rank: 0, breachOnly: false }))
    default:
      return judgeSources(node, moment, shown)
  }
}

function mildest(parts: readonly BoundNode[], moment: Moment, shown: Shown): Finding {
  let known: Verdict = 'breach'
  let isWhole = true
  for (const part of parts) {
    const verdict = judgeNode(part, moment, shown)
    if (shown.breachOnly && verdict !== 'breach') return 'unknown'
    if (verdict === 'unknown' || verdict === 'absent') isWhole = false
    else if (verdict === 'clear' || (verdict === 'between' && known === 'breach')) known = verdict
  }
  if (isWhole) return known
  return known === 'breach' ? 'unknown' : 'between'
}

function worst(parts: readonly BoundNode[], moment: Moment, shown: Shown): Found {
  let found: Found = 'absent'
  for (const part of parts) found = worse(found, judgeNode(part, moment, shown))
  return found
}

function worse(one: Found, other: Found): Found {
  if (one === 'absent') return other
  if (other === 'absent') return one
  if (one === 'breach' || other === 'breach') return 'breach'
  if (one === 'unknown' || other === 'unknown') return 'unknown'
  return one === 'between' || other === 'between' ? 'between' : 'clear'
}

function turned(verdict: Found): Found {
  if (verdict === 'breach') return 'clear'
  return verdict === 'clear' ? 'breach' : verdict
}

/** Any of the equipment the leaf looks at. */
function judgeSources(leaf: BoundLeaf, moment: Moment, shown: Shown): Found {
  let found: Found = 'absent'
  for (let index = 0; index < leaf.sources.length; index++) {
    if (!wasHeard(leaf, index)) continue
    const { verdict, value, limit } = judgeSource(leaf, index, moment)
    found = worse(found, verdict)
    const rank = limit === null ? 1 : 2
    if (verdict === 'breach' && rank > shown.rank) Object.assign(shown, { value, limit: limit ?? expected(leaf), rank })
  }
  return found
}

function wasHeard(leaf: BoundLeaf, index: number): boolean {
  switch (leaf.kind) {
    case 'value':
      return (leaf.sources[index]?.judgedTs ?? -Infinity) > -Infinity
    case 'window':
      return (leaf.sources[index]?.series.judgedTs ?? -Infinity) > -Infinity
    case 'silence': {
      const source = leaf.sources[index]
      return (source?.series?.heardAt ?? source?.on.heardAt ?? -Infinity) > -Infinity
    }
    case 'event':
    case 'fact':
      return true
  }
}

function expected(leaf: BoundLeaf): Value | null {
  return leaf.leaf.type === 'equals' ? leaf.leaf.value : null
}

const nothing: LeafJudgement = { verdict: 'unknown', value: null, limit: null, clear: null }

/** Judges the leaf on the equipment at this place of its sources. */
export function judgeSource(leaf: BoundLeaf, index: number, moment: Moment): LeafJudgement {
  switch (leaf.kind) {
    case 'value': {
      const series = leaf.sources[index]
      return series ? judgeValue(leaf.leaf, series, leaf.sides, moment) : nothing
    }
    case 'window': {
      const source = leaf.sources[index]
      return source ? judgeWindow(leaf.leaf, source, leaf.sides, moment) : nothing
    }
    case 'silence': {
      const source = leaf.sources[index]
      const due = source && silenceEnds(source.on, source.series, leaf.leaf.silenceMs, moment.startedAt)
      return due === undefined ? nothing : { ...nothing, verdict: moment.now >= due ? 'breach' : 'clear' }
    }
    case 'event': {
      const on = leaf.sources[index]
      return on ? judgeCodes(leaf.leaf, on) : nothing
    }
    case 'fact': {
      const { value, negate } = leaf.leaf
      return { ...nothing, verdict: (leaf.value === value) !== negate ? 'breach' : 'clear', value: leaf.value }
    }
  }
}

function judgeValue(
  leaf: LimitLeaf | EqualsLeaf | StuckLeaf,
  series: SeriesRules,
  sides: BoundSides,
  moment: Moment
): LeafJudgement {
  const { value } = series
  const fresh = value !== null && isFresh(series, moment.ts, moment.now)
  switch (leaf.type) {
    case 'equals':
      if (!fresh) return { ...nothing, value }
      return { verdict: (value === leaf.value) !== leaf.negate ? 'breach' : 'clear', value, limit: null, clear: null }
    case 'stuck': {
      if (!fresh) return { ...nothing, value }
      const held = series.heldSince > -Infinity && series.judgedTs - series.heldSince >= leaf.stuckMs
      return { verdict: held ? 'breach' : 'clear', value, limit: null, clear: null }
    }
    case 'limit': {
      const number = value === null ? null : leaf.abs ? Math.abs(Number(value)) : Number(value)
      return judgeSides(fresh ? number : null, number, sides, moment)
    }
  }
}

function judgeWindow(
  leaf: WindowLeaf | MoveLeaf,
  { series, window }: { series: SeriesRules; window: ValueWindow },
  sides: BoundSides,
  moment: Moment
): LeafJudgement {
  const figures = window.figures()
  const latest = window.latest()
  if (figures === undefined || latest === undefined) return nothing
  const fresh = isFresh(series, moment.ts, moment.now)
  if (leaf.type === 'window') {
    const number = leaf.abs ? Math.abs(figures[leaf.fn]) : figures[leaf.fn]
    return judgeSides(fresh ? number : null, number, sides, moment)
  }
  const limit = leaf.direction === 'falls' ? figures.max - leaf.by : figures.min + leaf.by
  const moved = leaf.direction === 'falls' ? figures.max - latest : latest - figures.min
  const verdict = moved - leaf.by > rounding * Math.max(1, Math.abs(latest)) ? 'breach' : 'clear'
  return { verdict: fresh ? verdict : 'unknown', value: latest, limit: scaled(limit, 1, 0), clear: null }
}

/** A difference of two decimals is not to be taken at its last digits: 0.35 falls to 0.3 by 0.05, not by less. */
const rounding = 1e-9

/** `judged` null: the value shown is not fresh. */
function judgeSides(judged: number | null, value: number | null, sides: BoundSides, moment: Moment): LeafJudgement {
  const below = sides.below && figuresOf(sides.below, moment)
  const above = sides.above && figuresOf(sides.above, moment)
  const nearest = below ?? above
  const says = (verdict: Finding, side = nearest): LeafJudgement => {
    const [limit, clear] = [side?.raise ?? null, side?.clear ?? null]
    return { verdict, value, limit: known(limit), clear: known(clear) }
  }
  if (judged === null || isMissing(below) || isMissing(above)) return says('unknown')
  if (below && judged < below.raise) return says('breach', below)
  if (above && judged > above.raise) return says('breach', above)
  if (below && below.clear !== null && judged <= below.clear) return says('between', below)
  if (above && above.clear !== null && judged >= above.clear) return says('between', above)
  return says('clear')
}

type Figures = { raise: number; clear: number | null }

function figuresOf({ raise, clear }: { raise: BoundLimit; clear: BoundLimit | null }, moment: Moment): Figures {
  return { raise: figureOf(raise, moment), clear: clear === null ? null : figureOf(clear, moment) }
}

/** NaN where the limit cannot be told. */
function figureOf(limit: BoundLimit, { ts, now }: Moment): number {
  if (typeof limit === 'number') return limit
  const { series, times, plus } = limit
  return typeof series.value === 'number' && isFresh(series, ts, now) ? scaled(series.value, times, plus) : Number.NaN
}

function isMissing(figures: Figures | undefined): boolean {
  return figures !== undefined && (Number.isNaN(figures.raise) || (figures.clear !== null && Number.isNaN(figures.clear)))
}

function known(figure: number | null): number | null {
  return figure === null || Number.isNaN(figure) ? null : figure
}

/** An event that was never said is over; with both at once the end counts. */
function judgeCodes({ codes, until }: EventLeaf, on: EquipmentRules): LeafJudgement {
  let began = -Infinity
  let code: string | null = null
  for (const each of codes) {
    const ts = on.eventTs.get(each) ?? -Infinity
    if (ts > began) [began, code] = [ts, each]
  }
  const lasts = began > newestOf(on, until)
  return { verdict: lasts ? 'breach' : 'clear', value: lasts ? code : null, limit: null, clear: null }
}

function newestOf(on: EquipmentRules, codes: readonly string[]): number {
  let newest = -Infinity
  for (const code of codes) newest = Math.max(newest, on.eventTs.get(code) ?? -Infinity)
  return newest
}
