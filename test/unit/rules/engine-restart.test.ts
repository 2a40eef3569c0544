/** A restart at any point changes nothing of what the rules say. */
import { describe, expect, it } from 'vitest'
import type { Arrival } from '../../../gateway/reading.ts'
import { createEngine, type Engine } from '../../../server/rules/engine.ts'
import type { Rule } from '../../../server/rules/rule.ts'
import { createMemoryJournal } from '../../../server/store/memory-journal.ts'
import { toWords } from '../../support/engine-day.ts'
import { anArrival, anEvent, aPresence, aReading } from '../../support/field-factories.ts'
import { createRandom, type Random } from '../../support/random.ts'
import { plantOf, type RuleText, toRule } from '../../support/rule-day.ts'
import { above, aRule, below } from '../../support/rule-factories.ts'

const second = 1000
const minute = 60 * second
const equipment = ['pump-1', 'pump-2']
const metrics = ['outlet_pressure', 'flow']

const rules: Rule[] = [
  aRule({ id: 'low', condition: below(0.3, 0.5), forMs: 20 * second, clearForMs: 10 * second }),
  aRule({ id: 'high', condition: above(0.8, null, 'flow') }),
  aRule({ id: 'stopped', condition: { type: 'equals', metric: 'running', value: false, negate: false }, forMs: 30 * second }),
  aRule({ id: 'event', condition: { type: 'event', codes: ['entrapment'], until: ['clear'] }, forMs: 5 * second }),
  aRule({ id: 'moment', condition: { type: 'event', codes: ['overspeed'], until: [] } }),
  aRule({ id: 'offline', condition: { type: 'no_data', metric: null, silenceMs: 6 * minute }, forMs: minute, clearForMs: 0 }),
  aRule({ id: 'no_flow', condition: { type: 'no_data', metric: 'flow', silenceMs: 4 * minute }, clearForMs: 30 * second })
]

const outlet = { metric: 'outlet_pressure' } as const
const flow = { metric: 'flow' } as const
const runs = { metric: 'running', is: true } as const

/** One rule a condition, each with delays of its own. */
const conditions: RuleText[] = [
  { id: 'falls', ...outlet, falls: 0.4, within: '2m', clear_for: '30s' },
  { id: 'rises', ...flow, rises: 0.5, within: '1m', for: '10s' },
  { id: 'avg', ...outlet, fn: 'avg', over: '3m', below: 0.4, clear_above: 0.5 },
  { id: 'count', metric: 'running', fn: 'count', over: '2m', above: 1, clear_for: '0s' },
  { id: 'stddev', ...flow, fn: 'stddev', over: '4m', above: 0.3, for: '20s' },
  { id: 'stuck', metric: 'tank_level', stuck: '5m' },
  { id: 'all', all: [runs, { ...outlet, below: 0.3, clear_above: 0.5 }], for: '15s' },
  {
    id: 'any',
    any: [
      { ...outlet, below: 0.2 },
      { ...flow, above: 0.8, clear_below: 0.6 }
    ],
    clear_for: '20s'
  },
  { id: 'none', none: [runs], for: '40s', clear_for: '0s' },
  { id: 'metric', ...outlet, below: { metric: 'flow', plus: -0.3 } },
  { id: 'silent', all: [runs, { ...flow, no_data: '1m' }], clear_for: '5s' },
  { id: 'event_part', all: [runs, { event: ['entrapment'], until: ['clear'] }] },
  { id: 'other', any: [{ ...flow, above: 0.7, equipment: 'pump-2' }], for: '5s' },
  { id: 'test', ...runs, not_during: 'test' },
  {
    id: 'stages',
    not_during: 'test',
    for: '20s',
    stages: [
      { ...flow, above: 0.5, severity: 'minor' },
      { ...flow, above: 0.8, severity: 'critical', for: '10s', clear_for: '40s' }
    ]
  }
]
rules.push(...conditions.map(toRule))

type Doing = { type: 'arrival'; arrival: Arrival } | { type: 'tick'; now: number }

/** A day in short: readings in and out of order, skewed ones, events, presences, silences, ticks. */
function aDay(random: Random, length: number): Doing[] {
  const doings: Doing[] = []
  let now = 10 * minute
  for (let turn = 0; turn < length; turn++) {
    now += random.chance(0.02) ? random.below(12 * minute) : random.below(12 * second)
    if (random.chance(0.3)) {
      doings.push({ type: 'tick', now })
      continue
    }
    const doing: Doing = { type: 'arrival', arrival: anArrival(parts(random, now)) }
    doings.push(doing)
    // Once more, as a device sends what it got no PUBACK for.
    if (random.chance(0.05)) doings.push(doing)
  }
  return doings
}

