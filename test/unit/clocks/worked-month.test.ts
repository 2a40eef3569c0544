/**
 * October 2025 of a site in China, worked out by hand: the holidays are 1 to 8 October; Sunday 28 September and Saturday
 * 11 October are worked for them. Office hours 9 to 18. Each line: clock, state, elapsed of limit in minutes, pause.
 */
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import type { ClockView } from '../../../server/clocks/clock-run.ts'
import { clocksOf } from '../../../server/clocks/ledger.ts'
import type { Subject } from '../../../server/clocks/policy.ts'
import { createTicketLife, termsOf } from '../../support/ticket-life.ts'

const zone = 'Asia/Shanghai'
/** "03 02:00" is a time of October; "09-30 17:50" one of another month. */
const at = (text: string) =>
  DateTime.fromISO(`2025-${text.length > 8 ? text.replace(' ', 'T') : `10-${text.replace(' ', 'T')}`}`, { zone }).toMillis()
const monthEnd = DateTime.fromISO('2025-11-01', { zone }).toMillis()

type Step = [at: string, type: string, detail?: Record<string, unknown>]
type Worked = { name: string; ticket: Partial<Subject>; steps: Step[]; clocks: string[] }

const month: Worked[] = [
  {
    name: 'an urgent fault in the holidays, somebody there too late',
    ticket: { priority: 'P1' },
    steps: [
      ['03 02:00', 'opened', { priority: 'P1' }],
      ['03 02:02', 'assigned', { assignee: 'wang' }],
      ['03 02:04', 'accepted'],
      ['03 02:40', 'arrived'],
      ['03 03:30', 'progressed', { note: 'pump taken apart' }],
      ['03 05:00', 'resolved'],
      ['03 06:00', 'verified']
    ],
    clocks: [
      'dispatch met 2 of 5',
      'respond met 4 of 5',
      'arrive missed 40 of 30',
      'progress met 90 of 120',
      'resolve met 180 of 720',
      'progress met 90 of 120'
    ]
  },
  {
    name: 'a small repair asked for ten minutes before the holidays',
    ticket: { type: 'repair', priority: 'P4', source: 'phone' },
    steps: [
      // Due: dispatch 9 Oct 09:20 (office), plan and arrive 11 Oct 18:00, result 10 Oct 18:00 (working days).
      ['09-30 17:50', 'opened', { priority: 'P4' }],
      ['09 09:10', 'assigned', { assignee: 'wang' }],
      ['09 09:30', 'accepted'],
      // Again within 2 working days: 11 Oct 18:00.
      ['09 09:40', 'progressed', { note: 'part ordered' }],
      ['09 10:00', 'expected', { at: '2025-10-11T02:00:00.000Z' }],
      ['11 10:00', 'arrived'],
      ['11 11:00', 'resolved'],
      ['11 12:00', 'result_told', { note: 'told' }],
      ['12 09:00', 'followed_up', { satisfied: true }],
      ['13 09:00', 'verified']
    ],
    clocks: [
      'dispatch met 12440 of 12450',
      'respond missed 12460 of 1440',
      'plan met 12470 of 15850',
      'arrive met 15370 of 15850',
      'progress missed 12470 of 1440',
      'resolve missed 15430 of 4320',
      'result missed 15490 of 14410',
      'progress met 2960 of 3380',
      'follow_up met 1320 of 1440'
    ]
  },
  {
    name: 'a fault that waits a day for parts',
    ticket: { priority: 'P2' },
    steps: [
      ['13 08:00', 'opened', { priority: 'P2' }],
      ['13 08:30', 'accepted'],
      ['13 09:00', 'arrived'],
      ['13 10:00', 'held', { reason: 'parts', until: '2025-10-14T02:00:00.000Z' }],
      ['13 12:00', 'progressed', { note: 'they come tomorrow' }],
      ['14 09:00', 'resumed'],
      ['14 20:00', 'resolved']
    ],
    clocks: [
      'dispatch met 30 of 30',
      'respond met 30 of 60',
      'arrive met 60 of 120',
      'progress met 240 of 480',
      'resolve met 780 of 1440 paused 1380',
      'progress missed 1920 of 480'
    ]
  },
  {
    name: 'a hold that goes on longer than was said: the clock runs again from then',
    ticket: {},
    steps: [
      ['15 08:00', 'opened', { priority: 'P3' }],
      ['15 08:10', 'accepted'],
      ['15 09:00', 'arrived'],
      ['15 10:00', 'held', { reason: 'access', until: '2025-10-15T04:00:00.000Z' }],
      ['15 15:00', 'resumed'],
      ['17 10:30', 'resolved']
    ],
    clocks: [
      'dispatch met 10 of 30',
      'respond met 10 of 120',
      'arrive met 60 of 240',
      'progress missed 3030 of 1440',
      'resolve missed 2910 of 2880 paused 120'
    ]
  },
  {
    name: 'a fault that gets urgent after an hour',
    ticket: {},
    steps: [
      ['20 08:00', 'opened', { priority: 'P3' }],
      ['20 08:10', 'accepted'],
      ['20 09:00', 'staged', { from: 'P3', priority: 'P1' }],
      ['20 09:20', 'arrived'],
      ['20 20:00', 'resolved']
    ],
    clocks: [
      'dispatch met 10 of 30',
      'respond met 10 of 120',
      'arrive met 80 of 90',
      'progress missed 720 of 180',
      'resolve met 720 of 780'
    ]
  },
  {
    name: 'a fault that comes back after it was resolved: the first clocks go on',
    ticket: { priority: 'P2' },
    steps: [
      ['21 08:00', 'opened', { priority: 'P2' }],
      ['21 08:10', 'accepted'],
      ['21 08:20', 'arrived'],
      ['21 10:00', 'resolved'],
      ['21 11:00', 'repeated', { occurrences: 2, unresolved: true }],
      ['21 11:10', 'accepted'],
      ['21 11:20', 'arrived'],
      ['21 14:00', 'resolved']
    ],
    clocks: [
      'dispatch met 10 of 30',
      'respond met 10 of 60',
      'arrive met 20 of 120',
      'progress met 120 of 480',
      'resolve met 360 of 1440',
      'progress met 180 of 480'
    ]
  },
  {
    name: 'one that is reopened the next day: a new round, one priority higher, the first one kept',
    ticket: { priority: 'P2' },
    steps: [
      ['21 08:00', 'opened', { priority: 'P2' }],
      ['21 08:10', 'accepted'],
      ['21 08:20', 'arrived'],
      ['21 10:00', 'resolved'],
      ['21 11:00', 'verified'],
      ['22 10:00', 'reopened', { from: 'P2', priority: 'P1', note: 'not fixed' }],
      ['22 10:04', 'accepted'],
      ['22 10:20', 'arrived'],
      ['22 11:00', 'resolved']
    ],
    clocks: [
      'dispatch met 10 of 30',
      'respond met 10 of 60',
      'arrive met 20 of 120',
      'progress met 120 of 480',
      'resolve met 120 of 1440',
      'dispatch#2 met 4 of 5',
      'respond#2 met 4 of 5',
      'arrive#2 met 20 of 30',
      'progress#2 met 60 of 120',
      'resolve#2 met 60 of 720'
    ]
  },
  {
    name: 'a complaint whose caller is not satisfied',
    ticket: { type: 'complaint', source: 'phone' },
    steps: [
      ['23 09:00', 'opened', { priority: 'P3' }],
      ['23 09:05', 'accepted'],
      ['23 10:00', 'arrived'],
      ['23 12:00', 'resolved'],
      ['23 13:00', 'result_told', { note: 'told' }],
      ['24 10:00', 'followed_up', { satisfied: false, priority: 'P2', from: 'P3' }],
      ['24 10:20', 'accepted'],
      ['24 11:00', 'arrived'],
      ['24 12:00', 'resolved']
    ],
    // Result of round two within 3 working days of Friday 24 October: Wednesday 29, 18:00; nobody tells it until 1 November.
    clocks: [
      'dispatch met 5 of 30',
      'respond met 5 of 1440',
      'arrive met 60 of 2880',
      'progress met 180 of 1440',
      'resolve met 180 of 2880',
      'result met 240 of 7740',
      'follow_up met 1320 of 1440',
      'dispatch#2 met 20 of 30',
      'respond#2 met 20 of 1440',
      'arrive#2 met 60 of 2880',
      'progress#2 met 120 of 1440',
      'resolve#2 met 120 of 2880',
      'result#2 overdue 10920 of 7680',
      'follow_up#2 overdue 10800 of 1440'
    ]
  },
  {
    name: 'one cancelled after its answer was late',
    ticket: {},
    steps: [
      ['24 08:00', 'opened', { priority: 'P3' }],
      ['24 10:30', 'cancelled', { note: 'nothing there' }]
    ],
    clocks: [
      'dispatch missed 150 of 30',
      'respond missed 150 of 120',
      'arrive ended 150 of 240',
      'progress ended 150 of 1440',
      'resolve ended 150 of 2880'
    ]
  },
  {
    name: 'a serious hazard: planned by the time of arrival that comes with the acceptance',
    ticket: { type: 'hazard', class: 'serious', source: 'patrol' },
    steps: [
      ['27 09:00', 'opened', { priority: 'P2' }],
      ['27 09:20', 'accepted', { eta: '2025-10-28T01:00:00.000Z' }],
      ['28 09:00', 'arrived'],
      ['31 09:00', 'resolved']
    ],
    clocks: [
      'dispatch met 20 of 30',
      'respond met 20 of 120',
      'plan met 20 of 4320',
      'arrive met 1440 of 4320',
      'progress missed 5760 of 1440',
      'resolve met 5760 of 10080'
    ]
  },
  {
    name: 'a matter to be coordinated: reviewed each week by a note',
    ticket: { type: 'hazard', class: 'needs_coordination', source: 'patrol', wantedBy: at('30 18:00') },
    steps: [
      ['13 09:00', 'opened', { priority: 'P3' }],
      ['13 09:10', 'accepted'],
      ['20 08:00', 'progressed', { note: 'with the water company' }],
      ['28 08:00', 'progressed', { note: 'they come on Thursday' }]
    ],
    clocks: [
      'dispatch met 10 of 30',
      'respond met 10 of 120',
      'arrive overdue 26820 of 25020',
      'resolve overdue 26820 of 25020',
      'review met 10020 of 10080',
      'review missed 11520 of 10080',
      'review running 5280 of 10080'
    ]
  },
  {
    name: 'a fault still open when the month ends, changed over to longer limits',
    ticket: { priority: 'P2' },
    steps: [
      ['31 20:00', 'opened', { priority: 'P2' }],
      ['31 20:50', 'accepted'],
      ['31 21:00', 'policy_changed', { policy: { id: 'relaxed', version: 1 }, from: { id: 'standard', version: 1 } }]
    ],
    clocks: [
      'dispatch missed 50 of 30',
      'respond met 50 of 60',
      'arrive running 240 of 240',
      'progress running 240 of 1440',
      'resolve running 240 of 2880'
    ]
  }
]

const line = ({ clock, round, state, elapsedMs, limitMs, pausedMs }: ClockView) => {
  const minutes = (ms: number) => ms / 60_000
  const paused = pausedMs > 0 ? ` paused ${minutes(pausedMs)}` : ''
  return `${clock}${round > 1 ? `#${round}` : ''} ${state} ${minutes(elapsedMs)} of ${minutes(limitMs)}${paused}`
}

describe('a worked month', () => {
  it.each(month)('$name', ({ ticket, steps, clocks }) => {
    const life = createTicketLife(ticket, termsOf())
    for (const [when, type, detail] of steps) life.add(at(when), type, detail)
    const told = clocksOf(life.ledger, monthEnd).map(line)
    expect(told).toEqual(clocks)
  })
})
