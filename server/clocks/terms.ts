/** The policies and the calendar in force, and what they promise to a ticket at an entry of its timeline. Pure. */
import type { ClockName, PolicyRef, TicketClock } from '../contract/clocks.ts'
import { clockNames } from '../contract/clocks.ts'
import type { Policy } from '../contract/sla.ts'
import type { TicketType } from '../contract/tickets.ts'
import type { Calendar } from './calendar.ts'
import { type ClockView, isOpen, viewOf } from './clock-run.ts'
import { type ClockEvent, currentRuns, effectOf, type Ledger, rearming } from './ledger.ts'
import { figuresOf, type Promised, promise, type Subject } from './policy.ts'
import { type PromiseEntry, promiseEntry, promisesIn } from './promises.ts'

export type KnownPolicy = Policy & { version: number }

export type Terms = {
  calendar: Calendar
  /** The newest version of the policy that serves this type. */
  inForce(type: TicketType): KnownPolicy
  /** The newest version of a policy; undefined when there is none of this id. */
  newest(id: string): KnownPolicy | undefined
  /** Any version there ever was; undefined for one from before policies were kept. */
  version(ref: PolicyRef): KnownPolicy | undefined
}

/** From the start of the work, not from its end. */
const fromOpening = clockNames.filter((clock) => clock !== 'follow_up')

/**
 * What goes into the detail of `event`, the next entry after those `before` tells of; undefined when it starts no clock and
 * moves no due time. `subject`: the ticket as it is after the entry. A change of policy names the new one in its detail.
 */
export function promisesAt(
  event: ClockEvent,
  before: Ledger,
  { subject, terms }: { subject: Subject; terms: Terms }
): PromiseEntry | undefined {
  const effect = effectOf(event, before)
  const runs = new Map(currentRuns(before).map((run) => [run.clock, run]))
  const open = (clock: ClockName) => {
    const run = runs.get(clock)
    return run === undefined || isOpen(run)
  }
  const named = effect === 'change' ? promisesIn(event).policy : undefined
  const own = terms.version(named ?? before.policy) ?? terms.inForce(subject.type)
  switch (effect) {
    case 'nothing':
      return undefined
    case 'open':
    case 'reopen':
      return promiseOf(terms.inForce(subject.type), fromOpening, () => ({ from: event.at, again: false }))
    case 'rise':
      return promiseOf(own, fromOpening.filter(open), (clock) => ({ from: event.at, again: runs.get(clock)?.again ?? false }))
    case 'unresolve': {
      const rises = event.detail['priority'] !== undefined
      const back = rises
        ? fromOpening.filter((clock) => clock === 'resolve' || rearming.includes(clock) || open(clock))
        : rearming
      return promiseOf(own, back, (clock) => ({ from: event.at, again: rearming.includes(clock) }))
    }
    case 'resolve':
      return promiseOf(own, ['follow_up'], () => ({ from: event.at, again: false }))
    case 'note':
      return before.done ? undefined : promiseOf(own, rearming, () => ({ from: event.at, again: true }), true)
    case 'change':
      return promiseOf(own, [...runs.keys()].filter(open), (clock) => {
        const run = runs.get(clock)
        return { from: run?.countedFrom ?? event.at, again: run?.again ?? false }
      })
  }

  function promiseOf(
    by: KnownPolicy,
    clocks: readonly ClockName[],
    at: (clock: ClockName) => { from: number; again: boolean },
    repeatsOnly = false
  ): PromiseEntry {
    const figures = figuresOf(by, subject)
    const promised = new Map<ClockName, Promised>()
    for (const clock of clocks) {
      const figure = figures[clock]
      if (!figure || (repeatsOnly && figure.repeat === undefined)) continue
      const { from, again } = at(clock)
      promised.set(clock, promise(figure, from, { calendar: terms.calendar, wantedBy: subject.wantedBy, again }))
    }
    return promiseEntry({ id: by.id, version: by.version }, promised)
  }
}

export type ShownClock = Omit<ClockView, 'startedAt' | 'dueAt' | 'originalDueAt' | 'limitMs'> &
  Record<'startedAt' | 'dueAt' | 'originalDueAt' | 'limitMs', number | null> &
  Pick<TicketClock, 'source'>

/** The clocks of the round that is on, in the order of their names, each with its clause; those to come wait. */
export function shownClocks(ledger: Ledger, now: number, { subject, terms }: { subject: Subject; terms: Terms }): ShownClock[] {
  const runs = new Map(currentRuns(ledger).map((run) => [run.clock, run]))
  return clockNames.flatMap((clock): ShownClock[] => {
    const run = runs.get(clock)
    const ref = run?.policy ?? ledger.policy
    const known = terms.version(ref)
    const figure = known && figuresOf(known, subject)[clock]
    if (run) return [{ ...viewOf(run, now), source: figure?.source ?? null }]
    if (clock !== 'follow_up' || !figure) return []
    const nothingYet = { startedAt: null, dueAt: null, originalDueAt: null, metAt: null, limitMs: null }
    return [
      {
        clock,
        round: ledger.round,
        state: 'waiting',
        ...nothingYet,
        elapsedMs: 0,
        pausedMs: 0,
        policy: ref,
        source: figure.source
      }
    ]
  })
}