function parts(random: Random, now: number): Partial<Arrival> {
  const from = { equipment: random.pick(equipment), receivedAt: now }
  const ts = now - (random.chance(0.2) ? random.below(5 * minute) : 0)
  const kind = random.below(20)
  if (kind === 0) return { presences: [aPresence({ ...from, online: random.chance(0.5) })] }
  if (kind <= 2) return { events: [anEvent({ ...from, ts, code: random.pick(['entrapment', 'clear', 'overspeed']) })] }
  if (kind === 3) return { readings: [aReading({ ...from, ts: ts + 10 * minute, value: 0, quality: 'skewed' })] }
  if (kind === 4) return { readings: [aReading({ ...from, ts, metric: 'running', value: random.chance(0.5) })] }
  if (kind === 5) return { readings: [aReading({ ...from, ts, metric: 'test_mode', value: random.chance(0.3) })] }
  if (kind === 6) return { readings: [aReading({ ...from, ts, metric: 'tank_level', value: random.below(10) === 0 ? 40 : 50 })] }
  if (kind <= 8) {
    const both = { flow: random.below(10) / 10, running: random.chance(0.7), outlet_pressure: random.below(10) / 10 }
    return { readings: Object.entries(both).map(([metric, value]) => aReading({ ...from, ts, metric, value })) }
  }
  return { readings: [aReading({ ...from, ts, metric: random.pick(metrics), value: random.below(10) / 10 })] }
}

const plant = plantOf()
const fresh = (): Engine => createEngine({ ...plant, rules, kindOf: () => 'booster_pump', startedAt: 0 })

function perform(engine: Engine, doing: Doing): string[] {
  const changes = doing.type === 'tick' ? engine.tick(doing.now) : engine.judge([doing.arrival])
  return changes.map(toWords)
}

/** The same day with restarts: all that the engine knew is lost but what was saved and the journal. */
async function withRestarts(random: Random, doings: Doing[]): Promise<string[]> {
  const journal = createMemoryJournal()
  const saved = new Map<string, { rule: string; equipment: string; state: string }>()
  const happened: string[] = []
  let savedSeq = 0
  let seq = 0
  let engine = fresh()

  function save(): void {
    for (const { rule, equipment: id, state } of engine.unsaved()) {
      if (state === null) saved.delete(`${rule} ${id}`)
      else saved.set(`${rule} ${id}`, { rule, equipment: id, state })
    }
    engine.saved()
    savedSeq = seq
  }

  async function restart(): Promise<void> {
    engine = fresh()
    engine.restore({ states: [...saved.values()], ...(await journal.restore(savedSeq)) })
    for await (const past of journal.past(engine.wishes(), savedSeq)) engine.recall([past])
    for await (const { arrival } of journal.replayAfter(savedSeq)) happened.push(...perform(engine, { type: 'arrival', arrival }))
    save()
  }

  for (const doing of doings) {
    if (doing.type === 'arrival') ({ seq } = await journal.append([doing.arrival]))
    const changes = perform(engine, doing)
    happened.push(...changes)
    // As in the pipeline: what changes an alarm is saved at once, the rest now and then.
    if (changes.length > 0 || random.chance(0.1)) save()
    if (random.chance(0.05)) await restart()
  }
  return happened
}

/** Only what concerns the same rule on the same equipment has an order. */
function byCause(changes: string[]): string[] {
  const causeOf = (change: string) => change.split(' ').slice(0, 2).join(' ')
  return changes.toSorted((a, b) => causeOf(a).localeCompare(causeOf(b)))
}

/** Rules that said something. */
const seen = new Set<string>()

describe('an engine that is restarted in the middle of things', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))('says the same as one that is not, day %i', async (seed) => {
    const doings = aDay(createRandom(seed), 400)
    const engine = fresh()
    const expected = doings.flatMap((doing) => perform(engine, doing))
    expect(byCause(await withRestarts(createRandom(seed + 1000), doings))).toEqual(byCause(expected))
    expect(expected.length).toBeGreaterThan(20)
    for (const change of expected) seen.add(change.split(' ')[0] ?? '')
  })

  it('had something to say of every condition on those days', () => {
    expect(rules.map(({ header }) => header.id).filter((id) => !seen.has(id))).toEqual([])
  })

  it('goes on with what another one knew when rules are changed in between', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(seed + 2000)
      const doings = aDay(createRandom(seed), 300)
      const engine = fresh()
      const expected = doings.flatMap((doing) => perform(engine, doing))
      let handed = fresh()
      const happened = doings.flatMap((doing) => {
        if (random.chance(0.05)) {
          const former = handed
          handed = fresh()
          handed.restore(former.memory(), 0)
        }
        return perform(handed, doing)
      })
      expect(byCause(happened)).toEqual(byCause(expected))
    }
  })
})
