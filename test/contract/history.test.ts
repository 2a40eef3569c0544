import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { type HistoryQuery, type HistorySource, valueAt } from '../../server/store/history.ts'
import type { ImportRecord } from '../../server/store/journal-imports.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import type { ImportLog, Journal } from '../../server/store/reading-store.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { anArrival, anEvent, aPresence, aReading } from '../support/field-factories.ts'

const second = 1000
const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2025, 10, 20, 12)

type AnyJournal = Journal & HistorySource & ImportLog
const nothing = async () => undefined
type Opened = { journal: AnyJournal /** Before it is read. */; settle(): Promise<unknown>; close(): Promise<unknown> }

function embedded(journal: DuckdbJournal, settle: () => Promise<unknown>): Opened {
  return { journal, settle, close: journal.stop }
}
const journals: [name: string, open: (folder: string) => Promise<Opened>][] = [
  ['the embedded journal', async (folder) => embedded(await openDuckdbJournal(join(folder, 'journal.duckdb')), nothing)],
  [
    'the embedded journal, compacted',
    async (folder) => {
      const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'), { rowsOfSlice: 3 })
      return embedded(journal, async () => {
        await compactAll(journal, (await journal.append([])).seq)
      })
    }
  ],
  ['the memory journal', async () => ({ journal: createMemoryJournal(), settle: nothing, close: nothing })]
]

const record: ImportRecord = { id: 'i1', startedAt: 0, updatedAt: 0, state: 'done', lines: 1, stored: 1, rejected: 0, faults: [] }

