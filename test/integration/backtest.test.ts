/** A back-test of what was recorded live says the same as the live run, event for event. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Arrival } from '../../gateway/reading.ts'
import { createBacktester } from '../../server/backtest/backtester.ts'
import type { LiveEpisode } from '../../server/backtest/live-differences.ts'
import { toBacktestAnswer } from '../../server/backtest/present-answer.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import { openDatabase } from '../../server/database/database.ts'
import type { AlarmChange } from '../../server/rules/changes.ts'
import { createEngine } from '../../server/rules/engine.ts'
import { createRuleEditor } from '../../server/rules/rule-editor.ts'
import { createRuleStore } from '../../server/rules/rule-store.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { anArrival, anEvent, aReading } from '../support/field-factories.ts'
import { learning } from '../support/learning.ts'

const second = 1000
const minute = 60 * second
const start = Date.UTC(2025, 10, 20, 8)
const catalogue = loadCatalogue()
const base = { kind: 'booster_pump', severity: 'critical', title: 't', action: 'a' } as const
const forever = new AbortController().signal

let folder: string
let journal: DuckdbJournal
let bench: Awaited<ReturnType<typeof openBench>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-backtest-'))
  journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  bench = await openBench()
})
afterAll(async () => {
  await bench.close()
  await journal.stop()
  rmSync(folder, { recursive: true })
})

/** Each run has pumps of its own, in a journal they all share. */
let run = 0
const pumps = () => ['a', 'b'].map((name) => `pump-${name}-${run}`)

/** What was judged live. */
let recorded: (LiveEpisode & { equipment: string; rule: string })[] = []

async function openBench() {
  const database = await openDatabase(':memory:')
  const store = createRuleStore({ database, catalogue, now: () => start })
  const editor = createRuleEditor({
    store,
    catalogue,
    metricsOf: () => catalogue.get('booster_pump')?.metrics,
    changed: async () => undefined
  })
  const backtester = createBacktester({
    history: journal,
    rules: store,
    draft: editor.draft,
    learning,
    record: { episodes: async () => [], live: async (id) => recorded.filter(({ equipment }) => equipment === id) },
    equipment: () => pumps().map((id) => ({ id, kind: 'booster_pump' })),
    now: () => start + 365 * 86_400_000
  })
  return {
    store,
    editor,
    backtester,
    async close() {
      await backtester.stop()
      await database.destroy()
    }
  }
}

type Sent = { pump: number; metric: string; value: number | boolean; ts: number; lag: number; event: string | null }

/** What the field sends in order, each message within 5 s of its ts, as it arrives. */
function toArrivals(sent: readonly Sent[]): Arrival[] {
  const ids = pumps()
  const arrivals = sent.map(({ pump, metric, value, ts, lag, event }) => {
    const times = { ts, receivedAt: ts + lag, equipment: ids[pump] ?? '' }
    return event === null
      ? anArrival({ readings: [aReading({ ...times, metric, value })] })
      : anArrival({ events: [anEvent({ ...times, code: event })] })
  })
  const at = ({ readings, events }: Arrival) => (readings[0] ?? events[0])?.receivedAt ?? 0
  return arrivals.sort((a, b) => at(a) - at(b))
}

/** The live run: arrival by arrival, with a tick each second between. */
function live(rule: RuleInput, arrivals: readonly Arrival[], end: number): string[] {
  const engine = createEngine({ rules: [bench.editor.draft(rule).rule], kindOf: () => 'booster_pump', startedAt: start })
  const changes: AlarmChange[] = []
  let clock = start
  for (const arrival of arrivals) {
    const receivedAt = (arrival.readings[0] ?? arrival.events[0])?.receivedAt ?? clock
    for (; clock + second <= receivedAt; clock += second) changes.push(...engine.tick(clock))
    changes.push(...engine.judge([arrival]))
  }
  for (; clock < end; clock += second) changes.push(...engine.tick(clock))
  const episodes: { equipment: string; from: number; to: number | null }[] = []
  for (const change of changes) {
    if (change.type === 'raised') episodes.push({ equipment: change.equipment, from: change.raisedAt, to: null })
    const open = episodes.findLast(({ equipment }) => equipment === change.equipment)
    if (change.type === 'cleared' && open) open.to = change.clearedAt
  }
  return episodes.map(toWords).sort()
}

