/** What there is to tell, frozen at the time of the happening: a message that goes out later still tells what was so. Pure. */
import type { Priority } from '../contract/common.ts'
import type { TellEvent } from '../contract/telling.ts'
import type { Person } from './directory.ts'
import type { News } from './news.ts'

/** Times as ISO text. */
export type Facts = {
  event: TellEvent
  ticket: string
  number: string
  title: string
  priority: Priority
  place: string | null
  equipment: string | null
  /** 处置措施. */
  action: string | null
  /** Who does it. */
  assignee: { id: string; name: string; phone: string | null } | null
  eta: string | null
  at: string
  /** What the entry says besides, in its own words. */
  note: string | null
  reason: string | null
  until: string | null
  clock: string | null
  percent: number | null
}

/** What facts have that are about no ticket. */
export const aboutNoTicket = {
  place: null,
  equipment: null,
  action: null,
  assignee: null,
  eta: null,
  note: null,
  reason: null,
  until: null,
  clock: null,
  percent: null
} as const satisfies Partial<Facts>

export type Whereabouts = { name: string; location: string }

export function factsOf(
  { event, ticket, entry }: News,
  people: ReadonlyMap<string, Person>,
  equipment: ReadonlyMap<string, Whereabouts>
): Facts {
  const assignee = ticket.assignee === null ? undefined : people.get(ticket.assignee)
  const where = ticket.equipment === null ? undefined : equipment.get(ticket.equipment)
  const { detail } = entry
  return {
    event,
    ticket: ticket.id,
    number: ticket.number,
    title: ticket.title,
    priority: ticket.priority,
    place: ticket.place ?? (where?.location || null),
    equipment: where?.name ?? ticket.equipment,
    action: ticket.action,
    assignee: assignee ? { id: assignee.id, name: assignee.name, phone: assignee.phone } : firmIn(detail),
    eta: ticket.eta === null ? textIn(event === 'expected' ? detail['at'] : undefined) : new Date(ticket.eta).toISOString(),
    at: new Date(entry.at).toISOString(),
    note: textIn(detail['note']) ?? textIn(detail['result']),
    reason: textIn(detail['reason']) ?? textIn(detail['why']),
    until: textIn(detail['until']) ?? textIn(detail['due']),
    clock: textIn(detail['clock']),
    percent: typeof detail['percent'] === 'number' ? detail['percent'] : null
  }
}

/** A maintenance firm that is to be called, as the dispatcher named it. */
function firmIn(detail: Record<string, unknown>): Facts['assignee'] {
  const id = textIn(detail['contractor'])
  return id === null ? null : { id, name: textIn(detail['name']) ?? id, phone: textIn(detail['phone']) }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
