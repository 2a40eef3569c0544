/** Advice on a labelled set: a noisy pressure that grazes its limit, with faults hidden in it. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Reading } from '../../gateway/reading.ts'
import { createBacktester } from '../../server/backtest/backtester.ts'
import { toAdvice } from '../../server/backtest/present-answer.ts'
import { adviceSchema } from '../../server/contract/backtest.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createRuleEditor } from '../../server/rules/rule-editor.ts'
import { createRuleStore } from '../../server/rules/rule-store.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import { anArrival, aReading } from '../support/field-factories.ts'
import { learning } from '../support/learning.ts'
import { createRandom } from '../support/random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2025, 10, 20)
const sampleMs = 30_000
const days = 2
const pumps = ['pump-1', 'pump-2']
const forever = new AbortController().signal
const low: RuleInput = {
  id: 'low',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  below: 0.25,
  severity: 'major',
  title: '供水压力低',
  action: '检查水泵与进水'
}
/** Each 12 min long, at odd hours. */
const faults = pumps.flatMap((equipment, pump) =>
  [3, 17, 30, 44].map((at) => ({ equipment, from: start + (at + pump) * hour, to: start + (at + pump) * hour + 12 * minute }))
)

function noisyDays(equipment: string, seed: number): Reading[] {
  const random = createRandom(seed)
  return Array.from({ length: (days * day) / sampleMs }, (_, index) => {
    const ts = start + index * sampleMs
    const isFault = faults.some((fault) => fault.equipment === equipment && ts >= fault.from && ts < fault.to)
    const noise = (random.below(41) - 20) / 1000
    return aReading({ equipment, ts, value: Math.round((isFault ? 0.2 : 0.268) * 1000 + noise * 1000) / 1000 })
  })
}

const journal = createMemoryJournal()
let database: Database
let backtester: ReturnType<typeof createBacktester>
beforeAll(async () => {
  await journal.append(pumps.map((pump, index) => anArrival({ readings: noisyDays(pump, index + 1) })))
  database = await openDatabase(':memory:')
  const catalogue = loadCatalogue()
  const store = createRuleStore({ database, catalogue, now: () => start })
  const { draft } = createRuleEditor({ store, catalogue, metricsOf: () => undefined, changed: async () => undefined })
  const equipment = () => pumps.map((id) => ({ id, kind: 'booster_pump' }))
  backtester = createBacktester({ history: journal, rules: store, draft, learning, equipment, now: () => start + 9 * day })
})
afterAll(async () => {
  await backtester.stop()
  await database.destroy()
})

const iso = (ms: number) => new Date(ms).toISOString()
const span = { from: iso(start), to: iso(start + days * day) }
const keep = faults.map(({ equipment, from, to }) => ({ equipment, from: iso(from), to: iso(to) }))
const alarmsOf = async (rule: RuleInput) => (await backtester.backtest({ rule, ...span }, forever)).result.episodes.length

async function advise(rule: RuleInput, alarmsPerDay: number) {
  const { result, input } = await backtester.advise({ rule, ...span, target: { alarmsPerDay, keep } }, forever)
  return adviceSchema.parse(toAdvice(result, input, keep.length))
}

it('proposes fewer alarms and misses no fault', async () => {
  const advice = await advise(low, 3)
  expect(advice.current.alarms).toBeGreaterThan(200)
  expect(advice.current.kept).toBe(8)
  const [best] = advice.proposals
  if (!best) throw new Error('nothing was proposed')
  for (const proposal of advice.proposals) {
    expect(proposal).toMatchObject({ meetsTarget: true, kept: 8, missed: [] })
    expect(proposal.alarms / days / pumps.length).toBeLessThanOrEqual(3)
  }
  expect(Object.keys(best.change).length).toBeGreaterThan(0)
  // What it says of the rule is what a back-test of that rule says.
  expect(await alarmsOf(best.rule)).toBe(best.alarms)
  expect(best.rule).toEqual({ ...low, ...best.change })
})

it('proposes nothing where the target is met, and nothing where it would take a fault', async () => {
  expect((await advise({ ...low, for: '5m', clear_for: '5m' }, 3)).proposals).toEqual([])
  const impossible = await advise(low, 0.01)
  expect(impossible.proposals).toEqual([])
  expect(impossible.tried).toBeGreaterThan(20)
})
