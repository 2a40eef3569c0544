/** A learned rule tried on the past: it learns from the weeks before the span, by the code that runs live. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Reading } from '../../gateway/reading.ts'
import { type Backtester, createBacktester } from '../../server/backtest/backtester.ts'
import { createTrialEngine } from '../../server/backtest/trial-engine.ts'
import type { RuleInput, RuleItem } from '../../server/contract/rules.ts'
import { openDatabase } from '../../server/database/database.ts'
import type { Rule } from '../../server/rules/rule.ts'
import { createRuleEditor } from '../../server/rules/rule-editor.ts'
import { createRuleStore } from '../../server/rules/rule-store.ts'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { createRandom } from '../../simulators/random.ts'
import { anArrival } from '../support/field-factories.ts'
import { learning } from '../support/learning.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2025, 10, 3)
const fault = { from: start + 18 * day + 3 * hour, to: start + 18 * day + 9 * hour }
const rule: RuleInput = {
  id: 'odd',
  kind: 'booster_pump',
  anomaly: { metrics: ['motor_power'] },
  severity: 'minor',
  title: '异常',
  action: '查看'
}
const forever = new AbortController().signal

/** 20 days of a pump, each minute; for 6 h of them it takes more power than its flow and frequency tell. */
function* days(): Generator<Reading[]> {
  const random = createRandom(7)
  for (let ts = start; ts < start + 20 * day; ts += minute) {
    const flow = 10 - 6 * Math.cos((((ts % day) / hour - 8) / 24) * 2 * Math.PI) + random.gauss(0.2)
    const frequency = 35 + flow
    const extra = ts >= fault.from && ts < fault.to ? 3 : 0
    const power = (frequency / 50) ** 3 * (4 + flow / 10) + random.gauss(0.03) + extra
    const values = { running: true, frequency, flow, motor_power: Math.round(power * 1000) / 1000 }
    yield Object.entries(values).map(([metric, value]) => ({
      ...{ equipment: 'pump-1', metric, value, ts, receivedAt: ts + 200 },
      quality: 'good'
    }))
  }
}

let folder: string
let backtester: Backtester
let draft: (raw: unknown) => { rule: Rule }
const stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-learned-'))
  const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  const database = await openDatabase(':memory:')
  let group = []
  for (const readings of days()) {
    group.push(anArrival({ readings }))
    if (group.length < 2000) continue
    await journal.append(group)
    group = []
  }
  await journal.append(group)
  const catalogue = loadCatalogue()
  const store = createRuleStore({ database, catalogue, now: () => start })
  const editor = createRuleEditor({ store, catalogue, metricsOf: () => undefined, changed: async () => undefined })
  draft = editor.draft
  const equipment = () => Array.from({ length: 21 }, (_, index) => ({ id: `pump-${index + 1}`, kind: 'booster_pump' }))
  backtester = createBacktester({
    history: journal,
    rules: store,
    draft: editor.draft,
    learning,
    equipment,
    now: () => start + 20 * day
  })
  stops.push(
    backtester.stop,
    () => journal.stop(),
    () => database.destroy()
  )
})
afterAll(async () => {
  for (const stop of stops) await stop()
  rmSync(folder, { recursive: true })
})

const iso = (ms: number) => new Date(ms).toISOString()
const week = { from: iso(start + 13 * day), to: iso(start + 20 * day) }

describe('a back-test of a learned rule', () => {
  it('says what the live run said, in seconds', async () => {
    const facts = [{ id: 'pump-1', kind: 'booster_pump' }]
    const engine = createTrialEngine({ rule: draft(rule).rule, facts, startedAt: start, learning: learning() })
    const raised: number[] = []
    for (const readings of days()) {
      for (const change of engine.judge([anArrival({ readings })])) if (change.type === 'raised') raised.push(change.raisedAt)
    }
    expect(raised.some((at) => at >= fault.from && at < fault.to)).toBe(true)
    const begun = performance.now()
    const { result } = await backtester.backtest({ rule, ...week, equipment: 'pump-1' }, forever)
    expect(performance.now() - begun).toBeLessThan(30_000)
    expect(result.episodes.map(({ from }) => from)).toEqual(raised.filter((at) => at >= start + 13 * day))
    expect(result.readings).toBe(7 * 1440 * 4)
  })

  it('is explained at a past time, too', async () => {
    const item: RuleItem = { ...rule, severity: 'minor', version: 1, origin: 'rest' }
    const asked = { rule: item, equipment: 'pump-1', at: fault.to - hour }
    const { explanation } = await backtester.why(asked, forever)
    expect(explanation).toMatchObject({ phase: 'active', verdict: 'breach', inputs: [{ metric: 'motor_power' }] })
    const { explanation: early } = await backtester.why({ ...asked, at: start + 3 * day }, forever)
    expect(early).toMatchObject({ phase: 'normal', reasons: ['learning'] })
  })

  it('is refused over more than a month or 20 equipment, naming the field', async () => {
    const asked = (span: { from: string; to: string }, equipment?: string) =>
      expect(backtester.backtest({ rule, ...span, ...(equipment && { equipment }) }, forever)).rejects
    await asked({ from: iso(start - 20 * day), to: week.to }, 'pump-1').toMatchObject({ errors: [{ field: 'from' }] })
    await asked(week).toMatchObject({ errors: [{ field: 'equipment' }] })
  })
})
