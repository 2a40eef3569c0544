/** What happens to an alarm, as far as the ticket of its cause is concerned. Pure; `now` is server time in ms. */
import type { Alarm } from '../alarms/alarm.ts'
import { type Priority, priorities, type Severity } from '../contract/common.ts'
import type { Ticket } from './ticket.ts'
import type { TicketEvent, TicketEventType } from './ticket-record.ts'

const priorityOf: Record<Severity, Priority> = { critical: 'P1', major: 'P2', minor: 'P3', info: 'P4' }

export type Reaction =
  | { type: 'open'; priority: Priority }
  /** `event`: left out when there is nothing new to tell. */
  | { type: 'change'; ticket: Ticket; event?: TicketEvent }
  | { type: 'nothing' }

const nothing: Reaction = { type: 'nothing' }

/** `standing`, here and below, is the ticket of this rule and equipment that is not closed or cancelled. */
export function onRaise(alarm: Alarm, standing: Ticket | undefined, now: number): Reaction {
  return standing ? repeat(alarm, standing, now) : open(alarm)
}

/** A higher stage: the priority rises, nothing else of the work changes. */
export function onStage(alarm: Alarm, standing: Ticket | undefined, now: number): Reaction {
  if (!standing) return open(alarm)
  const ticket = { ...risen(standing, alarm), recovered: false }
  return { type: 'change', ticket, event: entry('staged', now, { severity: alarm.severity, ...told(alarm, standing, ticket) }) }
}

/** It was held back until now. What its ticket has known all along is no news. */
export function onRelease(alarm: Alarm, standing: Ticket | undefined, now: number): Reaction {
  if (!standing) return open(alarm)
  if (standing.recovered || standing.status === 'resolved') return repeat(alarm, standing, now)
  return { type: 'change', ticket: { ...standing, alarm: alarm.id } }
}

export function onClear(alarm: Alarm, standing: Ticket | undefined, now: number): Reaction {
  if (!standing || standing.recovered || alarm.clearedAt === null) return nothing
  const event = entry('recovered', now, { clearedAt: new Date(alarm.clearedAt).toISOString() })
  return { type: 'change', ticket: { ...standing, recovered: true }, event }
}

function open(alarm: Alarm): Reaction {
  return alarm.header.ticket ? { type: 'open', priority: priorityOf[alarm.severity] } : nothing
}

/** A resolved fault that comes back was not resolved: it returns to its assignee. The first clocks go on. */
function repeat(alarm: Alarm, standing: Ticket, now: number): Reaction {
  const ticket: Ticket = {
    ...risen(standing, alarm),
    alarm: alarm.id,
    occurrences: standing.occurrences + 1,
    recovered: false,
    readyAt: null,
    checkAt: null,
    ...(standing.status === 'resolved' && {
      status: standing.assignee ? 'assigned' : 'open',
      resolvedAt: null,
      resolution: null
    })
  }
  const unresolved = standing.status === 'resolved' ? { unresolved: true } : {}
  const detail = { occurrences: ticket.occurrences, ...unresolved, ...told(alarm, standing, ticket) }
  return { type: 'change', ticket, event: entry('repeated', now, detail) }
}

/** The priority only rises. */
function risen(standing: Ticket, alarm: Alarm): Ticket {
  const priority = priorityOf[alarm.severity]
  if (priorities.indexOf(priority) >= priorities.indexOf(standing.priority)) return standing
  return { ...standing, priority }
}

function told({ value, limit, raisedAt }: Alarm, before: Ticket, after: Ticket): Record<string, unknown> {
  const rise = after.priority === before.priority ? {} : { from: before.priority, priority: after.priority }
  return { value, limit, raisedAt: new Date(raisedAt).toISOString(), ...rise }
}

function entry(type: TicketEventType, at: number, detail: Record<string, unknown>): TicketEvent {
  return { at, type, actor: null, detail }
}
