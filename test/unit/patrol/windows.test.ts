import { describe, expect, it } from 'vitest'
import { windowsOn } from '../../../server/patrol/windows.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const shown = (date: string, windows: string[], zone: string) =>
  windowsOn(date, windows, zone).map(({ from, to }) => `${iso(from)} ${iso(to)}`)

describe('The windows of a date', () => {
  it.each([
    ['in the day', '08:00-09:30', 'Asia/Shanghai', '2026-03-01T00:00:00.000Z 2026-03-01T01:30:00.000Z'],
    ['past midnight', '22:00-02:00', 'Asia/Shanghai', '2026-03-01T14:00:00.000Z 2026-03-01T18:00:00.000Z'],
    ['to 24:00', '22:00-24:00', 'Asia/Shanghai', '2026-03-01T14:00:00.000Z 2026-03-01T16:00:00.000Z'],
    ['the whole day', '00:00-24:00', 'Asia/Shanghai', '2026-02-28T16:00:00.000Z 2026-03-01T16:00:00.000Z'],
    ['from a time to itself', '06:00-06:00', 'Asia/Shanghai', '2026-02-28T22:00:00.000Z 2026-03-01T22:00:00.000Z'],
    ['over a clock put forward', '01:00-04:00', 'Europe/Berlin', '2026-03-01T00:00:00.000Z 2026-03-01T03:00:00.000Z']
  ])('%s', (_, window, zone, expected) => {
    expect(shown('2026-03-01', [window], zone)).toEqual([expected])
  })

  it('are an hour shorter when the clock is put forward, an hour longer when it is put back', () => {
    const hours = (date: string) =>
      windowsOn(date, ['01:00-04:00'], 'Europe/Berlin').map(({ from, to }) => (to - from) / 3_600_000)
    expect(hours('2026-03-29')).toEqual([2])
    expect(hours('2026-10-25')).toEqual([4])
  })
})
