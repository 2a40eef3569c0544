/** `npm run bench -- --only backtest`: a rule over a week of readings every 10 s, of one pump and of 100, commits going on beside it. */

import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { createBacktester } from '../../server/backtest/backtester.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import { openDatabase } from '../../server/database/database.ts'
import { createRuleEditor } from '../../server/rules/rule-editor.ts'
import { createRuleStore } from '../../server/rules/rule-store.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { learning } from '../support/learning.ts'
import { median } from './figures.ts'
import { historyDay, historyPump } from './history-data.ts'
import type { Row } from './report.ts'

const dayMs = 86_400_000
const days = 7
const pumps = 100
/** Raises some hundred times in the week. */
const rule: RuleInput = {
  id: 'low',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  below: 0.39,
  clear_above: 0.4,
  for: '30s',
  severity: 'critical',
  title: '供水压力低',
  action: '检查水泵与进水'
}

export async function benchBacktest({ folder, progress }: { folder: string; progress: (text: string) => void }) {
  const journal = await openDuckdbJournal(join(folder, 'backtest.duckdb'))
  const start = Math.floor(Date.now() / dayMs) * dayMs - days * dayMs
  const stored = await fill(journal, start, progress)
  const database = await openDatabase(':memory:')
  const catalogue = loadCatalogue()
  const store = createRuleStore({ database, catalogue, now: Date.now })
  const { draft } = createRuleEditor({ store, catalogue, metricsOf: () => undefined, changed: async () => undefined })
  const facts = Array.from({ length: pumps }, (_, index) => ({ id: historyPump(index), kind: 'booster_pump' }))
  const backtester = createBacktester({ history: journal, rules: store, draft, learning, equipment: () => facts, now: Date.now })
  const span = { from: new Date(start).toISOString(), to: new Date(start + days * dayMs).toISOString() }
  const wrong: string[] = []

  async function measure(equipment: string[], rounds: number): Promise<number[]> {
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now()
      const { result } = await backtester.backtest({ rule, ...span, equipment }, new AbortController().signal)
      took.push(performance.now() - begun)
      const expected = (stored * equipment.length) / pumps
      if (result.readings !== expected) wrong.push(`${result.readings} readings judged, ${expected} stored`)
      if (result.episodes.length === 0) wrong.push('no episode at all')
      progress(`${equipment.length} equipment: ${took.at(-1)?.toFixed(0)} ms, ${result.episodes.length} episodes`)
    }
    return took
  }

  const all = facts.map(({ id }) => id)
  const idle = await commitWhile(journal, delay(3000))
  const one = await measure([historyPump(0)], 3)
  const before = process.cpuUsage()
  const [alone = Number.NaN] = await measure(all, 1)
  const { user, system } = process.cpuUsage(before)
  const busy = await commitWhile(journal, measure(all, 1))
  await backtester.stop()
  await database.destroy()
  await journal.stop()
  const rows: Row[] = [
    {
      figure: 'back-test: a week, one rule on one equipment, first',
      value: one[0] ?? Number.NaN,
      unit: 'ms',
      reach: { atMost: 2000 }
    },
    { figure: '  median', value: median(one), unit: 'ms', reach: { atMost: 2000 } },
    {
      figure: `back-test: a week, one rule on ${pumps} equipment`,
      value: alone,
      unit: 'ms',
      reach: { atMost: 30_000 },
      note: `${stored.toLocaleString('en-US')} readings`
    },
    { figure: '  processor time, all threads', value: (user + system) / 1000, unit: 'ms' },
    { figure: 'a commit meanwhile, p99', value: at(busy, 0.99), unit: 'ms', note: `without ${at(idle, 0.99).toFixed(2)} ms` },
    { figure: '  longest', value: at(busy, 1), unit: 'ms', note: `without ${at(idle, 1).toFixed(2)} ms` }
  ]
  return { rows, wrong }
}

/** All but the last day compacted, as it would be. */
async function fill(journal: DuckdbJournal, start: number, progress: (text: string) => void): Promise<number> {
  let stored = 0
  for (let day = 0; day < days; day++) {
    let seq = 0
    for (const group of historyDay(start, day, pumps)) {
      seq = (await journal.append(group)).seq
      stored += group.reduce((sum, { readings }) => sum + readings.length, 0)
    }
    if (day < days - 1) await compactAll(journal, seq, start + (day + 1) * dayMs)
    await journal.checkpoint()
    progress(`day ${day + 1} of ${days}: ${stored.toLocaleString('en-US')} readings`)
  }
  return stored
}

/** Small groups 5 ms apart for as long as the work takes; how long each commit took in ms, ascending. */
async function commitWhile(journal: DuckdbJournal, work: Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  let isDone = false
  void work.finally(() => {
    isDone = true
  })
  while (!isDone) {
    const now = Date.now()
    const of = { equipment: 'live', ts: now, value: 1, receivedAt: now, quality: 'good' as const }
    const readings = Array.from({ length: 100 }, (_, index) => ({ ...of, metric: `m${index}` }))
    const begun = performance.now()
    await journal.append([{ readings, events: [], presences: [], rejects: [] }])
    took.push(performance.now() - begun)
    await delay(5)
  }
  await work
  return took.sort((a, b) => a - b)
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
