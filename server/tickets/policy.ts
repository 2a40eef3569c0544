/** What an alarm change means for the ticket of its cause. Pure. */
import { type Priority, priorities, type Severity } from '../contract/common.ts'
import type { AlarmChange } from '../rules/changes.ts'
import { dueAt, soonest } from './sla.ts'
import type { Ticket } from './ticket.ts'
import type { TicketEvent } from './ticket-record.ts'

const priorityOf: Record<Severity, Priority> = { critical: 'P1', major: 'P2', minor: 'P3', info: 'P4' }

export type Reaction =
  | { type: 'open'; priority: Priority }
  | { type: 'repeat' | 'recover'; ticket: Ticket; event: TicketEvent }
  | { type: 'nothing' }

/**
 * `standing` is the ticket of this rule and equipment that is not closed or cancelled; `alarm` the id
 * of the alarm that changed; `now` server time in ms.
 */
export function react(change: AlarmChange, standing: Ticket | undefined, alarm: string, now: number): Reaction {
  if (change.type === 'cleared')
    return standing && !standing.recovered ? recover(change.clearedAt, standing, now) : { type: 'nothing' }
  if (change.type !== 'raised') return { type: 'nothing' }
  const priority = priorityOf[change.rule.severity]
  if (standing) {
    const ticket = repeated(standing, priority, alarm, now)
    const { value, limit } = change
    const raised = ticket.priority === standing.priority ? {} : { from: standing.priority, priority: ticket.priority }
    const detail = { occurrences: ticket.occurrences, value, limit, raisedAt: new Date(change.raisedAt).toISOString(), ...raised }
    return { type: 'repeat', ticket, event: { at: now, type: 'repeated', actor: null, detail } }
  }
  return change.rule.ticket ? { type: 'open', priority } : { type: 'nothing' }
}

/** A resolved fault that comes back was not resolved: it returns to its assignee. The first clocks go on. */
function repeated(ticket: Ticket, priority: Priority, alarm: string, now: number): Ticket {
  const rises = priorities.indexOf(priority) < priorities.indexOf(ticket.priority)
  return {
    ...ticket,
    alarm,
    occurrences: ticket.occurrences + 1,
    recovered: false,
    ...(rises && { priority, due: soonest(ticket.due, dueAt(priority, now)) }),
    ...(ticket.status === 'resolved' && {
      status: ticket.assignee ? 'assigned' : 'open',
      resolvedAt: null,
      resolution: null
    })
  }
}

function recover(clearedAt: number, ticket: Ticket, now: number): Reaction {
  const detail = { clearedAt: new Date(clearedAt).toISOString() }
  return { type: 'recover', ticket: { ...ticket, recovered: true }, event: { at: now, type: 'recovered', actor: null, detail } }
}
