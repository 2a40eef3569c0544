/** New tickets: from an alarm, or by hand. Pure. */
import type { Alarm } from '../alarms/alarm.ts'
import type { Priority } from '../contract/common.ts'
import type { NewTicket } from '../contract/tickets.ts'
import type { Actor } from './actor.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'

/** `at`: server time in ms, the ticket's opening. Number and due times are given when the ticket is saved. */
type Identity = { id: string; at: number }
export type Opening = { ticket: Ticket; events: TicketEvent[] }

/** The ticket an alarm opens. Its breach waits for what is copied into it. */
export function openFromAlarm(alarm: Alarm, priority: Priority, { id, at }: Identity): Opening & { breach: FrozenBreach } {
  const { header: rule, value, limit, raisedAt, episode } = alarm
  return {
    ticket: {
      ...blank(id, at, priority),
      type: 'fault',
      title: rule.title,
      equipment: alarm.equipment,
      rule: rule.id,
      alarm: alarm.id,
      roles: rule.roles,
      action: rule.action
    },
    events: [
      {
        at,
        type: 'opened',
        actor: null,
        detail: { priority, rule: rule.id, ruleVersion: rule.version, value, limit, raisedAt: new Date(raisedAt).toISOString() }
      }
    ],
    breach: {
      points: null,
      metric: rule.metric,
      limit,
      value,
      ruleVersion: rule.version,
      at: raisedAt,
      episode
    }
  }
}

/** A ticket that somebody is named for is assigned from the beginning. */
export function openByHand(wish: NewTicket, actor: Actor, { id, at }: Identity): Opening {
  const { type, title, priority, equipment = null, description = null, trade = null, place = null, parent = null } = wish
  const { source = 'manual', requester, wantedBy, assignee = null } = wish
  const kind = wish.class ?? null
  return {
    ticket: {
      ...blank(id, at, priority),
      ...{ type, title, equipment, source, description, trade, place, parent, assignee },
      class: kind,
      status: assignee === null ? 'open' : 'assigned',
      // What needs others to agree belongs to a manager (domain.md §4).
      roles: [kind === 'needs_coordination' ? 'manager' : 'engineer'],
      requester: requester ? { name: requester.name, phone: requester.phone ?? null } : null,
      wantedBy: wantedBy === undefined ? null : Date.parse(wantedBy)
    },
    events: [
      { at, type: 'opened', actor: actor.id, detail: { priority, ...(kind && { class: kind }), ...(wantedBy && { wantedBy }) } },
      ...(assignee === null ? [] : [{ at, type: 'assigned' as const, actor: actor.id, detail: { assignee } }])
    ]
  }
}

type Review = Identity & {
  parent: Ticket
  title: string
  description: string
  wantedBy: number
  assignee: string
  /** Who ended the incident. */
  by: string
}

/** The ticket of an incident's review. */
export function openFromIncident({ id, at, parent, title, description, wantedBy, assignee, by }: Review): Opening {
  const { equipment, place } = parent
  const wanted = new Date(wantedBy).toISOString()
  return {
    ticket: {
      ...blank(id, at, 'P2'),
      ...{ title, description, wantedBy, assignee, equipment, place },
      type: 'review',
      status: 'assigned',
      roles: ['manager'],
      source: 'incident',
      parent: parent.id
    },
    events: [
      { at, type: 'opened', actor: by, detail: { priority: 'P2', wantedBy: wanted, parent: parent.id } },
      { at, type: 'assigned', actor: by, detail: { assignee } }
    ]
  }
}

/** What follows from a ticket, or from what has none: it is about the same equipment and place. `actor` null: the program. */
export function openFromTicket(
  parent: Pick<Ticket, 'equipment' | 'place'> & { id: string | null },
  wish: Pick<Ticket, 'type' | 'source' | 'priority' | 'title' | 'description'>,
  { id, at, actor = null }: Identity & { actor?: string | null }
): Opening {
  const { equipment, place } = parent
  const detail = { priority: wish.priority, ...(parent.id !== null && { parent: parent.id }) }
  return {
    ticket: { ...blank(id, at, wish.priority), ...wish, equipment, place, parent: parent.id, roles: ['engineer'] },
    events: [{ at, type: 'opened', actor, detail }]
  }
}

function blank(id: string, at: number, priority: Priority): Omit<Ticket, 'type' | 'title'> {
  return {
    id,
    number: '',
    equipment: null,
    rule: null,
    alarm: null,
    priority,
    status: 'open',
    heldFrom: null,
    hold: null,
    assignee: null,
    roles: [],
    description: null,
    action: null,
    openedAt: at,
    occurrences: 1,
    recovered: false,
    due: { respond: at, arrive: at, resolve: at },
    acceptedAt: null,
    arrivedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    source: 'alarm',
    class: null,
    trade: null,
    place: null,
    requester: null,
    wantedBy: null,
    parent: null,
    contractor: null,
    eta: null,
    followUp: null,
    readyAt: null,
    checkAt: null,
    escalateAt: null
  }
}
