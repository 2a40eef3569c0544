import { beforeEach, describe, expect, it } from 'vitest'
import { createStamps } from '../../../gateway/codecs/sample-time.ts'
import { decodeMessage } from '../../../gateway/decode.ts'
import type { Arrival } from '../../../gateway/reading.ts'
import { clockStart } from '../../support/fake-clock.ts'
import { createFieldSite, device } from '../../support/field-site.ts'

const now = clockStart
const minute = 60_000
const hour = 60 * minute
const retentionMs = 365 * 24 * hour

let stamps = createStamps()
beforeEach(() => {
  stamps = createStamps()
})

type Wire = { topic?: string; receivedAt?: number }

function decode(payload: unknown, { topic = 'facility/demo/pump-1/telemetry', receivedAt = now }: Wire = {}): Arrival {
  const message = { topic, payload: Buffer.from(JSON.stringify(payload)), receivedAt }
  return decodeMessage(message, device, { register: createFieldSite(), retentionMs, stamps })
}

describe('the time of a sample', () => {
  it.each([
    ['5 min ahead', now + 5 * minute, 'good'],
    ['a ms more than 5 min ahead', now + 5 * minute + 1, 'skewed'],
    ['24 h ahead', now + 24 * hour, 'skewed'],
    ['as old as the retention', now - retentionMs, 'good']
  ])('%s is %s', (_, ts, quality) => {
    const { readings, rejects } = decode({ ts, values: { free: 1 } })
    expect(readings).toMatchObject([{ ts, quality }])
    expect(rejects).toEqual([])
  })

  it.each([
    ['a ms more than 24 h ahead', now + 24 * hour + 1, 'ts: more than 24 h ahead'],
    ['the largest number there is', Number.MAX_SAFE_INTEGER, 'ts: more than 24 h ahead'],
    ['a ms older than the retention', now - retentionMs - 1, 'ts: older than RETENTION'],
    ['the epoch', 0, 'ts: older than RETENTION']
  ])('%s is a reject', (_, ts, reason) => {
    const arrival = decode({ ts, values: { free: 1 } })
    expect(arrival.rejects.map((reject) => reject.reason)).toEqual([reason])
    expect(arrival.readings).toEqual([])
  })

  it.each([
    ['2025-11-22T08:00:00Z', Date.UTC(2025, 10, 22, 8)],
    ['2025-11-22T08:00:00.250Z', Date.UTC(2025, 10, 22, 8) + 250],
    ['2025-11-22T16:00:00+08:00', Date.UTC(2025, 10, 22, 8)],
    ['2025-11-22T16:00:00', Date.UTC(2025, 10, 22, 8)],
    ['2025-11-22T16:00', Date.UTC(2025, 10, 22, 8)]
  ])('%s is ISO 8601, in site time when it has no offset', (ts, expected) => {
    expect(decode({ ts, values: { free: 1 } }).readings).toMatchObject([{ ts: expected }])
  })

  it('is the arrival when there is none, 1 ms after the previous one if that is not earlier', () => {
    const arrival = decode([{ values: { free: 1 } }, { ts: null, values: { free: 2 } }, { values: { free: 3 } }])
    expect(arrival.readings.map(({ ts }) => ts)).toEqual([now, now + 1, now + 2])
    expect(decode({ values: { free: 4 } }, { receivedAt: now + 1 }).readings).toMatchObject([{ ts: now + 3 }])
    expect(decode({ values: { free: 5 } }, { receivedAt: now + 9 }).readings).toMatchObject([{ ts: now + 9 }])
  })

  it('is counted for each equipment by itself', () => {
    decode({ values: { free: 1 } })
    expect(decode({ values: { free: 1 } }, { topic: 'facility/demo/lift-1/telemetry' }).readings).toMatchObject([{ ts: now }])
  })

  it('follows times that the device gave, but not skewed ones', () => {
    decode({ ts: now + 1000, values: { free: 1 } })
    expect(decode({ values: { free: 2 } }).readings).toMatchObject([{ ts: now + 1001 }])
    decode({ ts: now + hour, values: { free: 3 } })
    expect(decode({ values: { free: 4 } }).readings).toMatchObject([{ ts: now + 1002 }])
  })
})
