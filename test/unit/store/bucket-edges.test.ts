import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { countBuckets, planBuckets } from '../../../server/store/bucket-edges.ts'

const hour = 3_600_000
const day = 24 * hour
const zone = 'Asia/Shanghai'
const at = (text: string, timezone = zone) => DateTime.fromISO(text, { zone: timezone }).toMillis()

function edgesOf(from: number, to: number, step: number, timezone = zone): string[] {
  const plan = planBuckets(from, to, step, timezone)
  if (plan.type !== 'days') throw new Error('expected days')
  return plan.edges.map((edge) => DateTime.fromMillis(edge, { zone: timezone }).toFormat("yyyy-MM-dd'T'HH:mm"))
}

describe('bucket edges', () => {
  it('follow the epoch below a day', () => {
    expect(planBuckets(0, day, 5 * 60_000, zone)).toEqual({ type: 'epoch', step: 300_000 })
    expect(planBuckets(0, day, day - 1, zone)).toEqual({ type: 'epoch', step: day - 1 })
  })

  it('are the midnights of the site from a day on', () => {
    expect(edgesOf(at('2025-11-20T13:00'), at('2025-11-22T01:00'), day)).toEqual([
      '2025-11-20T00:00',
      '2025-11-21T00:00',
      '2025-11-22T00:00',
      '2025-11-23T00:00'
    ])
  })

  it('end at midnight when the range does', () => {
    expect(edgesOf(at('2025-11-20'), at('2025-11-21'), day)).toEqual(['2025-11-20T00:00', '2025-11-21T00:00'])
  })

  it('are the same for whatever range: weeks count from 1970-01-01', () => {
    const week = 7 * day
    const one = edgesOf(at('2025-11-20'), at('2025-12-20'), week)
    const other = edgesOf(at('2025-11-25'), at('2025-12-20'), week)
    expect(one.slice(-3)).toEqual(other.slice(-3))
    expect(DateTime.fromISO(one[0] ?? '', { zone }).weekday).toBe(4)
  })

  it('stay at midnight over the change of the clocks', () => {
    const edges = edgesOf(at('2025-03-29T12:00', 'Europe/Berlin'), at('2025-03-31T12:00', 'Europe/Berlin'), day, 'Europe/Berlin')
    expect(edges).toEqual(['2025-03-29T00:00', '2025-03-30T00:00', '2025-03-31T00:00', '2025-04-01T00:00'])
  })

  it('cover every range', () => {
    for (const timezone of ['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu']) {
      for (let from = at('2025-10-30', timezone); from < at('2025-11-04', timezone); from += 5 * hour + 7) {
        for (const days of [1, 2, 7]) {
          const plan = planBuckets(from, from + 40 * hour, days * day, timezone)
          if (plan.type !== 'days') throw new Error('expected days')
          expect(plan.edges[0]).toBeLessThanOrEqual(from)
          expect(plan.edges[1]).toBeGreaterThan(from)
          expect(plan.edges.at(-1)).toBeGreaterThanOrEqual(from + 40 * hour)
        }
      }
    }
  })

  it('may be counted beforehand, never too few', () => {
    expect(countBuckets(0, day, hour)).toBeGreaterThanOrEqual(24)
    expect(countBuckets(1, day + 1, hour)).toBeGreaterThanOrEqual(25)
  })
})
