/** A ticket and the steps people may take on it (contract §5), as one table. Pure. */
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import type { Priority, Role } from '../contract/common.ts'
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
import { expectTag, expectToCome } from './faults.ts'
import { whyNoHolder, whyNotFollowedUp, whyNotReopened, whyNotVerified, whyNoWorker } from './refusals.ts'
import { followedUp, reopened, resolved } from './step-changes.ts'
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
  resolution: { result: string; people: string[]; parts: string[]; equipment: string | null } | null
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
  /** Of the last time it was resolved; an unsatisfied one stays until it is resolved again. */
  followUp: { at: number; by: string; satisfied: boolean; rating: number | null; note: string | null } | null
  /** When the telemetry is looked at to see whether it worked; set exactly while that is awaited. */
  checkAt: number | null
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
  /** When photos were attached. */
  photos: readonly number[]
  /** Tags of the equipment and of the checkpoints where it stands, as `readTag` writes them. */
  tags: ReadonlySet<string>
  /** How long the telemetry has to stay normal before a repair counts as proven, ms. */
  holdMs: number
  /** Whether an incident goes on about it. */
  incident: boolean
  /** Why its permits do not let it be resolved yet. */
  permit?: string | undefined
}

export type Decision =
  | { ok: true; ticket: Ticket; events: TicketEvent[] }
  | { ok: false; code: 'conflict' | 'forbidden'; reason: string; allowed: TicketAction[] }
  | { ok: false; code: 'invalid'; reason: string; allowed: TicketAction[]; errors: FieldFault[] }

type Rule<Action extends TicketAction> = {
  from: readonly TicketStatus[]
  /**
   * `worker`: engineers and above on any ticket, guards on tickets for guards or assigned to them.
   * `holder`: as `worker`, but guards only on tickets assigned to them.
   */
  by: 'worker' | 'holder' | 'manager'
  event: TicketEventType
  /** Why not, although status and role allow it. Without a body: whether it is possible at all. */
  unless?: (ticket: Ticket, around: Surroundings, body?: TicketActionBody<Action>) => string | undefined
  /** What of the body cannot be, now. */
  fault?: (body: TicketActionBody<Action>, around: Surroundings, ticket: Ticket) => FieldFault | undefined
  /** What changes; nothing when left out. */
  change?: (ticket: Ticket, body: TicketActionBody<Action>, actor: Actor, around: Surroundings) => Partial<Ticket>
  /** What the timeline keeps of the body; all when left out. */
  detail?: (body: TicketActionBody<Action>) => Record<string, unknown>
  /** The other step that this one is as well. */
  also?: (body: TicketActionBody<Action>) => Pick<TicketEvent, 'type' | 'detail'> | undefined
}

const noHold = { hold: null, heldFrom: null }

/** For somebody else from here on: whoever had it before said when he would come. */
const forAnother = { ...noHold, status: 'assigned', eta: null } as const

