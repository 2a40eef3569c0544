/** A ticket and the steps people may take on it (contract §5), as one table. Pure. */
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import { type Priority, priorities, type Role } from '../contract/common.ts'
import {
  type TicketAction,
  type TicketActionBody,
  type TicketClass,
  type TicketSource,
  type TicketStatus,
  type TicketType,
  type Trade,
  ticketActions,
  ticketStatuses
} from '../contract/tickets.ts'
import type { FieldFault } from '../errors.ts'
import { type Actor, includesRole } from './actor.ts'
import type { TicketEvent, TicketEventType } from './ticket-record.ts'

/** Times in ms since the epoch. */
export type Ticket = {
  id: string
  /** For people: `WX-000123`, counted up without gaps. */
  number: string
  type: TicketType
  title: string
  equipment: string | null
  rule: string | null
  /** The alarm that opened it or raised it last; null when opened by hand. */
  alarm: string | null
  priority: Priority
  status: TicketStatus
  /** The state `resume` goes back to; set exactly while on hold. */
  heldFrom: TicketStatus | null
  hold: { reason: string; until: number } | null
  assignee: string | null
  roles: Role[]
  description: string | null
  action: string | null
  openedAt: number
  occurrences: number
  recovered: boolean
  /** Of the clocks that every ticket shows, as they stand; kept by what its timeline promises. */
  due: Record<'respond' | 'arrive' | 'resolve', number>
  acceptedAt: number | null
  arrivedAt: number | null
  resolvedAt: number | null
  closedAt: number | null
  resolution: { result: string; people: string[]; parts: string[] } | null
  source: TicketSource
  /** Inside its type, what picks its clocks; null for most. */
  class: TicketClass | null
  trade: Trade | null
  place: string | null
  /** Who asked for it, when that is nobody with an account. */
  requester: { name: string; phone: string | null } | null
  /** By when it is wanted done, where somebody set a date. */
  wantedBy: number | null
  /** The ticket it follows from: a review from an incident, a rectification from a finding. */
  parent: string | null
  /** A maintenance firm that does it. */
  contractor: string | null
  /** When they mean to be there. */
  eta: number | null
  followUp: { at: number; by: string; satisfied: boolean; rating: number | null; note: string | null } | null
  /** Since when the telemetry has shown that it worked. */
  readyAt: number | null
  /** When the next of its clocks is half over or due, and untold. */
  escalateAt: number | null
}

/** A step with its body, as the contract's schemas return it. */
export type TicketStep = { [Action in TicketAction]: { action: Action; body: TicketActionBody<Action> } }[TicketAction]

/** What a decision needs to know besides the ticket. */
export type Surroundings = {
  now: number
  /** Whether the condition that opened the ticket is present. */
  active: boolean
  /** The equipment's kind; undefined when the ticket is about none. */
  kind: string | undefined
  /** Number of another ticket that stands for the same cause. */
  other: string | undefined
  /** What kinds of files are attached. */
  attached: ReadonlySet<AttachmentKind>
  /** Why its permits do not let it be resolved yet. */
  permit?: string | undefined
}

export type Decision =
  | { ok: true; ticket: Ticket; event: TicketEvent }
  | { ok: false; code: 'conflict' | 'forbidden'; reason: string; allowed: TicketAction[] }
  | { ok: false; code: 'invalid'; reason: string; allowed: TicketAction[]; errors: FieldFault[] }

type Rule<Action extends TicketAction> = {
  from: readonly TicketStatus[]
  /** `worker`: engineers and above on any ticket, guards on tickets for guards or assigned to them. */
  by: 'worker' | 'manager'
  event: TicketEventType
  /** Why not, although status and role allow it. */
  unless?: (ticket: Ticket, around: Surroundings) => string | undefined
  /** What of the body cannot be, now. */
  fault?: (body: TicketActionBody<Action>, now: number) => FieldFault | undefined
  /** What changes; nothing when left out. */
  change?: (ticket: Ticket, body: TicketActionBody<Action>, actor: Actor, now: number) => Partial<Ticket>
}

const noHold = { hold: null, heldFrom: null }

const table: { [Action in TicketAction]: Rule<Action> } = {
  assign: {
    from: ['open', 'assigned', 'accepted', 'arrived', 'on_hold'],
    by: 'manager',
    event: 'assigned',
    change: (_, body) => ({ ...noHold, status: 'assigned', assignee: body.assignee })
  },
  accept: {
    from: ['open', 'assigned'],
    by: 'worker',
    event: 'accepted',
    // The respond and arrive clocks are met by whoever comes first; a change of hands does not start them again.
    change: (ticket, _, actor, now) => ({ status: 'accepted', assignee: actor.id, acceptedAt: ticket.acceptedAt ?? now })
  },
  arrive: {
    from: ['accepted'],
    by: 'worker',
    event: 'arrived',
    change: (ticket, _, __, now) => ({ status: 'arrived', arrivedAt: ticket.arrivedAt ?? now })
  },
  hold: {
    from: ['accepted', 'arrived'],
    by: 'worker',
    event: 'held',
    fault: ({ until }, now) => (Date.parse(until) > now ? undefined : { field: 'until', message: 'expected a time to come' }),
    change: (ticket, body) => ({
      status: 'on_hold',
      heldFrom: ticket.status,
      hold: { reason: body.reason, until: Date.parse(body.until) }
    })
  },
  resume: {
    from: ['on_hold'],
    by: 'worker',
    event: 'resumed',
    change: (ticket) => ({ ...noHold, status: ticket.heldFrom ?? 'accepted' })
  },
  resolve: {
    from: ['arrived'],
    by: 'worker',
    event: 'resolved',
    unless: (_, { permit }) => permit,
    change: (_, body, actor, now) => ({
      status: 'resolved',
      resolvedAt: now,
      resolution: { result: body.result, people: body.people ?? [actor.id], parts: body.parts ?? [] }
    })
  },
  verify: {
    from: ['resolved'],
    by: 'manager',
    event: 'verified',
    unless: whyNotVerified,
    change: (_, __, ___, now) => ({ status: 'closed', closedAt: now })
  },
  reopen: { from: ['resolved', 'closed'], by: 'manager', event: 'reopened', unless: whyNotReopened, change: reopened },
  cancel: {
    from: ['open', 'assigned', 'accepted'],
    by: 'manager',
    event: 'cancelled',
    change: (_, __, ___, now) => ({ status: 'cancelled', closedAt: now })
  },
  comment: { from: ticketStatuses, by: 'worker', event: 'commented' }
}

