import { describe, expect, it } from 'vitest'
import type { Arrival } from '../../../gateway/reading.ts'
import { createBatcher, type JournalBatch, toValue } from '../../../server/store/journal-batch.ts'
import { anArrival, anEvent, aPresence, aReading, aReject } from '../../support/field-factories.ts'

function freshBatcher() {
  return createBatcher({ series: [], newest: new Map(), lastSeq: 0, lastArrival: 0, nextReject: 1 })
}

function batchOf(batcher: ReturnType<typeof createBatcher>, ...group: Partial<Arrival>[]): JournalBatch {
  const batch = batcher.batch(group.map(anArrival))
  if (!batch) throw new Error('expected a batch')
  return batch
}

const timesOf = ({ ts }: JournalBatch) => [...ts]

describe('the batcher', () => {
  it('numbers groups from the last one known', () => {
    const batcher = createBatcher({ series: [], newest: new Map(), lastSeq: 41, lastArrival: 41, nextReject: 1 })
    expect(batchOf(batcher, { readings: [aReading({ ts: 1 })] }).seq).toBe(42)
    expect(batchOf(batcher, { events: [anEvent({ ts: 1 })] }).seq).toBe(43)
    expect(batchOf(batcher, { presences: [aPresence({ receivedAt: 1 })] }).seq).toBe(44)
    expect(batcher.lastSeq()).toBe(44)
  })

  it('gives a group of nothing no batch and no number', () => {
    const batcher = freshBatcher()
    expect(batcher.batch([])).toBeUndefined()
    expect(batcher.batch([anArrival({})])).toBeUndefined()
    expect(batcher.lastSeq()).toBe(0)
  })

  it('gives a group of rejects alone no number of its own', () => {
    const batcher = freshBatcher()
    batchOf(batcher, { readings: [aReading({ ts: 1 })] })
    const batch = batchOf(batcher, { rejects: [aReject({ receivedAt: 2 }), aReject({ receivedAt: 3 })] })
    expect(batch.seq).toBe(1)
    expect(batch.rejects.map(({ id }) => id)).toEqual([1, 2])
    expect(batchOf(batcher, { readings: [aReading({ ts: 2 })] }).seq).toBe(2)
  })

  it('adds a series once, whichever group it comes in', () => {
    const batcher = freshBatcher()
    const first = batchOf(batcher, { readings: [aReading({ ts: 1 }), aReading({ ts: 1, metric: 'running', value: true })] })
    expect(first.newSeries).toEqual([
      { id: 0, equipment: 'pump-1', metric: 'outlet_pressure', type: 'number' },
      { id: 1, equipment: 'pump-1', metric: 'running', type: 'boolean' }
    ])
    expect(batchOf(batcher, { readings: [aReading({ ts: 2 })] }).newSeries).toEqual([])
  })

  it('goes on after the series it is told of', () => {
    const series = [{ id: 7, equipment: 'pump-1', metric: 'outlet_pressure', type: 'number' as const }]
    const batcher = createBatcher({ series, newest: new Map([[7, 100]]), lastSeq: 3, lastArrival: 3, nextReject: 1 })
    expect(batcher.batch([anArrival({ readings: [aReading({ ts: 100 })] })])).toBeUndefined()
    const batch = batchOf(batcher, { readings: [aReading({ ts: 101, metric: 'flow' })] })
    expect(batch.newSeries).toEqual([{ id: 8, equipment: 'pump-1', metric: 'flow', type: 'number' }])
  })

  it('drops a repeat of the newest time, in one group or over two', () => {
    const batcher = freshBatcher()
    const batch = batchOf(batcher, { readings: [aReading({ ts: 5, value: 1 }), aReading({ ts: 5, value: 2 })] })
    expect([timesOf(batch), [...batch.num]]).toEqual([[5], [1]])
    expect(batcher.batch([anArrival({ readings: [aReading({ ts: 5, value: 3 })] })])).toBeUndefined()
  })

  it('keeps late readings, and the newest time with them', () => {
    const batcher = freshBatcher()
    batchOf(batcher, { readings: [aReading({ ts: 5 })] })
    expect(timesOf(batchOf(batcher, { readings: [aReading({ ts: 3 })] }))).toEqual([3])
    expect(batcher.batch([anArrival({ readings: [aReading({ ts: 5 })] })])).toBeUndefined()
  })

  it('lets a skewed time count for nothing', () => {
    const batcher = freshBatcher()
    batchOf(batcher, { readings: [aReading({ ts: 9, quality: 'skewed' })] })
    const batch = batchOf(batcher, { readings: [aReading({ ts: 9 })] })
    expect(timesOf(batch)).toEqual([9])
    expect([...batch.skewed]).toEqual([0])
  })

  it('notes the place of each arrival, and values by their kind', () => {
    const batch = batchOf(
      freshBatcher(),
      { readings: [aReading({ ts: 1, value: 0.5 })] },
      { readings: [aReading({ ts: 2, metric: 'running', value: true }), aReading({ ts: 2, metric: 'mode', value: 'auto' })] },
      { events: [anEvent({ ts: 3 })], presences: [aPresence({ receivedAt: 3 })] }
    )
    expect([...batch.position]).toEqual([0, 1, 1])
    expect([...batch.num]).toEqual([0.5, 1, 0])
    expect(batch.texts).toEqual([[2, 'auto']])
    expect(batch.events[0]?.position).toBe(2)
    expect(batch.presences[0]?.position).toBe(2)
  })
})

describe('toValue', () => {
  it.each([
    ['number', 0.5, null, 0.5],
    ['boolean', 1, null, true],
    ['boolean', 0, null, false],
    ['text', null, 'auto', 'auto']
  ] as const)('gives a stored %s back', (type, num, text, value) => {
    expect(toValue(type, num, text)).toBe(value)
  })
})
