import { describe, expect, it } from 'vitest'
import { quietUntil } from '../../../server/telling/quiet-hours.ts'

const shanghai = 'Asia/Shanghai'
const berlin = 'Europe/Berlin'
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

describe('quiet hours', () => {
  it.each([
    ['in them', '22:00-07:00', '2025-11-22T15:30:00Z', shanghai, '2025-11-22T23:00:00.000Z'],
    ['after midnight', '22:00-07:00', '2025-11-21T20:00:00Z', shanghai, '2025-11-21T23:00:00.000Z'],
    ['at their first moment', '22:00-07:00', '2025-11-22T14:00:00Z', shanghai, '2025-11-22T23:00:00.000Z'],
    ['at their end', '22:00-07:00', '2025-11-22T23:00:00Z', shanghai, undefined],
    ['outside', '22:00-07:00', '2025-11-22T08:00:00Z', shanghai, undefined],
    ['within a day', '12:00-14:00', '2025-11-22T04:30:00Z', shanghai, '2025-11-22T06:00:00.000Z'],
    // Clocks go back at 3:00 on 26 October: 7:00 on the wall is 6:00 UTC, not 5:00.
    ['over the night with 25 hours', '22:00-07:00', '2025-10-25T21:00:00Z', berlin, '2025-10-26T06:00:00.000Z'],
    ['over the night with 23 hours', '22:00-07:00', '2025-03-29T22:00:00Z', berlin, '2025-03-30T05:00:00.000Z']
  ])('%s: %s at %s in %s end at %s', (_, window, at, zone, end) => {
    const [from = '', to = ''] = window.split('-')
    expect(iso(quietUntil({ from, to }, Date.parse(at), zone))).toBe(end)
  })
})
