/** The figures of domain.md §10 that follow from tickets alone. Pure; times in ms, durations in minutes. */
import { groupBy } from '../group-by.ts'
import type { Span } from './spans.ts'
import { type Spread, spreadOf } from './spread.ts'
import { pausedWithin } from './ticket-course.ts'
import type { RecordedTicket } from './ticket-log.ts'

const minuteMs = 60_000
/** A fault of the same rule on the same equipment this soon after its repair is the same fault (engineering default, §10). */
export const repeatMs = 7 * 24 * 60 * minuteMs

export type Repairs = {
  /** Mean minutes from opening to repair; null without a repair. */
  net: number | null
  gross: number | null
  count: number
}

const within = (at: number | null, { from, to }: Span): at is number => at !== null && at >= from && at < to

/** From the opening to the first such step, of the tickets whose step was in the span. */
export function responseTimes(tickets: readonly RecordedTicket[], span: Span, step: 'accepted' | 'arrived' | 'resolved'): Spread {
  return spreadOf(
    tickets.flatMap((ticket) => {
      const at = firstStep(ticket, step)
      return within(at, span) ? [(at - ticket.openedAt) / minuteMs] : []
    })
  )
}

export function firstStep({ course }: RecordedTicket, step: 'accepted' | 'arrived' | 'resolved'): number | null {
  if (step === 'accepted') return course.acceptedAt
  if (step === 'arrived') return course.arrivedAt
  return course.resolutions[0] ?? null
}

/** The repair that held to the end of the span, when it was made in it: a ticket counts once a span. */
export function repairIn({ course }: RecordedTicket, span: Span): number | undefined {
  const last = course.resolutions.findLast((at) => at < span.to)
  if (last === undefined || last < span.from) return undefined
  return course.returns.some((at) => at >= last && at < span.to) ? undefined : last
}

/** MTTR: Σ(resolved − opened − pauses) / resolved tickets of failure type, and with the pauses. */
export function repairTimes(tickets: readonly RecordedTicket[], span: Span): Repairs {
  const repaired = tickets.flatMap((ticket) => {
    const at = ticket.type === 'fault' ? repairIn(ticket, span) : undefined
    return at === undefined ? [] : [{ gross: at - ticket.openedAt, paused: pausedWithin(ticket.course, ticket.openedAt, at) }]
  })
  const mean = (of: (each: (typeof repaired)[number]) => number) =>
    repaired.length === 0 ? null : repaired.reduce((sum, each) => sum + of(each), 0) / repaired.length / minuteMs
  return { net: mean(({ gross, paused }) => gross - paused), gross: mean(({ gross }) => gross), count: repaired.length }
}

export type FirstTimeFix = { fixed: number; resolved: number }

/**
 * Resolved in the span with no return, and no ticket of the same rule on the same equipment opened within 7 days;
 * of all that were resolved in it. `all`: also what opened within 7 days after the span.
 */
export function firstTimeFixes(tickets: readonly RecordedTicket[], span: Span, all: readonly RecordedTicket[]): FirstTimeFix {
  const openings = byCause(all)
  let [fixed, resolved] = [0, 0]
  for (const ticket of tickets) {
    const at = ticket.course.resolutions.findLast((resolution) => within(resolution, span))
    if (at === undefined) continue
    resolved++
    const again = (openings.get(causeOf(ticket)) ?? []).some(({ openedAt }) => openedAt > at && openedAt - at <= repeatMs)
    if (ticket.course.returns.length === 0 && !again) fixed++
  }
  return { fixed, resolved }
}

/** Tickets opened in the span within 7 days after the same fault of the same equipment had been repaired. */
export function repeats(tickets: readonly RecordedTicket[], span: Span, all: readonly RecordedTicket[]): RecordedTicket[] {
  const repairs = byCause(all)
  return tickets.filter(({ rule, openedAt, ...ticket }) => {
    if (rule === null || !within(openedAt, span)) return false
    const same = repairs.get(causeOf({ rule, ...ticket })) ?? []
    return same.some(({ course }) => course.resolutions.some((at) => openedAt > at && openedAt - at <= repeatMs))
  })
}

function byCause(tickets: readonly RecordedTicket[]): Map<string, RecordedTicket[]> {
  return groupBy(
    tickets.filter(({ rule }) => rule !== null),
    causeOf
  )
}

function causeOf({ rule, equipment }: Pick<RecordedTicket, 'rule' | 'equipment'>): string {
  return `${rule} ${equipment}`
}
