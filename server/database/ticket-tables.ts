/** Tickets with all that is kept beside them. Conventions: schema.ts. */

export type TicketTable = {
  id: string
  number: string
  type: string
  title: string
  equipment: string | null
  rule: string | null
  alarm: string | null
  priority: string
  status: string
  /** The state that `resume` goes back to; set while on hold. */
  held_from: string | null
  hold_reason: string | null
  hold_until: number | null
  assignee: string | null
  roles: string
  description: string | null
  action: string | null
  opened_at: number
  occurrences: number
  recovered: number
  due_respond: number
  due_arrive: number
  due_resolve: number
  accepted_at: number | null
  arrived_at: number | null
  resolved_at: number | null
  closed_at: number | null
  resolution: string | null
  /** Frozen breach as JSON; its `points` are null until the readings before it are copied in. */
  breach: string | null
  source: string
  class: string | null
  trade: string | null
  place: string | null
  /** JSON. */
  requester: string | null
  wanted_by: number | null
  parent: string | null
  contractor: string | null
  eta: number | null
  /** JSON. */
  follow_up: string | null
  ready_at: number | null
  check_at: number | null
  /** When the next of its clocks is half over or due and untold; null when none is. */
  escalate_at: number | null
}

export type TicketEventTable = {
  ticket: string
  /** Position in the ticket's timeline, from 1. */
  position: number
  at: number
  type: string
  actor: string | null
  detail: string
}

/** A file attached to a ticket; its content lies in the data folder under its hash (SHA-256). */
export type AttachmentTable = {
  ticket: string
  hash: string
  kind: string
  name: string
  type: string
  size: number
  at: number
  actor: string
}

/** An incident that was begun on a ticket; `items` as JSON. */
export type IncidentTable = {
  ticket: string
  kind: string
  title: string
  started_at: number
  started_by: string
  ended_at: number | null
  ended_by: string | null
  note: string | null
  items: string
  /** Id of the ticket of its review. */
  review: string | null
}

/** Leave to work on equipment, a row each; `steps` and `extensions` as JSON. Times in ms. */
export type PermitTable = {
  id: string
  equipment: string
  ticket: string | null
  state: string
  reason: string
  /** When it runs out, whatever was done by then. */
  until: number
  original_until: number
  needs_approval: number
  steps: string
  extensions: string
  /** Of `out_of_service`: the row that holds its alarms back; null before it was opened. */
  service: string | null
  requested_by: string
  requested_at: number
  approved_by: string | null
  approved_at: number | null
  active_at: number | null
  expired_at: number | null
  ended_by: string | null
  ended_at: number | null
  note: string | null
}

/** A ticket that nobody has accepted yet: when somebody else is asked. */
export type DispatchRoundTable = {
  ticket: string
  due_at: number
  /** JSON: who was asked since it was opened or reopened, in order. */
  asked: string
  /** Whether the manager was told that nobody is left to ask. */
  told: number
}

/** Service times; an edit is a new row. `body`: name and rows in the contract's shape, as JSON. */
export type SlaPolicyTable = { id: string; version: number; body: string; origin: string; at: number; actor: string | null }

/** Days of the site (YYYY-MM-DD) that differ from their weekday, beside those that ship. */
export type CalendarDayTable = { date: string; kind: string; name: string }
