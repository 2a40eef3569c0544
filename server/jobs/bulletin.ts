/** The status bulletin of a day, from the tickets as they were. Pure; times in ms. */
import type { Bulletin, BulletinCounts, TicketLine } from '../contract/jobs.ts'
import { groupBy } from '../group-by.ts'
import type { Span } from '../reports/spans.ts'
import type { RecordedTicket } from '../reports/ticket-log.ts'
import { toIso } from '../reports/times.ts'

export type BulletinScope = {
  date: string
  /** Since the bulletin before; the rest is as of its end. */
  span: Span
  dayEnd: number
  now: number
  /** The team of a person. */
  teamOf(user: string): string | null
  nameOf(team: string): string | null
}

/** Lines a list. */
const mostLines = 200

/** `tickets`: all that stood at some time of the span. */
export function composeBulletin(tickets: readonly RecordedTicket[], scope: BulletinScope): Omit<Bulletin, 'announcedAt'> {
  const { date, span, now } = scope
  const teams = groupBy(tickets, ({ assignee }) => (assignee === null ? null : scope.teamOf(assignee)))
  const named = [...teams]
    .map(([team, own]) => ({ team, name: team === null ? null : scope.nameOf(team), ...countsOf(own, scope) }))
    .filter((row) => row.opened + row.closed + row.open > 0)
  return {
    date,
    from: toIso(span.from),
    to: toIso(span.to),
    generatedAt: toIso(now),
    counts: countsOf(tickets, scope),
    teams: named.sort((a, b) => Number(a.team === null) - Number(b.team === null) || (a.team ?? '').localeCompare(b.team ?? '')),
    overdue: linesOf(
      tickets.filter((ticket) => isOverdue(ticket, scope)),
      span
    ),
    dueToday: linesOf(
      tickets.filter((ticket) => isDueToday(ticket, scope)),
      span
    )
  }
}

function countsOf(tickets: readonly RecordedTicket[], scope: BulletinScope): BulletinCounts {
  const { from, to } = scope.span
  const inSpan = (at: number | null) => at !== null && at >= from && at < to
  return {
    opened: tickets.filter(({ openedAt }) => inSpan(openedAt)).length,
    closed: tickets.filter(({ course }) => inSpan(course.closedAt)).length,
    open: tickets.filter((ticket) => isOpen(ticket, scope)).length,
    dueToday: tickets.filter((ticket) => isDueToday(ticket, scope)).length,
    overdue: tickets.filter((ticket) => isOverdue(ticket, scope)).length
  }
}

function isOpen({ course }: RecordedTicket, { span }: BulletinScope): boolean {
  const status = course.statusAt(span.to - 1)
  return status !== undefined && status !== 'resolved' && status !== 'closed'
}

function isOverdue(ticket: RecordedTicket, scope: BulletinScope): boolean {
  return isOpen(ticket, scope) && ticket.resolveDue < scope.span.to
}

function isDueToday(ticket: RecordedTicket, scope: BulletinScope): boolean {
  return isOpen(ticket, scope) && ticket.resolveDue >= scope.span.to && ticket.resolveDue < scope.dayEnd
}

function linesOf(tickets: readonly RecordedTicket[], { to }: Span): TicketLine[] {
  return [...tickets]
    .sort((a, b) => a.resolveDue - b.resolveDue)
    .slice(0, mostLines)
    .map((ticket) => lineOf(ticket, ticket.course.statusAt(to - 1) ?? ticket.status))
}

export function lineOf(ticket: RecordedTicket, status: RecordedTicket['status']): TicketLine {
  const { id, number, title, type, priority, equipment, assignee, resolveDue } = ticket
  return { id, number, title, type, priority, status, equipment, assignee, due: toIso(resolveDue) }
}
