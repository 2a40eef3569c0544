/** What new entries of a timeline mean for the ticket's clocks: what they promise, and what is due when. Pure. */
import { dueOf, escalationsOf } from '../clocks/clock-run.ts'
import { currentRuns, type Ledger, ledger } from '../clocks/ledger.ts'
import { promisesAt, type Terms } from '../clocks/terms.ts'
import type { Ticket } from './ticket.ts'
import type { TicketEvent, TicketEventType } from './ticket-record.ts'

/** Entries that clocks mind, among them some that only may matter. */
export const clockTypes: readonly TicketEventType[] = [
  'opened',
  'repeated',
  'staged',
  'assigned',
  'accepted',
  'arrived',
  'held',
  'resumed',
  'resolved',
  'verified',
  'reopened',
  'cancelled',
  'dispatched',
  'redispatched',
  'handed_on',
  'expected',
  'progressed',
  'result_told',
  'followed_up',
  'escalated',
  'policy_changed'
]

const minded: ReadonlySet<TicketEventType> = new Set(clockTypes)

/** A fault that only repeats, as it may by the hundred, changes no clock. */
export function mattersToClocks({ type, detail }: TicketEvent): boolean {
  if (type === 'repeated' || type === 'staged') return detail['priority'] !== undefined || detail['unresolved'] === true
  return minded.has(type)
}

/**
 * The entries with what they promise, and the ticket with its due times and when it is next to be escalated. `before`: of
 * the entries there were; `ticket`: as it is after the new ones.
 */
export function keepClocks<Entry extends TicketEvent>(
  ticket: Ticket,
  fresh: readonly Entry[],
  { before, terms }: { before: Ledger; terms: Terms }
): { ticket: Ticket; entries: Entry[]; ledger: Ledger } {
  let kept = before
  const entries = fresh.map((entry) => {
    if (!mattersToClocks(entry)) return entry
    const promised = promisesAt(entry, kept, { subject: ticket, terms })
    const told = promised ? { ...entry, detail: { ...entry.detail, ...promised } } : entry
    kept = ledger([told], kept)
    return told
  })
  return { ticket: withClocks(ticket, kept), entries, ledger: kept }
}

function withClocks(ticket: Ticket, kept: Ledger): Ticket {
  const runs = new Map(currentRuns(kept).map((run) => [run.clock, run]))
  const due = (clock: 'respond' | 'arrive' | 'resolve') => {
    const run = runs.get(clock)
    return run ? dueOf(run) : ticket.due[clock]
  }
  const steps = kept.runs.flatMap(escalationsOf).map(({ at }) => at)
  return {
    ...ticket,
    due: { respond: due('respond'), arrive: due('arrive'), resolve: due('resolve') },
    escalateAt: steps.length === 0 ? null : Math.min(...steps)
  }
}
