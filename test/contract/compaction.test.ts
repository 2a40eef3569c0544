/** Compaction changes no number: a journal that is compacted again and again answers like one that never is. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reading, Value } from '../../gateway/reading.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import type { ImportRecord } from '../../server/store/journal-imports.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import type { BucketQuery } from '../../server/store/reading-store.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { anArrival, anEvent, aPresence, aReading } from '../support/field-factories.ts'
import { createRandom } from '../support/random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2025, 0, 28)
const days = 9
const timezone = 'Asia/Shanghai'
const metrics: Record<string, (draw: () => number) => Value> = {
  outlet_pressure: (draw) => Math.round(draw() * 1000) / 1024,
  running: (draw) => draw() < 0.5,
  control_mode: (draw) => (draw() < 0.5 ? 'auto' : 'manual')
}
const equipment = ['pump-1', 'pump-2', 'pump-3']
const record: ImportRecord = {
  id: 'history',
  startedAt: 1,
  updatedAt: 1,
  state: 'done',
  lines: 0,
  stored: 0,
  rejected: 0,
  faults: []
}

describe('a journal compacted again and again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-compaction-'))
  const plain = createMemoryJournal()
  let compacted: DuckdbJournal
  const random = createRandom(7)
  const draw = () => random.below(2 ** 30) / 2 ** 30
  const file = join(folder, 'journal.duckdb')

  function someReadings(from: number, to: number, count: number): Reading[] {
    return Array.from({ length: count }, () => {
      const metric = Object.keys(metrics)[Math.floor(draw() * 3)] ?? ''
      // A coarse grid, so that many times come twice.
      const ts = from + Math.floor((draw() * (to - from)) / (7 * minute)) * 7 * minute
      const value = metrics[metric]?.(draw) ?? 0
      return aReading({ equipment: equipment[Math.floor(draw() * 3)] ?? '', metric, ts, value, receivedAt: ts })
    })
  }

  beforeAll(async () => {
    compacted = await openDuckdbJournal(file, { rowsOfSlice: 60 })
    for (let at = 0; at < days; at += 3) {
      const group = [anArrival({ readings: someReadings(start + at * day, start + (at + 3) * day, 900) })]
      // Some of them late, into days and months that are compacted already.
      group.push(anArrival({ readings: someReadings(start, start + (at + 3) * day, 40) }))
      const history = someReadings(start - 35 * day, start - 32 * day + at * day, 60)
      let seq = 0
      for (const journal of [plain, compacted]) {
        seq = (await journal.append(group)).seq
        await journal.importReadings(history, record)
      }
      await compactAll(compacted, seq, start + (at + 2) * day)
    }
  })
  afterAll(async () => {
    await compacted.stop()
    rmSync(folder, { recursive: true })
  })

  async function same(query: BucketQuery): Promise<number> {
    const [expected, found] = await Promise.all([plain.buckets(query), compacted.buckets(query)])
    expect(found.map(([ts]) => ts)).toEqual(expected.map(([ts]) => ts))
    for (const [index, [, value]] of found.entries()) {
      const wanted = expected[index]?.[1]
      if (typeof wanted === 'number') expect(value).toBeCloseTo(wanted, 9)
      else expect(value).toBe(wanted)
    }
    return found.length
  }

  const someRanges = () => {
    const from = Math.floor(start - 36 * day + draw() * 40 * day)
    return { from, to: from + Math.floor(draw() * 40 * day) }
  }

  it('has compacted something', async () => {
    const { rows, files, bytesADay } = await compacted.size()
    expect(rows).toBeGreaterThan(1000)
    expect(files).toBeGreaterThan(30)
    expect(bytesADay).toBeGreaterThan(0)
    expect(readdirSync(join(folder, 'parquet', 'raw')).length).toBeLessThanOrEqual(files)
  })

  it.each(Object.keys(metrics))('gives the same readings of %s', async (metric) => {
    for (const id of equipment) {
      for (const range of [{ from: 0, to: start + 1000 * day }, someRanges(), someRanges()]) {
        const query = { equipment: id, metric, ...range, limit: 50_001 }
        expect(await compacted.range(query)).toEqual(await plain.range(query))
        const few = { ...query, limit: 100 }
        expect(await compacted.range(few)).toEqual(await plain.range(few))
      }
    }
  })

  const steps = [minute, 5 * minute, 15 * minute, 7 * hour, hour, day, 7 * day, 30 * day]
  const fns: Record<string, BucketQuery['fn'][]> = {
    outlet_pressure: ['avg', 'min', 'max', 'last', 'count'],
    running: ['avg', 'min', 'max', 'last', 'count'],
    control_mode: ['last', 'count']
  }
  const cases = Object.entries(fns).flatMap(([metric, each]) => each.map((fn) => ({ metric, fn })))
  it.each(cases)('gives the same $fn of $metric for every step', async ({ metric, fn }) => {
    let points = 0
    for (const step of steps) {
      const ranges = [{ from: start - 50 * day, to: start + 60 * day }, someRanges(), someRanges()]
      for (const range of ranges) points += await same({ equipment: 'pump-2', metric, ...range, step, fn, timezone })
      const quarter = { from: start - 50 * day, to: start + 60 * day, timezone: 'Asia/Kathmandu' }
      points += await same({ equipment: 'pump-1', metric, ...quarter, step, fn })
      points += await same({ equipment: 'pump-1', metric, ...quarter, timezone: 'Europe/Berlin', step, fn })
    }
    expect(points).toBeGreaterThan(500)
  })

  it('is the same after it is opened again, and has removed what no compaction finished', async () => {
    const latest = async () =>
      (await compacted.restore(1e9)).latest.toSorted((a, b) => (a.equipment + a.metric < b.equipment + b.metric ? -1 : 1))
    const before = await latest()
    const { seq } = await compacted.append([])
    await compacted.stop()
    const strays = ['raw/2025-01-20.0-00000000.parquet', '1h/x.parquet.tmp'].map((name) => join(folder, 'parquet', name))
    for (const stray of strays) writeFileSync(stray, 'half written')
    compacted = await openDuckdbJournal(file, { rowsOfSlice: 60 })
    expect(compacted.missingFiles).toEqual([])
    expect(await latest()).toEqual(before)
    expect(await compacted.append([])).toEqual({ seq })
    expect(readdirSync(join(folder, 'parquet', 'raw'))).not.toContain('2025-01-20.0-00000000.parquet')
    expect(readdirSync(join(folder, 'parquet', '1h')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const query = { equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: start + 1000 * day, limit: 50_001 }
    expect(await compacted.range(query)).toEqual(await plain.range(query))
  })

  it('keeps rollups when it lets go of readings', async () => {
    const hours = {
      equipment: 'pump-3',
      metric: 'outlet_pressure',
      from: start - 50 * day,
      to: start + 5 * day,
      step: hour,
      timezone
    }
    await compactAll(compacted, (await compacted.append([])).seq)
    const before = await compacted.buckets({ ...hours, fn: 'avg' })
    const files = (await compacted.size()).files
    expect(await compacted.retire({ rawBefore: start + 5 * day, rollupBefore: start - 400 * day })).toBeGreaterThan(10)
    expect((await compacted.size()).files).toBeLessThan(files)
    expect(await compacted.range({ ...hours, limit: 10 })).toEqual([])
    expect(await compacted.buckets({ ...hours, fn: 'avg' })).toEqual(before)
  })
})

describe('a snapshot', () => {
  it('stands for all that came before, with what follows judged anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-snapshot-'))
    const file = join(folder, 'journal.duckdb')
    const journal = await openDuckdbJournal(file)
    const plain = createMemoryJournal()
    const groups = [
      [anArrival({ readings: [aReading({ ts: 5, value: 1 }), aReading({ ts: 9, quality: 'skewed', receivedAt: 30 })] })],
      [anArrival({ events: [anEvent({ ts: 5 })], presences: [aPresence({ receivedAt: 31, online: false })] })],
      [anArrival({ readings: [aReading({ ts: 7, value: 2 })], events: [anEvent({ ts: 9, code: 'clear' })] })]
    ]
    const state = async () => [await journal.restore(2), await journal.restore(3), await plain.restore(2), await plain.restore(3)]
    for (const group of groups) for (const each of [plain, journal]) await each.append(group)
    const before = await state()
    expect(sorted(before[0])).toEqual(sorted(before[2]))
    await compactAll(journal, 2)
    const after = await state()
    expect(sorted(after[0])).toEqual(sorted(after[2]))
    expect(sorted(after[1])).toEqual(sorted(after[3]))
    await journal.stop()
    const again = await openDuckdbJournal(file)
    expect(sorted(await again.restore(2))).toEqual(sorted(before[2]))
    const replayed = []
    for await (const { seq, arrival } of again.replayAfter(2)) replayed.push({ seq, arrival })
    expect(replayed).toEqual([{ seq: 3, arrival: groups[2]?.[0] }])
    await again.stop()
    rmSync(folder, { recursive: true })
  })
})

function sorted(state: object | undefined): object {
  const order = (list: unknown) =>
    Array.isArray(list) ? list.map((each) => JSON.stringify(Object.entries(each).sort())).sort() : list
  return Object.fromEntries(Object.entries(state ?? {}).map(([key, list]) => [key, order(list)]))
}