const table: { [Action in TicketAction]: Rule<Action> } = {
  assign: {
    from: ['open', 'assigned', 'accepted', 'arrived', 'on_hold'],
    by: 'manager',
    event: 'assigned',
    change: (_, { assignee = null, contractor = null }) => ({ ...forAnother, assignee, contractor })
  },
  accept: {
    from: ['open', 'assigned'],
    by: 'worker',
    event: 'accepted',
    fault: ({ eta }, { now }) => expectToCome('eta', eta, now),
    // The respond and arrive clocks are met by whoever comes first; a change of hands does not start them again.
    change: (ticket, { eta }, actor, { now }) => ({
      status: 'accepted',
      assignee: actor.id,
      acceptedAt: ticket.acceptedAt ?? now,
      ...(eta !== undefined && { eta: Date.parse(eta) })
    })
  },
  arrive: {
    from: ['accepted'],
    by: 'worker',
    event: 'arrived',
    fault: ({ tag }, { tags }) => expectTag(tag, tags),
    change: (ticket, _, __, { now }) => ({ status: 'arrived', arrivedAt: ticket.arrivedAt ?? now }),
    // A tag is copied by whoever knows its number: the timeline does not tell it.
    detail: ({ tag, ...body }) => ({ ...body, by: tag === undefined ? 'button' : 'tag' })
  },
  hold: {
    from: ['accepted', 'arrived'],
    by: 'worker',
    event: 'held',
    fault: ({ until }, { now }) => expectToCome('until', until, now),
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
  resolve: { from: ['arrived'], by: 'worker', event: 'resolved', unless: (_, { permit }) => permit, change: resolved },
  verify: {
    from: ['resolved'],
    by: 'manager',
    event: 'verified',
    unless: whyNotVerified,
    change: (_, __, ___, { now }) => ({ status: 'closed', closedAt: now, checkAt: null })
  },
  reopen: { from: ['resolved', 'closed'], by: 'manager', event: 'reopened', unless: whyNotReopened, change: reopened },
  cancel: {
    from: ['open', 'assigned', 'accepted'],
    by: 'manager',
    event: 'cancelled',
    change: (_, __, ___, { now }) => ({ status: 'cancelled', closedAt: now })
  },
  comment: { from: ticketStatuses, by: 'worker', event: 'commented' },
  hand_on: {
    from: ['assigned', 'accepted', 'arrived', 'on_hold'],
    by: 'holder',
    event: 'handed_on',
    fault: ({ assignee }, _, ticket) =>
      assignee === ticket.assignee ? { field: 'assignee', message: `expected somebody else: ${assignee} has it` } : undefined,
    change: (_, { assignee }) => ({ ...forAnother, assignee })
  },
  expect: {
    from: ['assigned', 'accepted', 'on_hold'],
    by: 'worker',
    event: 'expected',
    fault: ({ at }, { now }) => expectToCome('at', at, now),
    change: (_, { at }) => ({ eta: Date.parse(at) })
  },
  progress: { from: ['open', 'assigned', 'accepted', 'arrived', 'on_hold'], by: 'worker', event: 'progressed' },
  tell_result: { from: ['resolved', 'closed'], by: 'worker', event: 'result_told' },
  follow_up: {
    from: ['resolved', 'closed'],
    by: 'manager',
    event: 'followed_up',
    unless: whyNotFollowedUp,
    change: followedUp,
    also: ({ satisfied, note }) => (satisfied ? undefined : { type: 'reopened', detail: note === undefined ? {} : { note } })
  }
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
  const reason = rule.unless?.(ticket, around, step.body)
  if (reason) return refuse('conflict', reason)
  const fault = rule.fault?.(step.body, around, ticket)
  if (fault) {
    const allowed = allowedSteps(ticket, actor, around)
    return { ok: false, code: 'invalid', reason: `${fault.field}: ${fault.message}`, allowed, errors: [fault] }
  }
  const change = rule.change?.(ticket, step.body, actor, around) ?? {}
  const rise = change.priority && { from: ticket.priority, priority: change.priority }
  const main = { type: rule.event, detail: { ...(rule.detail?.(step.body) ?? step.body), ...change.resolution } }
  const also = rule.also?.(step.body)
  const told = also
    ? [main, { ...also, detail: { ...also.detail, ...rise } }]
    : [{ ...main, detail: { ...main.detail, ...rise } }]
  return {
    ok: true,
    ticket: { ...ticket, ...change },
    events: told.map((event) => ({ at: around.now, actor: actor.id, ...event }))
  }
}

/** The steps this user may take now, in the contract's order. */
export function allowedSteps(ticket: Ticket, actor: Actor, around: Surroundings): TicketAction[] {
  return ticketActions.filter((action) => {
    const rule = table[action] as Rule<TicketAction>
    return !whyForbidden(ticket, rule, actor) && rule.from.includes(ticket.status) && !rule.unless?.(ticket, around)
  })
}

const whoOf = { worker: whyNoWorker, holder: whyNoHolder, manager: whyNoManager }

function whyForbidden(ticket: Ticket, rule: Rule<TicketAction>, actor: Actor): string | undefined {
  return whoOf[rule.by](ticket, actor)
}

function whyNoManager(_: Ticket, actor: Actor): string | undefined {
  return includesRole(actor.role, 'manager') ? undefined : 'This step is for managers.'
}
