/** New tickets: from an alarm, or by hand. Pure. */
import type { Alarm } from '../alarms/alarm.ts'
import type { Priority } from '../contract/common.ts'
import type { NewTicket } from '../contract/tickets.ts'
import type { Actor } from './actor.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'

/** `at`: server time in ms, the ticket's opening. Number and due times are given when the ticket is saved. */
type Identity = { id: string; at: number }
export type Opening = { ticket: Ticket; event: TicketEvent }

/** The ticket an alarm opens. Its breach waits for the readings, unless the rule judges no metric. */
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
    event: {
      at,
      type: 'opened',
      actor: null,
      detail: { priority, rule: rule.id, ruleVersion: rule.version, value, limit, raisedAt: new Date(raisedAt).toISOString() }
    },
    breach: {
      points: rule.metric === null ? [] : null,
      metric: rule.metric,
      limit,
      value,
      ruleVersion: rule.version,
      at: raisedAt,
      episode
    }
  }
}

export function openByHand(wish: NewTicket, actor: Actor, { id, at }: Identity): Opening {
  return {
    ticket: {
      ...blank(id, at, wish.priority),
      type: wish.type,
      title: wish.title,
      equipment: wish.equipment ?? null,
      source: 'manual',
      roles: ['engineer'],
      description: wish.description ?? null
    },
    event: { at, type: 'opened', actor: actor.id, detail: { priority: wish.priority } }
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
    escalateAt: null
  }
}
