/** What is kept beside a ticket: its timeline and the breach that opened it. Times in ms since the epoch. */
import type { Value } from '../../gateway/reading.ts'
import type { TicketStatus } from '../contract/tickets.ts'
import type { ReadingPoint } from '../store/reading-store.ts'

export type TicketEventType =
  | 'opened'
  | 'repeated'
  | 'recovered'
  | 'staged'
  | 'linked'
  | 'caused'
  | 'corrected'
  | 'acknowledged'
  | 'assigned'
  | 'accepted'
  | 'arrived'
  | 'held'
  | 'resumed'
  | 'resolved'
  | 'verified'
  | 'reopened'
  | 'cancelled'
  | 'commented'
  | 'attached'
  /** Whom it goes to by itself: `{assignee?, contractor?, name, phone, why}`, a firm without `assignee` being to be called; or, to nobody, `{why}`. */
  | 'dispatched'
  /** Not accepted in time: the same with `from` or `fromContractor`; nobody being left, `{from?, to: 'manager', why}`. */
  | 'redispatched'
  /** From one worker to another: `{assignee}`. */
  | 'handed_on'
  /** `{at, note?}`: when they mean to be there. */
  | 'expected'
  /** For those who wait for it: `{note}`. */
  | 'progressed'
  | 'result_told'
  /** `{satisfied, rating?, note?}` */
  | 'followed_up'
  /** The telemetry stayed normal for the hold time: `{since, hold}`, the latter in ms. */
  | 'effect_confirmed'
  /** A clock is half over, or over: `{clock, percent: 50 | 100, to: 'manager' | 'admin', due}` */
  | 'escalated'
  /** Other clocks apply from here on: `{policy, from, before}`, what was due when. */
  | 'policy_changed'
  /** `{permit, step, …}` */
  | 'permit'
  /** `{kind, title}` */
  | 'incident_begun'
  /** `{role, item, done, note?}` */
  | 'incident_checked'
  /** `{note, review}`: id of the ticket of its review. */
  | 'incident_ended'

/**
 * An entry of the timeline; `actor` is a user's id, or null when the program did it. Times in `detail` are ISO text. One that
 * starts clocks holds what they promise as well: `{policy, clocks}` (../clocks/promises.ts).
 */
export type TicketEvent = { at: number; type: TicketEventType; actor: string | null; detail: Record<string, unknown> }

/** Kept apart from the ticket: it is large, and only the ticket's own page shows it. */
export type FrozenBreach = {
  /** Copied before the minutes after the raise were over: the rest is still to come. */
  partial?: true
  /** Null until the readings are copied in. */
  points: ReadingPoint[] | null
  metric: string | null
  limit: Value | null
  value: Value | null
  ruleVersion: number
  /** When the alarm raised. */
  at: number
  /** ts of the first breaching reading. */
  episode: number
  /** Copied in with the readings. */
  context?: BreachContext
  /** Of all the rest, in hex; there from the first copy on. */
  hash?: string
}

/** What was known of the equipment then. */
export type BreachContext = {
  /** Its last tickets, newest first. */
  earlier: {
    id: string
    number: string
    title: string
    rule: string | null
    status: TicketStatus
    openedAt: number
    closedAt: number | null
    result: string | null
  }[]
  /** Its newest ticket that was resolved. */
  maintenance: { ticket: string; at: number; result: string; people: string[] } | null
  daysSinceMaintenance: number | null
  /** Used in earlier tickets of the rule, the most used first. */
  parts: string[]
}

/** Whether the work on the ticket begins anew: by a manager, or by the fault that came back after it was resolved. */
export function beginsAgain({ type, detail }: Pick<TicketEvent, 'type' | 'detail'>): boolean {
  return type === 'reopened' || (type === 'repeated' && detail['unresolved'] === true)
}
