/**
 * November 2025 of a small site, in Shanghai: what each report must say of it is worked out by hand in the tests.
 * Every ticket is there for a reason, named beside it.
 */
import type { Connection } from '../../server/database/database.ts'
import { createAlarmDiary } from './alarm-diary.ts'
import { recordAlarms } from './alarm-records.ts'
import { recordTickets, type TicketRecord } from './ticket-records.ts'

/** "11-03 08:00" of 2025, the site's clock. */
export function site(text: string): number {
  return Date.parse(`2025-${text.replace(' ', 'T')}+08:00`)
}

export const month = { from: site('11-01 00:00'), to: site('12-01 00:00') }

const done = { result: 'ok', people: ['wang'], parts: [] }

export const monthTickets: TicketRecord[] = [
  // Opened before the month; the arrival falls on its first moment, which belongs to it.
  {
    id: 'before',
    priority: 'P2',
    equipment: 'pump-2',
    rule: 'c',
    opened: site('10-31 23:00'),
    steps: [
      [site('10-31 23:30'), 'accepted'],
      [site('11-01 00:00'), 'arrived'],
      [site('11-01 01:00'), 'resolved', done],
      [site('11-01 02:00'), 'verified', { by: 'chen' }]
    ]
  },
  // Plain, but the same fault comes back within 7 days: not fixed the first time.
  {
    id: 'plain',
    priority: 'P1',
    equipment: 'pump-1',
    rule: 'a',
    opened: site('11-03 08:00'),
    steps: [
      [site('11-03 08:04'), 'accepted'],
      [site('11-03 08:20'), 'arrived'],
      [site('11-03 09:00'), 'resolved', done],
      [site('11-03 10:00'), 'verified', { by: 'chen' }]
    ]
  },
  // The repeat, with a pause of 4 h.
  {
    id: 'paused',
    priority: 'P2',
    equipment: 'pump-1',
    rule: 'a',
    opened: site('11-08 09:00'),
    steps: [
      [site('11-08 09:30'), 'accepted'],
      [site('11-08 10:00'), 'arrived'],
      [site('11-08 10:30'), 'held', { reason: 'parts', until: '2025-11-08T06:30:00.000Z' }],
      [site('11-08 14:30'), 'resumed'],
      [site('11-08 15:00'), 'resolved', done],
      [site('11-09 09:00'), 'verified', { by: 'chen' }]
    ]
  },
  // Sent back once: the second repair counts, 26 h after the opening.
  {
    id: 'returned',
    priority: 'P3',
    equipment: 'pump-2',
    rule: 'b',
    assignee: 'wang',
    opened: site('11-10 00:00'),
    steps: [
      [site('11-10 02:30'), 'accepted'],
      [site('11-10 03:00'), 'arrived'],
      [site('11-10 04:00'), 'resolved', done],
      [site('11-11 00:00'), 'reopened', { by: 'chen', note: 'again', from: 'P4', priority: 'P3' }],
      [site('11-11 00:30'), 'accepted'],
      [site('11-11 01:00'), 'arrived'],
      [site('11-11 02:00'), 'resolved', done],
      [site('11-11 03:00'), 'verified', { by: 'chen' }]
    ]
  },
  // The last second of the month.
  { id: 'last', priority: 'P2', equipment: 'pump-2', rule: 'c', opened: site('11-30 23:59:59') },
  // The first moment of the next one.
  { id: 'next', priority: 'P2', equipment: 'pump-2', rule: 'd', opened: site('12-01 00:00') },
  // Left out: cancelled, and of test equipment.
  {
    id: 'cancelled',
    priority: 'P1',
    equipment: 'pump-1',
    rule: 'x',
    opened: site('11-05 00:00'),
    steps: [[site('11-05 01:00'), 'cancelled', { by: 'chen', note: 'by mistake' }]]
  },
  {
    id: 'test',
    priority: 'P1',
    equipment: 'bench-1',
    rule: 'a',
    opened: site('11-06 00:00'),
    steps: [
      [site('11-06 00:01'), 'accepted'],
      [site('11-06 00:02'), 'arrived'],
      [site('11-06 00:03'), 'resolved', done]
    ]
  },
  // No fault: in no MTTR.
  {
    id: 'repair',
    type: 'repair',
    priority: 'P4',
    opened: site('11-15 10:00'),
    steps: [
      [site('11-16 09:00'), 'accepted'],
      [site('11-17 09:00'), 'arrived'],
      [site('11-17 11:00'), 'resolved', done],
      [site('11-18 09:00'), 'verified', { by: 'chen' }]
    ]
  },
  // The lift's firm: 25 min, 45 min, and 30 min to the second for a repeat; called after the opening.
  lift('lift-25', 'P1', '11-12 08:58', '11-12 09:00', '11-12 09:25', '11-12 10:00', 5),
  lift('lift-45', 'P1', '11-20 14:00', '11-20 14:00', '11-20 14:45', '11-20 16:00'),
  lift('lift-30', 'P2', '11-24 10:00', '11-24 10:00', '11-24 10:30', '11-24 11:00', 4),
  // Hazards: on time with two photos, late, still open, and one that is due after the month.
  {
    id: 'hazard-on-time',
    type: 'hazard',
    class: 'fix_by_date',
    priority: 'P3',
    place: 'B1',
    opened: site('11-18 09:00'),
    wantedBy: site('11-20 18:00'),
    photos: [site('11-18 09:05'), site('11-20 16:00')],
    steps: [
      [site('11-20 13:00'), 'accepted'],
      [site('11-20 14:00'), 'arrived'],
      [site('11-20 15:30'), 'resolved', done],
      [site('11-20 17:00'), 'verified', { by: 'chen' }]
    ]
  },
  {
    id: 'hazard-late',
    type: 'hazard',
    class: 'slight',
    priority: 'P4',
    opened: site('11-21 10:00'),
    resolveDue: site('11-22 10:00'),
    steps: [
      [site('11-22 13:00'), 'accepted'],
      [site('11-22 14:00'), 'arrived'],
      [site('11-22 15:30'), 'resolved', done],
      [site('11-23 09:00'), 'verified', { by: 'chen' }]
    ]
  },
  {
    id: 'hazard-open',
    type: 'hazard',
    class: 'ordinary',
    priority: 'P3',
    opened: site('11-23 10:00'),
    resolveDue: site('11-25 10:00')
  },
  {
    id: 'hazard-later',
    type: 'hazard',
    class: 'serious',
    priority: 'P2',
    opened: site('11-29 10:00'),
    resolveDue: site('12-05 10:00')
  }
]