describe.each(journals)('%s', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-history-'))
  let opened: Opened
  let journal: AnyJournal
  /** Opening takes half a second: all tests share one journal, and each has equipment of its own in it. */
  let ward = 0
  const own = (id = 'pump-1') => `${id}-of-${ward}`
  const reading = (parts: Parameters<typeof aReading>[0]) => aReading({ ...parts, equipment: own(parts.equipment) })
  beforeAll(async () => {
    opened = await open(folder)
    journal = opened.journal
  })
  afterAll(async () => {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    ward++
  })

  async function recall(change: Partial<HistoryQuery> = {}) {
    await opened.settle()
    const query: HistoryQuery = {
      equipment: [own()],
      metrics: null,
      heard: false,
      imported: false,
      order: 'event',
      from: start,
      to: start + 2 * day,
      ...change
    }
    const { series, batches } = journal.history(query)
    const byId = new Map(series.map((each) => [each.id, each]))
    const readings: unknown[] = []
    const events: unknown[] = []
    const presences: unknown[] = []
    for await (const batch of batches) {
      batch.readings.series.forEach((id, index) => {
        const of = byId.get(id)
        if (!of) throw new Error(`BUG: series ${id} is unknown`)
        const { at, ts, receivedAt, unjudged } = batch.readings
        readings.push({
          metric: of.metric,
          value: valueAt(batch, index, of.type),
          at: (at[index] ?? 0) - start,
          ts: (ts[index] ?? 0) - start,
          receivedAt: (receivedAt[index] ?? 0) - start,
          unjudged: unjudged[index] === 1
        })
      })
      events.push(...batch.events.map(({ code, ts, quality }) => [code, ts - start, quality]))
      presences.push(...batch.presences.map(({ online, receivedAt }) => [online, receivedAt - start]))
    }
    return { readings, events, presences }
  }
  const times = async (change: Partial<HistoryQuery>) =>
    (await recall(change)).readings.map((each) => (each as { ts: number }).ts / second)

  it('gives readings with both their times, whatever their type', async () => {
    const at = { ts: start + 5 * second, receivedAt: start + 7 * second }
    await journal.append([
      anArrival({
        readings: [
          reading({ ...at, value: 0.25 }),
          reading({ ...at, metric: 'running', value: true }),
          reading({ ...at, metric: 'control_mode', value: 'auto' })
        ]
      })
    ])
    const times = { at: 5 * second, ts: 5 * second, receivedAt: 7 * second, unjudged: false }
    expect((await recall()).readings).toEqual([
      { metric: 'outlet_pressure', value: 0.25, ...times },
      { metric: 'running', value: true, ...times },
      { metric: 'control_mode', value: 'auto', ...times }
    ])
    expect((await recall({ metrics: ['running'] })).readings).toHaveLength(1)
    expect((await recall({ equipment: [own('pump-2')] })).readings).toEqual([])
  })

  it('knows the arrivals of before and after it is compacted, and what was never to be judged', async () => {
    await journal.append([
      anArrival({ readings: [reading({ ts: start + second, receivedAt: start + 6 * hour })] }),
      anArrival({ readings: [reading({ ts: start + hour, receivedAt: start + second, quality: 'skewed' })] })
    ])
    expect((await recall()).readings).toMatchObject([
      { ts: second, receivedAt: 6 * hour, unjudged: false },
      { ts: hour, receivedAt: second, unjudged: true }
    ])
    expect((await recall()).readings).toEqual((await recall()).readings)
  })

  it('leaves out repeats, and what lies outside of the span', async () => {
    const send = (...ts: number[]) =>
      journal.append([anArrival({ readings: ts.map((each) => reading({ ts: start + each, value: each })) })])
    await send(-1, 0, second)
    await send(2 * second, 2 * day - 1, 2 * day)
    await send(second, 0)
    expect(await times({})).toEqual([0, 1, 2, (2 * day - 1) / second])
    expect(await times({ from: start + 1, to: start + 2 * second })).toEqual([1])
  })

  it('goes by the time that is asked for', async () => {
    const send = (ts: number, receivedAt: number) =>
      journal.append([anArrival({ readings: [reading({ ts: start + ts * second, receivedAt: start + receivedAt * second })] })])
    await send(10, 14)
    await send(11, 12)
    await send(1, 20)
    await send(30, 25)
    expect(await times({ order: 'event' })).toEqual([1, 10, 11, 30])
    expect(await times({ order: 'arrival' })).toEqual([11, 10, 1, 30])
    expect(await times({ order: 'prompt' })).toEqual([1, 11, 10, 30])
    expect(await times({ order: 'arrival', from: start + 14 * second, to: start + 25 * second })).toEqual([10, 1])
    expect(await times({ order: 'prompt', from: start, to: start + 14 * second })).toEqual([1, 11])
  })

  it('takes imported history as having come in time, when it is wanted', async () => {
    await journal.append([anArrival({ readings: [reading({ ts: start + 2 * second })] })])
    const old = { ts: start + second, receivedAt: start + 30 * day }
    await journal.importReadings([reading(old)], record)
    expect(await times({})).toEqual([2])
    expect((await recall({ imported: true })).readings).toMatchObject([{ ts: second, receivedAt: second }, { ts: 2 * second }])
  })

  it('gives events and presences, and on demand every sign of life', async () => {
    await journal.append([
      anArrival({
        events: [
          anEvent({ equipment: own(), ts: start + 3 * second }),
          anEvent({ equipment: own(), ts: start + 9 * hour, receivedAt: start, quality: 'skewed' })
        ],
        presences: [aPresence({ equipment: own(), receivedAt: start + 4 * second, online: false })]
      }),
      anArrival({
        readings: ['flow', 'running'].map((metric) => reading({ metric, ts: start + second, receivedAt: start + 8 * second }))
      })
    ])
    const said = await recall({ metrics: [] })
    expect(said).toEqual({
      readings: [],
      events: [
        ['entrapment', 3 * second, 'good'],
        ['entrapment', 9 * hour, 'skewed']
      ],
      presences: [[false, 4 * second]]
    })
    expect((await recall({ metrics: [], heard: true })).presences).toEqual([
      [false, 4 * second],
      [true, 8 * second]
    ])
  })

  it('gives many readings in batches, none twice, none left out', async () => {
    const count = 2000
    const sent = Array.from({ length: count }, (_, index) => start + index * 60 * second)
    await journal.append([anArrival({ readings: sent.map((ts) => reading({ ts })) })])
    expect(await times({})).toEqual(sent.map((ts) => (ts - start) / second))
  })
})
