import { describe, expect, it } from 'vitest'
import type { MetricSpec } from '../../gateway/catalogue.ts'
import { createSensorReader } from '../../server/app/sensor-reader.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import { readingOf } from '../support/http-house.ts'

const at = Date.parse('2026-03-02T10:00:00Z')
const second = 1_000
const sensor = { equipment: 'pump-1', metric: 'level' }

/** A reading each second for so long before `at`, its value the seconds before. */
async function readerOf(seconds: number, spec: Partial<MetricSpec>) {
  const journal = createMemoryJournal()
  const readings = Array.from({ length: seconds }, (_, index) => {
    const before = seconds - index
    return readingOf({ ...sensor, value: before, ts: at - before * second, receivedAt: at - before * second })
  })
  await journal.append([{ readings, events: [], presences: [], rejects: [] }])
  const failures: unknown[] = []
  const specOf = (): MetricSpec => ({ type: 'number', zh: '水位', en: 'level', ...spec })
  return { read: createSensorReader({ readings: journal, specOf, failed: (error) => failures.push(error) }), failures }
}

describe('what a sensor said', () => {
  it('is its latest reading by then, however many it made within the day', async () => {
    const { read, failures } = await readerOf(60_000, { min: 0, max: 4 })
    expect(await read(sensor, at)).toEqual({ value: 1, at: at - second, span: 4 })
    expect(await read(sensor, at - 30_000 * second)).toMatchObject({ value: 30_000 })
    expect(failures).toEqual([])
  })

  it('is nothing once it is not fresh any more, or was not made yet', async () => {
    const { read } = await readerOf(10, { sample: 10 })
    expect(await read(sensor, at + 4 * 60 * second)).toMatchObject({ value: 1, span: null })
    expect(await read(sensor, at + 5 * 60 * second)).toBeUndefined()
    expect(await read(sensor, at - 11 * second)).toBeUndefined()
  })
})
