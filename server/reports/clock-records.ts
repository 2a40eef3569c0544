/** Each run of each clock of each ticket as it stood, with the clause it comes from and the entries that prove it. Pure. */
import type { ClockView } from '../clocks/clock-run.ts'
import { clocksOf, ledger } from '../clocks/ledger.ts'
import { figuresOf } from '../clocks/policy.ts'
import type { Terms } from '../clocks/terms.ts'
import { type Priority, prioritySchema } from '../contract/common.ts'
import type { Span } from './spans.ts'
import type { RecordedTicket } from './ticket-log.ts'

export type ClockRecord = ClockView & {
  ticket: RecordedTicket
  /** As it was when the clock was promised. */
  priority: Priority
  /** The clause of the figure; null for tickets from before policies were kept. */
  source: string | null
  /** When it was met in time, or was due without being met (ms); undefined while neither, and for what ended before. */
  decidedAt: number | undefined
  /** Places in the timeline, from 1, of the entries that started and met it. */
  startEntry: number
  metEntry: number | null
}

/** All that stood at `now` (ms). */
export function clockRecords(ticket: RecordedTicket, terms: Pick<Terms, 'version'>, now: number): ClockRecord[] {
  const account = ledger(ticket.events)
  const views = clocksOf(account, now)
  return account.runs.map((run, index) => {
    const view = views[index]
    if (!view) throw new Error('BUG: a run of a clock has no view')
    const priority = priorityAt(ticket, run.countedFrom)
    const { type, source, class: kind } = ticket
    const known = terms.version(run.policy)
    const figure = known && figuresOf(known, { type, class: kind, priority, source })[run.clock]
    return {
      ...view,
      ticket,
      priority,
      source: figure?.source ?? null,
      decidedAt: decidedAt(view),
      startEntry: placeOf(ticket, run.startedAt) ?? 1,
      metEntry: run.metAt === null ? null : (placeOf(ticket, run.metAt) ?? null)
    }
  })
}

/** A clock counts once: in the span in which it was met in time, or else in the one in which it was due. */
export function isCounted({ decidedAt: at }: ClockRecord, { from, to }: Span): boolean {
  return at !== undefined && at >= from && at < to
}

function decidedAt({ state, metAt, dueAt }: ClockView): number | undefined {
  if (state === 'met') return metAt ?? undefined
  return state === 'missed' || state === 'overdue' ? dueAt : undefined
}

function priorityAt({ events, priority }: RecordedTicket, at: number): Priority {
  const told = events.findLast((event) => event.at <= at && prioritySchema.safeParse(event.detail['priority']).success)
  return prioritySchema.safeParse(told?.detail['priority']).data ?? priority
}

function placeOf({ events }: RecordedTicket, at: number): number | undefined {
  const index = events.findIndex((event) => event.at === at)
  return index < 0 ? undefined : index + 1
}
