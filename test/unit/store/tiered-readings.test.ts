import { beforeEach, describe, expect, it } from 'vitest'
import type { Value } from '../../../gateway/reading.ts'
import { createMemoryJournal, type MemoryJournal } from '../../../server/store/memory-journal.ts'
import type { BucketQuery, ReadingStore } from '../../../server/store/reading-store.ts'
import { createTieredReadings } from '../../../server/store/tiered-readings.ts'
import { anArrival, aReading } from '../../support/field-factories.ts'
import { createMemoryExternalStore, type MemoryExternalStore } from '../../support/memory-external-store.ts'

const now = 1_000_000
const recentMs = 100_000
/** Before it the external store answers. */
const seam = now - recentMs

describe('tiered readings', () => {
  let journal: MemoryJournal
  let external: MemoryExternalStore
  let readings: ReadingStore
  let missing: number | undefined
  let failures: unknown[]
  const types = { outlet_pressure: 'number', running: 'boolean', control_mode: 'text' } as const
  beforeEach(() => {
    journal = createMemoryJournal()
    external = createMemoryExternalStore(0)
    missing = undefined
    failures = []
    readings = createTieredReadings({
      journal,
      external,
      source: { typeOf: (_, metric) => types[metric as keyof typeof types], oldestAfter: async () => missing },
      settledSeq: () => 0,
      recentMs,
      now: () => now,
      onFallback: (error) => failures.push(error)
    })
  })

  const keep = (ts: number, value: Value, metric = 'outlet_pressure') =>
    journal.append([anArrival({ readings: [aReading({ metric, ts, value })] })])
  const send = (ts: number, num: number, metric = 'outlet_pressure') => external.write([{ equipment: 'pump-1', metric, ts, num }])
  const series = (metric = 'outlet_pressure') => ({ equipment: 'pump-1', metric })
  const all = (limit = 100) => ({ ...series(), from: 0, to: now, limit })

  it('reads what is old from the one, what is new from the other, and nothing twice', async () => {
    await send(seam - 2, 1)
    await send(seam - 1, 2)
    await send(seam, 0)
    await keep(seam - 1, 0)
    await keep(seam, 3)
    await keep(now - 1, 4)
    expect(await readings.range(all())).toEqual([
      [seam - 2, 1],
      [seam - 1, 2],
      [seam, 3],
      [now - 1, 4]
    ])
    expect(await readings.range(all(3))).toHaveLength(3)
    expect(await readings.range(all(2))).toEqual([
      [seam - 2, 1],
      [seam - 1, 2]
    ])
    expect(await readings.range({ ...all(), to: seam })).toHaveLength(2)
  })

  it('does not ask the external store for the last days', async () => {
    await keep(seam, 3)
    external.plugged = false
    expect(await readings.range({ ...all(), from: seam })).toEqual([[seam, 3]])
    expect(failures).toEqual([])
  })

  it('asks the journal alone for what may not have arrived over there', async () => {
    missing = 500
    await send(400, 1)
    await send(600, 0)
    await keep(400, 0)
    await keep(500, 2)
    await keep(600, 3)
    expect(await readings.range(all())).toEqual([
      [400, 1],
      [500, 2],
      [600, 3]
    ])
  })

  it('asks the journal for text, and for what it never saw', async () => {
    await keep(1, 'auto', 'control_mode')
    await send(1, 1, 'control_mode')
    await send(1, 1, 'ghost')
    expect(await readings.range({ ...all(), ...series('control_mode') })).toEqual([[1, 'auto']])
    expect(await readings.range({ ...all(), ...series('ghost') })).toEqual([])
  })

  it('gives booleans back as what they were, also as the last of a bucket', async () => {
    await send(1, 1, 'running')
    await send(2, 0, 'running')
    await keep(now - 1, true, 'running')
    expect(await readings.range({ ...all(), ...series('running') })).toEqual([
      [1, true],
      [2, false],
      [now - 1, true]
    ])
    const bucket = (fn: BucketQuery['fn']) =>
      readings.buckets({ ...series('running'), from: 0, to: 10, step: 10, fn, timezone: 'UTC' })
    expect(await bucket('last')).toEqual([[0, false]])
    expect(await bucket('avg')).toEqual([[0, 0.5]])
  })

  it('answers from the journal when the external store does not, and tells', async () => {
    await keep(1, 7)
    external.plugged = false
    expect(await readings.range(all())).toEqual([[1, 7]])
    expect(await readings.buckets({ ...series(), from: 0, to: now, step: 1000, fn: 'avg', timezone: 'UTC' })).toEqual([[0, 7]])
    expect(failures).toHaveLength(2)
  })

  describe.each<[fn: BucketQuery['fn'], joined: number]>([
    ['avg', 4],
    ['min', 1],
    ['max', 9],
    ['last', 9],
    ['count', 4]
  ])('%s of a bucket that the seam runs through', (fn, joined) => {
    const query: BucketQuery = { ...series(), from: 0, to: now, step: 400_000, fn, timezone: 'UTC' }
    it('counts both sides', async () => {
      await send(1, 5)
      for (const [index, num] of [1, 2, 4].entries()) await send(seam - 10 + index, num)
      await keep(seam + 1, 9)
      const [first, last, ...others] = await readings.buckets(query)
      expect(others).toEqual([])
      expect(first).toEqual([0, fn === 'count' ? 1 : 5])
      expect(last).toEqual([800_000, joined])
    })
    it('is right where one side is empty', async () => {
      await keep(seam + 1, 9)
      expect(await readings.buckets(query)).toEqual([[800_000, fn === 'count' ? 1 : 9]])
      await send(1, 5)
      expect(await readings.buckets({ ...query, to: seam })).toEqual([[0, fn === 'count' ? 1 : 5]])
    })
  })
})
