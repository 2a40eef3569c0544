import { expect, test } from 'vitest'
import type { EquipmentItem } from '../../server/contract/equipment.ts'
import { createEventLog } from '../../server/live/event-log.ts'

const item: EquipmentItem = {
  id: 'pump-1',
  kind: 'booster_pump',
  name: '1#',
  location: '',
  status: 'normal',
  lastSeenAt: null,
  latest: {}
}
const startedAt = 1_763_800_000_000

function logOf(count: number, capacity = 5) {
  const log = createEventLog({ startedAt, capacity })
  const seqs = Array.from({ length: count }, () => log.append('equipment', item).seq)
  return { log, seqs }
}

test('numbers begin at the start of the process and grow by one, so that the next start is above them', () => {
  const { log, seqs } = logOf(3)
  expect(seqs).toEqual([1, 2, 3].map((n) => startedAt * 1000 + n))
  expect(log.last).toBe(seqs[2])
  expect(createEventLog({ startedAt: startedAt + 1 }).last).toBeGreaterThan(log.last)
})

test('an event carries its number inside', () => {
  const { log } = logOf(0)
  const event = log.append('equipment', item)
  expect(event.body).toEqual({ ...item, seq: event.seq })
})

test('what followed comes in order, and nothing after the newest', () => {
  const { log, seqs } = logOf(4)
  const since = (seq: number) => {
    const events = log.since(seq)
    return events === 'resync' ? events : events.map((event) => event.seq)
  }
  expect(since(startedAt * 1000)).toEqual(seqs)
  expect(since(seqs[1] ?? 0)).toEqual(seqs.slice(2))
  expect(since(seqs[3] ?? 0)).toEqual([])
})

test('the ring keeps its capacity: one further back is a resync', () => {
  const { log, seqs } = logOf(12)
  expect(log.since(seqs[6] ?? 0)).toHaveLength(5)
  expect(log.since(seqs[5] ?? 0)).toBe('resync')
})

test.each([
  ['of a run before this one', startedAt * 1000 - 1],
  ['ahead of the newest', startedAt * 1000 + 4],
  ['that is no whole number', startedAt * 1000 + 0.5],
  ['that is not a number', Number.NaN]
])('a number %s is a resync', (_case, seq) => {
  expect(logOf(3).log.since(seq)).toBe('resync')
})

test('after a cut everyone who stood before it fetches anew, and goes on from it', () => {
  const { log, seqs } = logOf(3)
  log.cut()
  const cut = log.last
  expect(log.since(seqs[2] ?? 0)).toBe('resync')
  expect(log.since(cut)).toEqual([])
  log.append('equipment', item)
  expect(log.since(cut)).toMatchObject([{ seq: cut + 1 }])
  expect(log.since(seqs[0] ?? 0)).toBe('resync')
})