function toWords({ equipment, from, to }: { equipment: string; from: number; to: number | null }): string {
  return `${equipment} ${(from - start) / second} to ${to === null ? 'now' : (to - start) / second}`
}

async function backtest(rule: RuleInput | string, end: number) {
  const request = { rule, from: new Date(start).toISOString(), to: new Date(end).toISOString() }
  return (await bench.backtester.backtest(request, forever)).result
}

const rules: [string, RuleInput][] = [
  ['a limit', { ...base, id: 'r', metric: 'outlet_pressure', below: 0.25, clear_above: 0.3 }],
  ['a limit with delays', { ...base, id: 'r', metric: 'outlet_pressure', below: 0.25, for: '15s', clear_for: '30s' }],
  ['two limits', { ...base, id: 'r', metric: 'outlet_pressure', below: 0.2, above: 0.4, for: '5s' }],
  ['a state', { ...base, id: 'r', metric: 'running', is: false, for: '20s' }],
  [
    'two stages',
    {
      ...base,
      id: 'r',
      stages: [
        { metric: 'outlet_pressure', below: 0.3, for: '10s', severity: 'minor' },
        { metric: 'outlet_pressure', below: 0.2, severity: 'critical' }
      ]
    }
  ],
  ['a mean', { ...base, id: 'r', metric: 'outlet_pressure', fn: 'avg', over: '1m', below: 0.25 }],
  ['a fall', { ...base, id: 'r', metric: 'outlet_pressure', falls: 0.2, within: '1m', for: '5s' }],
  [
    'two metrics at once',
    {
      ...base,
      id: 'r',
      all: [
        { metric: 'running', is: true },
        { metric: 'outlet_pressure', below: 0.25 }
      ],
      for: '10s'
    }
  ],
  ['silence of a metric', { ...base, id: 'r', metric: 'outlet_pressure', no_data: '1m' }],
  ['silence of the equipment', { ...base, id: 'r', no_data: '45s', for: '10s' }],
  ['an event', { ...base, id: 'r', event: ['overheat'], until: ['cooled'] }]
]

const sentArbitrary = fc.array(
  fc.record({
    pump: fc.nat({ max: 1 }),
    what: fc.constantFrom('outlet_pressure', 'outlet_pressure', 'running', 'overheat', 'cooled'),
    value: fc.integer({ min: 10, max: 50 }),
    gap: fc.constantFrom(second, 5 * second, 10 * second, 10 * second, 95 * second),
    lag: fc.integer({ min: 0, max: 4999 })
  }),
  { minLength: 1, maxLength: 60 }
)

function toSent(drawn: typeof sentArbitrary extends fc.Arbitrary<infer Drawn> ? Drawn : never): Sent[] {
  const last = new Map<string, number>()
  let ts = start + minute
  return drawn.map(({ pump, what, value, gap, lag }) => {
    ts += gap
    // In order: no message of a pump overtakes the one before it.
    const soonest = Math.max(0, (last.get(`${pump}`) ?? 0) + 1 - ts)
    last.set(`${pump}`, ts + Math.max(lag, soonest))
    const isEvent = what === 'overheat' || what === 'cooled'
    return {
      pump,
      metric: what,
      value: what === 'running' ? value % 2 === 0 : value / 100,
      ts,
      lag: Math.max(lag, soonest),
      event: isEvent ? what : null
    }
  })
}

/** Has an episode of each rule, so that no run of the property is about none. */
const eventful = [
  ['running', 20],
  ['outlet_pressure', 50],
  ['outlet_pressure', 10],
  ['running', 21],
  ['overheat', 0],
  ['outlet_pressure', 10],
  ['running', 21],
  ['running', 21],
  ['outlet_pressure', 10],
  ['running', 20],
  ['outlet_pressure', 10],
  ['outlet_pressure', 10],
  ['outlet_pressure', 10],
  ['cooled', 0],
  ['outlet_pressure', 50]
].map(([what, value], index) => ({ pump: 0, what, value, gap: (index === 14 ? 95 : 10) * second, lag: 0 }))

