import { describe, expect, it } from 'vitest'
import { acceptWithinMs } from '../../../server/dispatch/accept-within.ts'
import { daysLeft, expiryOf, lastDayOf, stateOf } from '../../../server/dispatch/certificate-days.ts'
import { type Duty, onDutyAt, type Shift, spanOf } from '../../../server/dispatch/duty-times.ts'
import { maskEmail, maskNumber, maskPhone } from '../../../server/people/masking.ts'

const hour = 3_600_000
const shanghai = 'Asia/Shanghai'
const at = (text: string) => Date.parse(text)

const day: Shift = { id: 'day', name: '白班', starts: '08:00', ends: '20:00', team: 'a' }
const night: Shift = { id: 'night', name: '夜班', starts: '20:00', ends: '08:00', team: 'b' }
const teams = new Map([
  ['a', ['an', 'bo']],
  ['b', ['cai']]
])

describe('on duty', () => {
  const duties: Duty[] = [
    { date: '2026-03-02', shift: 'day', user: 'xu' },
    { date: '2026-03-02', shift: 'night', user: 'yu' }
  ]
  it.each([
    ['2026-03-02T07:59:59.999+08:00', ['cai night team']],
    ['2026-03-02T08:00:00+08:00', ['xu day calendar']],
    ['2026-03-02T19:59:59.999+08:00', ['xu day calendar']],
    ['2026-03-02T20:00:00+08:00', ['yu night calendar']],
    ['2026-03-03T00:00:00+08:00', ['yu night calendar']],
    ['2026-03-03T07:59:59.999+08:00', ['yu night calendar']],
    ['2026-03-03T08:00:00+08:00', ['an day team', 'bo day team']]
  ])('at %s: %s', (time, expected) => {
    const found = onDutyAt(at(time), { timezone: shanghai, shifts: [day, night], duties, teams })
    expect(found.map(({ user, shift, by }) => `${user} ${shift} ${by}`)).toEqual(expected)
  })

  it('is nobody where a shift has neither team nor names', () => {
    const shifts = [{ ...day, team: null }]
    expect(onDutyAt(at('2026-03-03T09:00:00+08:00'), { timezone: shanghai, shifts, duties, teams })).toEqual([])
  })
})

describe('a shift', () => {
  it.each([
    ['past midnight', night, '2026-03-02', shanghai, '2026-03-02T20:00+08:00', 12],
    ['of a whole day', { starts: '00:00', ends: '24:00' }, '2026-03-02', shanghai, '2026-03-02T00:00+08:00', 24],
    ['in the night the clocks go on', night, '2026-03-28', 'Europe/Berlin', '2026-03-28T20:00+01:00', 11],
    ['in the night the clocks go back', night, '2026-10-24', 'Europe/Berlin', '2026-10-24T20:00+02:00', 13]
  ])('%s', (_, shift, date, zone, from, hours) => {
    const span = spanOf(shift, date, zone)
    expect(span).toEqual({ from: at(from), to: at(from) + hours * hour })
  })
})

describe('a certificate', () => {
  it('is good until the end of its last day', () => {
    expect(expiryOf('2026-03-02', shanghai)).toBe(at('2026-03-03T00:00+08:00'))
    expect(lastDayOf(expiryOf('2026-03-02', shanghai), shanghai)).toBe('2026-03-02')
  })

  it.each([
    ['2026-04-02', 31, 'valid'],
    ['2026-04-01', 30, 'expiring'],
    ['2026-03-02', 0, 'expiring'],
    ['2026-03-01', -1, 'expired']
  ])('that expires on %s has %i days left on 2026-03-02 and is %s', (expires, days, state) => {
    expect(daysLeft(expires, at('2026-03-02T23:59+08:00'), shanghai)).toBe(days)
    expect(stateOf(days)).toBe(state)
  })
})

describe('the time to accept', () => {
  it.each([
    ['P1', {}, 5],
    ['P2', {}, 15],
    ['P4', { P1: '1m' }, 30],
    ['P1', { P1: '2m' }, 2]
  ] as const)('of %s with %o is %i min', (priority, site, minutes) => {
    expect(acceptWithinMs(priority, site)).toBe(minutes * 60_000)
  })
})

describe('masked', () => {
  it.each([
    [maskPhone('13812345678'), '138****5678'],
    [maskPhone('12345'), '****'],
    [maskPhone(null), null],
    [maskEmail('wang@example.com'), 'w***@example.com'],
    [maskEmail(null), null],
    [maskNumber('T330106198001011234'), '****1234'],
    [maskNumber('1234'), '****']
  ])('%s', (masked, expected) => {
    expect(masked).toBe(expected)
  })
})
