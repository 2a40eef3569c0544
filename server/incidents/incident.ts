/** An incident and what may be done in it. Pure; times in ms since the epoch. */
import type { IncidentKind, IncidentRole } from '../contract/incidents.ts'
import type { Ticket } from '../tickets/ticket.ts'

export type ChecklistItem = { role: IncidentRole; item: string; text: string; textEn: string }
export type CheckedItem = ChecklistItem & { done: boolean; by: string | null; at: number | null; note: string | null }

export type Incident = {
  /** Id of the ticket it is about. */
  ticket: string
  kind: IncidentKind
  title: string
  startedAt: number
  startedBy: string
  endedAt: number | null
  endedBy: string | null
  /** What was said at its end. */
  note: string | null
  items: CheckedItem[]
  /** Id of the ticket of its review. */
  review: string | null
}

export type Outcome =
  | { ok: true; incident: Incident }
  | { ok: false; code: 'conflict' | 'invalid'; field?: string; reason: string }

/** How long after its end it is to be reviewed (003). */
export const reviewWithinMs = 24 * 60 * 60_000

type Beginning = { kind: IncidentKind; title: string; checklist: readonly ChecklistItem[]; by: string; now: number }

/** `known`: the one that was begun on this ticket before, if any. */
export function begin(ticket: Ticket, known: Incident | undefined, { checklist, by, now, ...named }: Beginning): Outcome {
  if (known) return refuse(`An incident was begun on ${ticket.number} already.`)
  if (ticket.status === 'closed' || ticket.status === 'cancelled') return refuse(`The ticket is ${ticket.status}.`)
  const items = checklist.map((item) => ({ ...item, done: false, by: null, at: null, note: null }))
  const ends = { endedAt: null, endedBy: null, note: null, review: null }
  return { ok: true, incident: { ticket: ticket.id, ...named, startedAt: now, startedBy: by, ...ends, items } }
}

type Check = { item: string; done: boolean; note?: string | undefined; by: string; now: number }

/** Marked again, an item tells who did so last; not done after all, it tells nobody. */
export function check(incident: Incident, { item, done, note, by, now }: Check): Outcome {
  if (incident.endedAt !== null) return refuse('The incident has ended.')
  if (!incident.items.some((each) => each.item === item)) {
    const names = incident.items.map((each) => each.item).join(', ')
    return { ok: false, code: 'invalid', field: 'item', reason: `expected one of ${names}` }
  }
  const marked = { done, by: done ? by : null, at: done ? now : null, note: note ?? null }
  return {
    ok: true,
    incident: { ...incident, items: incident.items.map((each) => (each.item === item ? { ...each, ...marked } : each)) }
  }
}

/** `review`: id of the ticket of its review. */
export function end(
  incident: Incident,
  { note, review, by, now }: { note: string; review: string; by: string; now: number }
): Outcome {
  if (incident.endedAt !== null) return refuse('The incident has ended.')
  return { ok: true, incident: { ...incident, endedAt: now, endedBy: by, note, review } }
}

function refuse(reason: string): Outcome {
  return { ok: false, code: 'conflict', reason }
}
