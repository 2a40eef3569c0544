/** Tickets as the desk would have left them, written straight into the database: what reports read. */
import type { Priority } from '../../server/contract/common.ts'
import type { TicketClass, TicketType } from '../../server/contract/tickets.ts'
import type { Connection } from '../../server/database/database.ts'
import { type CourseEvent, courseOf } from '../../server/reports/ticket-course.ts'

/** `[at in ms, type, detail?]`; `by` in the detail is the actor. */
export type RecordedStep = readonly [at: number, type: string, detail?: Record<string, unknown>]

export type TicketRecord = {
  id: string
  type?: TicketType
  class?: TicketClass
  priority: Priority
  equipment?: string
  rule?: string
  title?: string
  assignee?: string
  contractor?: string
  place?: string
  wantedBy?: number
  /** Left out: a day after the opening. */
  resolveDue?: number
  opened: number
  /** What the opening promises besides: a policy and its clocks. Left out: as it was before there were policies. */
  promised?: Record<string, unknown>
  steps?: readonly RecordedStep[]
  photos?: readonly number[]
}

const day = 86_400_000

export async function recordTickets(db: Connection, records: readonly TicketRecord[]): Promise<void> {
  for (const [index, record] of records.entries()) await recordTicket(db, record, `WX-${String(index + 1).padStart(6, '0')}`)
}

async function recordTicket(db: Connection, record: TicketRecord, number: string): Promise<void> {
  const { id, type = 'fault', priority, opened, steps = [], resolveDue = opened + day, photos = [] } = record
  const events: CourseEvent[] = [
    { at: opened, type: 'opened', actor: null, detail: { priority, ...record.promised } },
    ...steps.map(([at, step, { by = 'wang', ...detail } = {}]) => ({ at, type: step, actor: String(by), detail }))
  ]
  const course = courseOf(events)
  const status = course.statusAt(Number.POSITIVE_INFINITY) ?? 'open'
  const isResolved = status === 'resolved' || status === 'closed'
  const cancelledAt = events.find((event) => event.type === 'cancelled')?.at ?? null
  await db
    .insertInto('tickets')
    .values({
      id,
      number,
      type,
      title: record.title ?? id,
      equipment: record.equipment ?? null,
      rule: record.rule ?? null,
      priority,
      status,
      assignee: record.assignee ?? null,
      roles: '["engineer"]',
      opened_at: opened,
      occurrences: 1,
      recovered: 0,
      due_respond: opened,
      due_arrive: opened,
      due_resolve: resolveDue,
      accepted_at: course.acceptedAt,
      arrived_at: course.arrivedAt,
      resolved_at: isResolved ? (course.resolutions.at(-1) ?? null) : null,
      closed_at: course.closedAt ?? cancelledAt,
      resolution: isResolved ? JSON.stringify({ result: '已修复', people: ['wang'], parts: [] }) : null,
      source: type === 'fault' ? 'alarm' : 'manual',
      class: record.class ?? null,
      place: record.place ?? null,
      wanted_by: record.wantedBy ?? null,
      contractor: record.contractor ?? null
    })
    .execute()
  const rows = events.map((event, index) => ({ ...event, ticket: id, position: index + 1, detail: JSON.stringify(event.detail) }))
  await db.insertInto('ticket_events').values(rows).execute()
  for (const [index, at] of photos.entries()) {
    const file = { hash: `${id}-${index}`, kind: 'photo', name: 'a.jpg', type: 'image/jpeg', size: 1, actor: 'wang' }
    await db
      .insertInto('attachments')
      .values({ ticket: id, at, ...file })
      .execute()
  }
}
