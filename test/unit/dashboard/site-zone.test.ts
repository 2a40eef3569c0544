import { afterEach, describe, expect, it } from 'vitest'
import { fromSiteInput, setSiteZone, toSiteDate, toSiteInput, toSiteParts } from '../../../dashboard/src/lib/site-zone.ts'

afterEach(() => setSiteZone(undefined))

/** Wherever the test itself runs. */
const rows: [zone: string, time: string, shown: string][] = [
  ['Asia/Shanghai', '2026-03-01T16:30:05Z', '2026-03-02 00:30:05'],
  ['UTC', '2026-03-01T00:00:00Z', '2026-03-01 00:00:00'],
  ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08 01:59:59'],
  ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08 03:00:00'],
  ['Asia/Kathmandu', '2025-12-31T18:15:00Z', '2026-01-01 00:00:00']
]

describe('times on the pages', () => {
  it.each(rows)('in %s, %s is %s', (zone, time, shown) => {
    setSiteZone(zone)
    const [year, month, day, hour, minute, second] = shown.split(/\D/).map(Number)
    expect(toSiteParts(Date.parse(time))).toEqual({ year, month, day, hour, minute, second })
    const input = toSiteInput(Date.parse(time))
    expect(input).toBe(shown.slice(0, 16).replace(' ', 'T'))
    expect(fromSiteInput(input)).toBe(Math.floor(Date.parse(time) / 60_000) * 60_000)
    const date = toSiteDate(Date.parse(time))
    expect([date.getMonth() + 1, date.getDate(), date.getMinutes()]).toEqual([month, day, minute])
  })

  it('are the browser’s where it does not know the zone', () => {
    setSiteZone('Mars/Olympus')
    expect(toSiteInput(new Date(2026, 2, 1, 10, 20, 30).getTime())).toBe('2026-03-01T10:20')
  })

  it('that were not typed whole are none', () => {
    expect(fromSiteInput('')).toBeNaN()
  })
})