function lift(
  id: string,
  priority: 'P1' | 'P2',
  opened: string,
  called: string,
  arrived: string,
  resolved: string,
  rating?: number
): TicketRecord {
  return {
    id,
    priority,
    equipment: 'lift-1',
    rule: 'elevator.entrapment',
    assignee: 'lift-man',
    contractor: 'lift-co',
    opened: site(opened),
    steps: [
      [site(called), 'dispatched', { assignee: 'lift-man', contractor: 'lift-co', why: 'lifts' }],
      [site(called) + 60_000, 'accepted', { by: 'lift-man' }],
      [site(arrived), 'arrived', { by: 'lift-man' }],
      [site(resolved), 'resolved', { ...done, by: 'lift-man' }],
      ...(rating === undefined
        ? []
        : [[site(resolved) + 3_600_000, 'followed_up', { satisfied: true, rating, by: 'chen' }] as const]),
      // The one that stands: a cause has no other.
      ...(id === 'lift-30' ? [] : [[site(resolved) + 20 * 3_600_000, 'verified', { by: 'chen' }] as const])
    ]
  }
}

/** With its equipment, its firm, and the alarms that make pump-1 unavailable. */
export async function recordWorkedMonth(db: Connection): Promise<void> {
  const equipment = [
    ['pump-1', 'booster_pump', '1#生活水泵', 'B1 水泵房', {}],
    ['pump-2', 'booster_pump', '2#生活水泵', 'B1 水泵房', {}],
    ['lift-1', 'elevator', '1#客梯', '1号楼', {}],
    ['bench-1', 'booster_pump', '试验台', '车间', { test: true }]
  ] as const
  for (const [id, kind, name, location, attributes] of equipment) {
    const rest = { metrics: '{}', feeds: '[]', enabled: 1 }
    await db
      .insertInto('equipment')
      .values({ id, kind, name, location, attributes: JSON.stringify(attributes), ...rest })
      .execute()
  }
  await db.insertInto('contractors').values({ id: 'lift-co', name: '通达电梯', kinds: '["elevator"]', enabled: 1 }).execute()
  await recordTickets(db, monthTickets)

  const diary = createAlarmDiary()
  diary.raise('low@pump-1', site('11-03 07:58'), { severity: 'critical' })
  diary.raise('current@pump-1', site('11-03 08:30'), { severity: 'major' })
  diary.clear('low@pump-1', site('11-03 09:00'))
  diary.clear('current@pump-1', site('11-03 09:30'))
  diary.raise('vibration@pump-1', site('11-15 00:00'), { severity: 'minor' })
  diary.clear('vibration@pump-1', site('11-16 00:00'))
  await recordAlarms(db, diary.steps())
  const service = { id: 'oos', equipment: 'pump-1', reason: 'seal', requested_by: 'wang', confirmed_by: 'wang' }
  await db
    .insertInto('out_of_service')
    .values({
      ...service,
      until: site('11-03 12:00'),
      requested_at: site('11-03 09:00'),
      confirmed_at: site('11-03 09:00'),
      ended_at: site('11-03 09:15')
    })
    .execute()
}
