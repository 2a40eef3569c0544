/** Tickets with what they went through, from the database, piece by piece; cancelled and test tickets are left out (domain.md §10). */
import type { Priority } from '../contract/common.ts'
import type { TicketClass, TicketSource, TicketStatus, TicketType } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { groupBy } from '../group-by.ts'
import { readEquipment } from './scope.ts'
import { type CourseEvent, courseOf, type TicketCourse } from './ticket-course.ts'

export type RecordedTicket = {
  id: string
  number: string
  type: TicketType
  title: string
  equipment: string | null
  rule: string | null
  priority: Priority
  status: TicketStatus
  assignee: string | null
  source: TicketSource
  class: TicketClass | null
  place: string | null
  contractor: string | null
  openedAt: number
  resolveDue: number
  wantedBy: number | null
  occurrences: number
  resolution: { result: string; people: string[]; parts: string[] } | null
  events: readonly CourseEvent[]
  course: TicketCourse
}

export type TicketSpan = {
  /** Tickets that were over before it are not read (ms). */
  from: number
  /** Nor are those that opened at or after it. */
  to: number
  /** Left out: of every type. */
  type?: TicketType
}

/** Rows a statement: far below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 500

/** All tickets that stood at some time of the span, in the order of their opening. */
export async function readTickets(db: Connection, span: TicketSpan): Promise<RecordedTicket[]> {
  const equipment = await readEquipment(db)
  const isTest = (id: string | null) => id !== null && equipment.get(id)?.test === true
  const tickets: RecordedTicket[] = []
  let after = { opened_at: Number.MIN_SAFE_INTEGER, id: '' }
  for (;;) {
    const { opened_at, id } = after
    const rows = await ticketPage(db, span)
      .where('opened_at', '>=', opened_at)
      .where((eb) => eb.or([eb('opened_at', '>', opened_at), eb('id', '>', id)]))
      .execute()
    const events = await eventsOf(
      db,
      rows.map((row) => row.id)
    )
    for (const row of rows) {
      if (!isTest(row.equipment)) tickets.push(toRecorded(row, events.get(row.id) ?? []))
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsPerStatement) return tickets
    after = last
  }
}

function ticketPage(db: Connection, { from, to, type }: TicketSpan) {
  const page = db
    .selectFrom('tickets')
    .select(['id', 'number', 'type', 'title', 'equipment', 'rule', 'priority', 'status', 'assignee', 'source', 'class'])
    .select(['place', 'contractor', 'opened_at', 'due_resolve', 'wanted_by', 'occurrences', 'resolution'])
    .where('opened_at', '<', to)
    .where('status', '<>', 'cancelled')
    .where((eb) => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>=', from)]))
    .orderBy('opened_at')
    .orderBy('id')
    .limit(rowsPerStatement)
  return type === undefined ? page : page.where('type', '=', type)
}

/** When photos were attached, by ticket, ascending (ms). */
export async function readPhotos(db: Connection, tickets: readonly string[]): Promise<Map<string, number[]>> {
  const photos = new Map<string, number[]>()
  for (let from = 0; from < tickets.length; from += rowsPerStatement) {
    const rows = await db
      .selectFrom('attachments')
      .select(['ticket', 'at'])
      .where('ticket', 'in', tickets.slice(from, from + rowsPerStatement))
      .where('kind', '=', 'photo')
      .orderBy('at')
      .execute()
    for (const [ticket, found] of groupBy(rows, (row) => row.ticket)) {
      photos.set(
        ticket,
        found.map(({ at }) => at)
      )
    }
  }
  return photos
}

async function eventsOf(db: Connection, tickets: readonly string[]): Promise<Map<string, CourseEvent[]>> {
  const events = new Map<string, CourseEvent[]>()
  if (tickets.length === 0) return events
  const rows = await db
    .selectFrom('ticket_events')
    .select(['ticket', 'at', 'type', 'actor', 'detail'])
    .where('ticket', 'in', tickets)
    .orderBy('ticket')
    .orderBy('position')
    .execute()
  for (const [ticket, timeline] of groupBy(rows, (row) => row.ticket)) {
    events.set(
      ticket,
      timeline.map(({ detail, at, type, actor }) => ({ at, type, actor, detail: JSON.parse(detail) as CourseEvent['detail'] }))
    )
  }
  return events
}

type Row = Awaited<ReturnType<ReturnType<typeof ticketPage>['execute']>>[number]

function toRecorded({ opened_at, due_resolve, wanted_by, resolution, ...row }: Row, events: CourseEvent[]): RecordedTicket {
  return {
    ...row,
    type: row.type as TicketType,
    priority: row.priority as Priority,
    status: row.status as TicketStatus,
    source: row.source as TicketSource,
    class: row.class as TicketClass | null,
    openedAt: opened_at,
    resolveDue: due_resolve,
    wantedBy: wanted_by,
    resolution: resolution === null ? null : (JSON.parse(resolution) as RecordedTicket['resolution']),
    events,
    course: courseOf(events)
  }
}