describe.each(rules)('a back-test of %s', (_, rule) => {
  it('says what the live run said', async () => {
    let episodes = 0
    await fc.assert(
      fc.asyncProperty(sentArbitrary, async (drawn) => {
        run++
        const sent = toSent(drawn)
        const arrivals = toArrivals(sent)
        const end = Math.max(...sent.map(({ ts }) => ts)) + 5 * minute
        for (let first = 0; first < arrivals.length; first += 7) await journal.append(arrivals.slice(first, first + 7))
        const expected = live(rule, arrivals, end)
        const found = await backtest(rule, end)
        expect(found.episodes.map(toWords).sort()).toEqual(expected)
        expect(found.late).toEqual([])
        episodes += expected.length
      }),
      { numRuns: 15, examples: [[eventful]] }
    )
    expect(episodes).toBeGreaterThan(0)
  })
})

describe('a back-test', () => {
  const low: RuleInput = { ...base, id: 'low', metric: 'outlet_pressure', below: 0.25, clear_above: 0.3, for: '10s' }
  /** A value every 10 s. */
  async function send(values: readonly number[], from = start): Promise<void> {
    const [equipment = ''] = pumps()
    await journal.append(
      values.map((value, index) => anArrival({ readings: [aReading({ equipment, ts: from + index * 10 * second, value })] }))
    )
  }

  it('tells peak, tickets, minutes, readings', async () => {
    run++
    await send([0.4, 0.2, 0.1, 0.15, 0.28, 0.4, 0.4, 0.2, 0.18, 0.4, 0.4])
    const result = await backtest(low, start + 10 * minute)
    expect(result.episodes).toMatchObject([
      { from: start + 20 * second, to: start + 60 * second, peak: 0.1 },
      { from: start + 80 * second, to: start + 100 * second, peak: 0.18 }
    ])
    // The second raise comes while the first ticket would still be open.
    expect(result).toMatchObject({ tickets: 1, minutes: 1, readings: 11, late: [], inForce: null })
  })

  it('compares a draft with the rule in force', async () => {
    run++
    await bench.store.write('low', 'wang', () => low)
    await send([0.4, 0.2, 0.1, 0.4, 0.4, 0.29, 0.27, 0.29, 0.4, 0.4])
    const draft = { ...low, below: 0.3, clear_above: 0.35 }
    const result = await backtest(draft, start + 10 * minute)
    expect(result.episodes).toHaveLength(2)
    expect(result.inForce).toMatchObject({ tickets: 1, episodes: [{ from: start + 20 * second }] })
    expect(result.added).toMatchObject([{ from: start + 60 * second }])
    expect(result.removed).toEqual([])
    expect(await backtest('low', start + 10 * minute)).toMatchObject({ inForce: null, episodes: [{ from: start + 20 * second }] })
  })

  it('knows what stood before the span, and counts its minutes from there', async () => {
    run++
    await send([0.2, 0.2, 0.2, 0.4, 0.4], start - 20 * second)
    const result = await backtest(low, start + 10 * minute)
    expect(result.episodes).toMatchObject([{ from: start - 10 * second, to: start + 20 * second }])
    expect(result.minutes).toBeCloseTo(1 / 3)
  })

  it('judges late readings at their time, and names where they are', async () => {
    run++
    const [equipment = ''] = pumps()
    await send([0.4, 0.4, 0.4, 0.4])
    const late = (at: number) => aReading({ equipment, ts: start + at * second, value: 0.1, receivedAt: start + minute })
    await journal.append([anArrival({ readings: [late(5), late(15), late(16)] })])
    const result = await backtest({ ...low, for: '1s', clear_for: '0s' }, start + 10 * minute)
    expect(result.episodes).toMatchObject([
      { from: start + 6 * second, to: start + 10 * second },
      { from: start + 16 * second, to: start + 20 * second }
    ])
    expect(result.late).toEqual([{ equipment, readings: 3, from: start + 5 * second, to: start + 16 * second }])
  })

  it('lists each difference to what was judged live, where readings came late', async () => {
    run++
    const [equipment = ''] = pumps()
    await send([0.4, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.4])
    const late = (at: number, value: number) =>
      aReading({ equipment, ts: start + at * second, value, receivedAt: start + 5 * minute })
    await journal.append([anArrival({ readings: [late(15, 0.4), late(51, 0.1), late(62, 0.1)] })])
    await bench.store.write('low', 'wang', () => ({ ...low, clear_for: '0s' }))
    const times = (from: number, to: number) => ({ raisedAt: start + from * second, clearedAt: start + to * second })
    const episode = (from: number, to: number, now = times(from, to)) => {
      return { equipment, rule: 'low', ...times(from, to), now }
    }
    recorded = [episode(20, 40, times(30, 40)), episode(90, 100), { ...episode(90, 95), rule: 'other' }]
    const request = { rule: 'low', from: new Date(start).toISOString(), to: new Date(start + 10 * minute).toISOString() }
    const { differences } = await bench.backtester.backtest(request, forever)
    const span = (from: number, to: number) => ({ from: start + from * second, to: start + to * second })
    expect(differences.get(equipment)).toEqual([{ recorded: span(20, 40), corrected: span(30, 40), replayed: span(30, 40) }])
    recorded = [episode(30, 40, times(30, 35)), episode(90, 100)]
    expect((await bench.backtester.backtest(request, forever)).differences.get(equipment)).toEqual([
      { recorded: span(30, 40), corrected: span(30, 35), replayed: span(30, 40) }
    ])
    recorded = []
    const answer = toBacktestAnswer(await bench.backtester.backtest(request, forever))
    expect(answer.lateReadings).toMatchObject([
      {
        equipment,
        readings: 3,
        differences: [
          { recorded: null, replayed: { from: new Date(start + 30 * second).toISOString() } },
          { recorded: null, replayed: { from: new Date(start + 90 * second).toISOString() } }
        ]
      }
    ])
  })

  it('says the same of days that are compacted', async () => {
    run++
    await send([0.4, 0.2, 0.1, 0.15, 0.28, 0.4, 0.4, 0.2, 0.18, 0.4, 0.4])
    const before = await backtest(low, start + 10 * minute)
    await compactAll(journal, (await journal.append([])).seq)
    expect(await backtest(low, start + 10 * minute)).toEqual(before)
  })

  it('is refused with the field named', async () => {
    run++
    const from = new Date(start).toISOString()
    const to = new Date(start + minute).toISOString()
    const refused = (request: Parameters<typeof bench.backtester.backtest>[0]) =>
      expect(bench.backtester.backtest(request, forever)).rejects
    await refused({ rule: 'ghost', from, to }).toMatchObject({ errors: [{ field: 'rule' }] })
    await refused({ rule: { ...low, metric: 'colour' }, from, to }).toMatchObject({ errors: [{ field: 'metric' }] })
    await refused({ rule: low, from: to, to: from }).toMatchObject({ errors: [{ field: 'to' }] })
    await refused({ rule: low, from, to, equipment: 'lift-1' }).toMatchObject({ errors: [{ field: 'equipment' }] })
    await refused({ rule: low, from: '2020-01-01T00:00:00Z', to }).toMatchObject({ errors: [{ field: 'from' }] })
  })

  it('ends when nobody waits for it, and lets no more than a few wait', async () => {
    run++
    const gone = new AbortController()
    const request = { rule: low, from: new Date(start).toISOString(), to: new Date(start + minute).toISOString() }
    const first = bench.backtester.backtest(request, gone.signal)
    gone.abort()
    await expect(first).rejects.toThrow(/nobody waits/)
    const answers = await Promise.allSettled(Array.from({ length: 9 }, () => bench.backtester.backtest(request, forever)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'too_many', retryAfter: 10 })
  })
})
