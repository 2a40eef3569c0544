/** What a ticket went through, folded from its timeline: first steps, repairs, returns, pauses. Pure; times in ms. */
import type { TicketStatus } from '../contract/tickets.ts'
import { lengthOf, type Span } from './spans.ts'

export type CourseEvent = { at: number; type: string; actor: string | null; detail: Record<string, unknown> }

export type TicketCourse = {
  acceptedAt: number | null
  arrivedAt: number | null
  /** Every repair that was reported done. */
  resolutions: readonly number[]
  /** When a ticket that was resolved or closed had to be taken up again, whoever or whatever asked for it. */
  returns: readonly number[]
  /** On hold, until it ended or the time that was named. */
  pauses: readonly Span[]
  closedAt: number | null
  statusAt(at: number): TicketStatus | undefined
}

type State = { status: TicketStatus; assignee: string | null; heldFrom: TicketStatus }

const done: ReadonlySet<TicketStatus> = new Set(['resolved', 'closed'])

/** `events` in the order of the timeline. */
export function courseOf(events: readonly CourseEvent[]): TicketCourse {
  const states: { at: number; status: TicketStatus }[] = []
  const resolutions: number[] = []
  const returns: number[] = []
  const pauses: Span[] = []
  let state: State | undefined
  for (const event of events) {
    const before = state
    state = after(state, event)
    if (state === undefined || state.status === before?.status) continue
    states.push({ at: event.at, status: state.status })
    if (state.status === 'resolved') resolutions.push(event.at)
    if (before && done.has(before.status) && !done.has(state.status)) returns.push(event.at)
    const pause = pauses.at(-1)
    if (before?.status === 'on_hold' && pause) pause.to = Math.min(pause.to, event.at)
    if (state.status === 'on_hold') pauses.push({ from: event.at, to: pausedUntil(event) })
  }
  const first = (type: string) => events.find((event) => event.type === type)?.at ?? null
  return {
    acceptedAt: first('accepted'),
    arrivedAt: first('arrived'),
    resolutions,
    returns,
    pauses,
    closedAt: state?.status === 'closed' ? (states.at(-1)?.at ?? null) : null,
    statusAt: (at) => states.findLast((each) => each.at <= at)?.status
  }
}

/** No longer than until the time that was named, as for the clock to resolve. */
function pausedUntil({ at, detail }: CourseEvent): number {
  const until = Date.parse(String(detail['until']))
  return Number.isNaN(until) ? Number.POSITIVE_INFINITY : Math.max(at, until)
}

/** How much of `[from, to)` was on hold. */
export function pausedWithin({ pauses }: Pick<TicketCourse, 'pauses'>, from: number, to: number): number {
  return lengthOf(
    pauses
      .map((pause) => ({ from: Math.max(pause.from, from), to: Math.min(pause.to, to) }))
      .filter((span) => span.from < span.to)
  )
}

function after(state: State | undefined, { type, actor, detail }: CourseEvent): State | undefined {
  if (type === 'opened') return { status: 'open', assignee: null, heldFrom: 'accepted' }
  if (state === undefined) return undefined
  const assignee = typeof detail['assignee'] === 'string' ? detail['assignee'] : state.assignee
  switch (type) {
    case 'assigned':
    case 'handed_on':
    case 'redispatched':
      return { ...state, status: 'assigned', assignee }
    // With nobody on duty it only says why, and the ticket stays as it is.
    case 'dispatched':
      return typeof detail['assignee'] === 'string' ? { ...state, status: 'assigned', assignee } : state
    case 'accepted':
      return { ...state, status: 'accepted', assignee: actor }
    case 'arrived':
      return { ...state, status: 'arrived' }
    case 'held':
      return { ...state, status: 'on_hold', heldFrom: state.status }
    case 'resumed':
      return { ...state, status: state.heldFrom }
    case 'resolved':
      return { ...state, status: 'resolved' }
    case 'verified':
      return { ...state, status: 'closed' }
    case 'cancelled':
      return { ...state, status: 'cancelled' }
    case 'reopened':
      return takenUp(state)
    case 'followed_up':
      return detail['satisfied'] === false ? takenUp(state) : state
    case 'repeated':
      return state.status === 'resolved' ? takenUp(state) : state
    default:
      return state
  }
}

function takenUp(state: State): State {
  return done.has(state.status) ? { ...state, status: state.assignee === null ? 'open' : 'assigned' } : state
}
