import { describe, expect, it } from 'vitest'
import { nextDue, standingOf } from '../../../dashboard/src/lib/due.ts'
import type { TicketClock } from '../../../server/contract/clocks.ts'

const minute = 60_000
const start = Date.parse('2026-11-02T08:00:00Z')
const at = (minutes: number) => new Date(start + minutes * minute).toISOString()

const due = { respond: at(5), arrive: at(30), resolve: at(120) }
const fresh = { due, acceptedAt: null, arrivedAt: null, resolvedAt: null }

describe('the clock of a list', () => {
  it.each([
    ['waits for a response first', { ...fresh, status: 'assigned' }, { clock: 'respond', at: 5, paused: false }],
    ['then for the arrival', { ...fresh, status: 'accepted', acceptedAt: at(1) }, { clock: 'arrive', at: 30, paused: false }],
    [
      'runs on for the arrival while on hold',
      { ...fresh, status: 'on_hold', acceptedAt: at(1) },
      { clock: 'arrive', at: 30, paused: false }
    ],
    [
      'pauses for the resolution while on hold',
      { ...fresh, status: 'on_hold', acceptedAt: at(1), arrivedAt: at(2) },
      { clock: 'resolve', at: 120, paused: true }
    ]
  ] as const)('%s', (_, ticket, { at: minutes, ...expected }) => {
    expect(nextDue(ticket)).toEqual({ ...expected, at: start + minutes * minute })
  })

  it.each(['resolved', 'closed', 'cancelled'] as const)('is over when the ticket is %s', (status) => {
    expect(nextDue({ ...fresh, status })).toBeUndefined()
  })
})

describe('a clock of the ledger goes on after the service told of it', () => {
  const clock: TicketClock = {
    clock: 'resolve',
    round: 1,
    state: 'running',
    startedAt: at(0),
    dueAt: at(120),
    originalDueAt: at(120),
    metAt: null,
    elapsedMs: 20 * minute,
    pausedMs: 0,
    limitMs: 120 * minute,
    policy: { id: 'standard', version: 1 },
    source: null
  }
  const paused: TicketClock = { ...clock, state: 'paused', dueAt: at(180) }
  const hold = { reason: 'parts', until: at(80) }

  it.each([
    ['runs', clock, null, 60, { state: 'running', leftMs: 60 * minute }],
    ['is overdue once its time has come', clock, null, 121, { state: 'overdue', leftMs: -minute }],
    ['stands still while paused', paused, hold, 70, { state: 'paused', leftMs: 100 * minute }],
    ['runs again by itself when the named time has come', paused, hold, 81, { state: 'running', leftMs: 99 * minute }],
    ['waits', { ...clock, state: 'waiting', dueAt: null, limitMs: null }, null, 60, { state: 'waiting', leftMs: undefined }],
    ['was met in time', { ...clock, state: 'met', metAt: at(100) }, null, 200, { state: 'met', leftMs: undefined, lateMs: 0 }],
    ['was met too late', { ...clock, state: 'missed', metAt: at(125) }, null, 200, { state: 'missed', lateMs: 5 * minute }],
    ['was never met', { ...clock, state: 'missed' }, null, 200, { state: 'missed', lateMs: undefined }]
  ] as const)('%s', (_, given, held, minutes, expected) => {
    expect(standingOf(given, held, start + minutes * minute)).toMatchObject(expected)
  })
})
