/** Which time a reading gets, and what a clock that is off means (contract §4). */
import { DateTime } from 'luxon'
import type { Quality } from '../reading.ts'

const minute = 60_000
const skewedAfterMs = 5 * minute
const refusedAfterMs = 24 * 60 * minute

/** ms since the epoch from a wire `ts`, or undefined when it is no time. Without offset: site time. */
export function parseTime(ts: unknown, timezone: string): number | undefined {
  if (typeof ts === 'number') return Number.isSafeInteger(ts) && ts >= 0 ? ts : undefined
  if (typeof ts !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(ts)) return undefined
  const time = DateTime.fromISO(ts, { zone: timezone })
  return time.isValid ? time.toMillis() : undefined
}

/** The reading's quality, or the reason why its time cannot be taken. */
export function judgeTime(ts: number, receivedAt: number, retentionMs: number): { quality: Quality } | { reason: string } {
  const ahead = ts - receivedAt
  if (ahead > refusedAfterMs) return { reason: 'ts: more than 24 h ahead' }
  if (-ahead > retentionMs) return { reason: 'ts: older than RETENTION' }
  return { quality: ahead > skewedAfterMs ? 'skewed' : 'good' }
}

/**
 * Times for messages that bring none: the arrival, but 1 ms after that equipment's
 * previous reading when that is not earlier, so that each delivery is a reading of its own.
 */
export function createStamps() {
  const newest = new Map<string, number>()
  return {
    /** Notes a reading's time; skewed ones are not to be noted. */
    note(equipment: string, ts: number): void {
      const known = newest.get(equipment)
      if (known === undefined || ts > known) newest.set(equipment, ts)
    },
    stamp(equipment: string, receivedAt: number): number {
      const ts = Math.max(receivedAt, (newest.get(equipment) ?? 0) + 1)
      newest.set(equipment, ts)
      return ts
    }
  }
}
export type Stamps = ReturnType<typeof createStamps>