/** The ticket after the step and its timeline entry, or why not and what may be done instead. */
export function decide(ticket: Ticket, step: TicketStep, actor: Actor, around: Surroundings): Decision {
  // The table pairs each action with its body; the compiler cannot follow the pair through an index.
  const rule = table[step.action] as Rule<TicketAction>
  const refuse = (code: 'conflict' | 'forbidden', reason: string): Decision => {
    return { ok: false, code, reason, allowed: allowedSteps(ticket, actor, around) }
  }
  const forbidden = whyForbidden(ticket, rule, actor)
  if (forbidden) return refuse('forbidden', forbidden)
  if (!rule.from.includes(ticket.status))
    return refuse('conflict', `The ticket is ${ticket.status}: ${step.action} is not possible.`)
  const reason = rule.unless?.(ticket, around)
  if (reason) return refuse('conflict', reason)
  const fault = rule.fault?.(step.body, around.now)
  if (fault) {
    const allowed = allowedSteps(ticket, actor, around)
    return { ok: false, code: 'invalid', reason: `${fault.field}: ${fault.message}`, allowed, errors: [fault] }
  }
  const change = rule.change?.(ticket, step.body, actor, around.now) ?? {}
  const detail = {
    ...step.body,
    ...change.resolution,
    ...(change.priority && { from: ticket.priority, priority: change.priority })
  }
  return {
    ok: true,
    ticket: { ...ticket, ...change },
    event: { at: around.now, type: rule.event, actor: actor.id, detail }
  }
}

/** The steps this user may take now, in the contract's order. */
export function allowedSteps(ticket: Ticket, actor: Actor, around: Surroundings): TicketAction[] {
  return ticketActions.filter((action) => {
    const rule = table[action] as Rule<TicketAction>
    return !whyForbidden(ticket, rule, actor) && rule.from.includes(ticket.status) && !rule.unless?.(ticket, around)
  })
}

function whyForbidden(ticket: Ticket, rule: Rule<TicketAction>, actor: Actor): string | undefined {
  if (rule.by === 'worker') return whyNoWorker(ticket, actor)
  return includesRole(actor.role, 'manager') ? undefined : 'This step is for managers.'
}

/** Why this user does not work on the ticket: engineers and above do on any, guards on theirs. */
export function whyNoWorker(ticket: Ticket, actor: Actor): string | undefined {
  if (includesRole(actor.role, 'engineer')) return undefined
  if (!includesRole(actor.role, 'guard')) return 'A viewer takes no steps on tickets.'
  if (ticket.roles.includes('guard') || ticket.assignee === actor.id) return undefined
  return 'A guard takes steps only on tickets for guards or assigned to them.'
}

/** Kinds whose repairs need papers before they are closed: lifts, escalators and all fire equipment (003, domain.md §4). */
const recordKinds = new Set([
  'elevator',
  'escalator',
  'fire_pump',
  'jockey_pump',
  'fire_pressure_point',
  'fire_tank',
  'fire_alarm_panel',
  'smoke_fan',
  'fire_door'
])

const papers: readonly AttachmentKind[] = ['operation_record', 'test_report']

function whyNotVerified(_: Ticket, around: Surroundings): string | undefined {
  if (around.active) return 'The condition is still active.'
  if (!around.kind || !recordKinds.has(around.kind)) return undefined
  if (papers.every((paper) => around.attached.has(paper))) return undefined
  return `A ticket on a ${around.kind} is closed only with an operation record and a test report attached.`
}

function whyNotReopened(_: Ticket, around: Surroundings): string | undefined {
  return around.other && `Ticket ${around.other} already stands for the same cause.`
}

/**
 * The work begins again: one priority higher (the follow-up was unsatisfied, 003), and with a new round of clocks,
 * because those from the opening may have run out before the ticket was even closed. `openedAt` stays: it tells how
 * long the matter has lasted.
 */
function reopened(ticket: Ticket): Partial<Ticket> {
  const priority = priorities[Math.max(priorities.indexOf(ticket.priority) - 1, 0)] ?? 'P1'
  return {
    status: ticket.assignee ? 'assigned' : 'open',
    priority,
    acceptedAt: null,
    arrivedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null
  }
}
