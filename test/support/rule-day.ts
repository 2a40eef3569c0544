/** A day of some equipment under rules as people write them, in steps of seconds. */
import { type Catalogue, loadCatalogue } from '../../gateway/catalogue.ts'
import type { Value } from '../../gateway/reading.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import type { AlarmChange } from '../../server/rules/changes.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { createEngine, type Engine } from '../../server/rules/engine.ts'
import type { Rule } from '../../server/rules/rule.ts'
import type { Plant } from '../../server/rules/rule-index.ts'
import { anArrival, anEvent, aPresence, aReading } from './field-factories.ts'

const catalogue: Catalogue = loadCatalogue()

type Piece = { kind: string; attributes?: Record<string, number | string | boolean> }
export type Pieces = Record<string, Piece>

export const pieces: Pieces = {
  'pump-1': { kind: 'booster_pump', attributes: { rated_current: 32 } },
  'pump-2': { kind: 'booster_pump' },
  'fire-1': { kind: 'fire_pump' },
  'lift-1': { kind: 'elevator', attributes: { rated_speed: 2 } },
  'panel-1': { kind: 'fire_alarm_panel', attributes: { zone: 'A' } },
  'panel-2': { kind: 'fire_alarm_panel', attributes: { zone: 'A' } },
  'panel-3': { kind: 'fire_alarm_panel', attributes: { zone: 'B' } },
  'door-1': { kind: 'fire_door', attributes: { zone: 'A' } },
  'door-2': { kind: 'fire_door' }
}

export function plantOf(known: Pieces = pieces): Plant {
  return {
    kindOf: (id) => known[id]?.kind,
    attributesOf: (id) => known[id]?.attributes,
    metricsOf: (id) => catalogue.get(known[id]?.kind ?? '')?.metrics,
    ids: () => Object.keys(known)
  }
}

export type RuleText = Partial<RuleInput>

/** A major rule `r` on booster pumps, unless it says otherwise. */
export function toRule(text: RuleText): Rule {
  const input: RuleInput = { id: 'r', title: '题', action: '做', severity: 'major', ...text }
  if (input.kind === undefined && input.equipment === undefined) input.kind = 'booster_pump'
  const metrics = input.equipment === undefined ? undefined : catalogue.get(pieces[input.equipment]?.kind ?? '')?.metrics
  const compiled = compileRule(input, 1, catalogue, metrics)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors))
  return compiled.rule
}

export function engineUnder(texts: readonly RuleText[], startedAt = 0, known = pieces): Engine {
  return createEngine({ rules: texts.map(toRule), ...plantOf(known), startedAt })
}

/** Seconds, then what is read (of pump-1, or the one in `of`), said, shown; nothing of these: our clock comes to then. */
export type Step = [
  at: number,
  read?: Record<string, Value> | undefined,
  more?: { of?: string; say?: string; online?: boolean; after?: number }
]

/** `after`: how many seconds later it arrives. */
export function take(engine: Engine, [at, read, { of = 'pump-1', say, online, after = 0 } = {}]: Step): AlarmChange[] {
  const ts = at * 1000
  const base = { equipment: of, ts, receivedAt: ts + after * 1000 }
  if (read === undefined && say === undefined && online === undefined) return engine.tick(ts)
  return engine.judge([
    anArrival({
      readings: Object.entries(read ?? {}).map(([metric, value]) => aReading({ ...base, metric, value })),
      events: say === undefined ? [] : [anEvent({ ...base, code: say })],
      presences: online === undefined ? [] : [aPresence({ equipment: of, receivedAt: base.receivedAt, online })]
    })
  ])
}

/** `raised 10>15`: the episode of second 10 as of second 15; of equipment other than pump-1 with its name in front. */
function inSeconds(change: AlarmChange): string {
  const times = {
    raised: () => (change.type === 'raised' ? change.raisedAt : 0),
    staged: () => (change.type === 'staged' ? change.at : 0),
    released: () => (change.type === 'released' ? change.at : 0),
    cleared: () => (change.type === 'cleared' ? change.clearedAt : 0),
    corrected: () => 0
  }
  const who = change.equipment === 'pump-1' ? '' : `${change.equipment} `
  const severity =
    change.type === 'staged' || (change.type === 'raised' && change.rule.severity !== 'major') ? ` ${change.rule.severity}` : ''
  const quiet = change.type === 'raised' && change.suppressed ? ` (${change.suppressed})` : ''
  return `${who}${change.type} ${change.episode / 1000}>${times[change.type]() / 1000}${severity}${quiet}`
}

/** All that was said on that day. */
export function dayOf(texts: readonly RuleText[], steps: readonly Step[]): string[] {
  const engine = engineUnder(texts)
  return steps.flatMap((step) => take(engine, step).map(inSeconds))
}
