/** Tickets and breaches to and from their columns. */
import type { Priority, Role } from '../contract/common.ts'
import type { TicketStatus } from '../contract/tickets.ts'
import type { TicketTable } from '../database/ticket-tables.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach } from './ticket-record.ts'

type TicketRow = Omit<TicketTable, 'breach'>

/** All but the breach, which only a ticket's own page reads. */
export const ticketColumns = [
  'id',
  'number',
  'type',
  'title',
  'equipment',
  'rule',
  'alarm',
  'priority',
  'status',
  'held_from',
  'hold_reason',
  'hold_until',
  'assignee',
  'roles',
  'description',
  'action',
  'opened_at',
  'occurrences',
  'recovered',
  'due_respond',
  'due_arrive',
  'due_resolve',
  'accepted_at',
  'arrived_at',
  'resolved_at',
  'closed_at',
  'resolution',
  'source',
  'class',
  'trade',
  'place',
  'requester',
  'wanted_by',
  'parent',
  'contractor',
  'eta',
  'follow_up',
  'ready_at',
  'check_at',
  'escalate_at'
] as const satisfies (keyof TicketRow)[]

export function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    number: row.number,
    type: row.type as Ticket['type'],
    title: row.title,
    equipment: row.equipment,
    rule: row.rule,
    alarm: row.alarm,
    priority: row.priority as Priority,
    status: row.status as TicketStatus,
    heldFrom: row.held_from as TicketStatus | null,
    hold: row.hold_reason === null || row.hold_until === null ? null : { reason: row.hold_reason, until: row.hold_until },
    assignee: row.assignee,
    roles: JSON.parse(row.roles) as Role[],
    description: row.description,
    action: row.action,
    openedAt: row.opened_at,
    occurrences: row.occurrences,
    recovered: row.recovered === 1,
    due: { respond: row.due_respond, arrive: row.due_arrive, resolve: row.due_resolve },
    acceptedAt: row.accepted_at,
    arrivedAt: row.arrived_at,
    resolvedAt: row.resolved_at,
    closedAt: row.closed_at,
    resolution: toResolution(row),
    source: row.source as Ticket['source'],
    class: row.class as Ticket['class'],
    trade: row.trade as Ticket['trade'],
    place: row.place,
    requester: row.requester === null ? null : (JSON.parse(row.requester) as Ticket['requester']),
    wantedBy: row.wanted_by,
    parent: row.parent,
    contractor: row.contractor,
    eta: row.eta,
    followUp: row.follow_up === null ? null : (JSON.parse(row.follow_up) as Ticket['followUp']),
    readyAt: row.ready_at,
    checkAt: row.check_at,
    escalateAt: row.escalate_at
  }
}

/** Before equipment was kept with it, it was always the ticket's. */
export function toResolution({ resolution, equipment }: Pick<TicketRow, 'resolution' | 'equipment'>): Ticket['resolution'] {
  if (resolution === null) return null
  const stored = JSON.parse(resolution) as { result: string; people: string[]; parts: string[]; equipment?: string | null }
  return { ...stored, equipment: stored.equipment === undefined ? equipment : stored.equipment }
}

export function toTicketRow(ticket: Ticket): TicketRow {
  return {
    id: ticket.id,
    number: ticket.number,
    type: ticket.type,
    title: ticket.title,
    equipment: ticket.equipment,
    rule: ticket.rule,
    alarm: ticket.alarm,
    priority: ticket.priority,
    status: ticket.status,
    held_from: ticket.heldFrom,
    hold_reason: ticket.hold?.reason ?? null,
    hold_until: ticket.hold?.until ?? null,
    assignee: ticket.assignee,
    roles: JSON.stringify(ticket.roles),
    description: ticket.description,
    action: ticket.action,
    opened_at: ticket.openedAt,
    occurrences: ticket.occurrences,
    recovered: ticket.recovered ? 1 : 0,
    due_respond: ticket.due.respond,
    due_arrive: ticket.due.arrive,
    due_resolve: ticket.due.resolve,
    accepted_at: ticket.acceptedAt,
    arrived_at: ticket.arrivedAt,
    resolved_at: ticket.resolvedAt,
    closed_at: ticket.closedAt,
    resolution: ticket.resolution === null ? null : JSON.stringify(ticket.resolution),
    source: ticket.source,
    class: ticket.class,
    trade: ticket.trade,
    place: ticket.place,
    requester: ticket.requester === null ? null : JSON.stringify(ticket.requester),
    wanted_by: ticket.wantedBy,
    parent: ticket.parent,
    contractor: ticket.contractor,
    eta: ticket.eta,
    follow_up: ticket.followUp === null ? null : JSON.stringify(ticket.followUp),
    ready_at: ticket.readyAt,
    check_at: ticket.checkAt,
    escalate_at: ticket.escalateAt
  }
}

/** `formatBreach` writes these first: a breach that lacks readings is told by its beginning. */
export const unfrozenPrefixes = ['{"points":null,', '{"partial":true,'] as const

export function formatBreach({ partial, points, ...breach }: FrozenBreach): string {
  return JSON.stringify({ ...(partial && { partial }), points, ...breach })
}

export function parseBreach(text: string): FrozenBreach {
  return JSON.parse(text) as FrozenBreach
}
