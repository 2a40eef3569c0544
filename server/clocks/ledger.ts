/**
 * A ticket's clocks, told by its timeline alone: which ran when, what paused them, what met them. What a clock was promised
 * (its due time) was written into the entry that started it, so neither a later edit of a policy or of the calendar, nor
 * when or how often this is computed, changes what happened. Pure.
 */
import type { ClockName, PolicyRef } from '../contract/clocks.ts'
import { type ClockRun, type ClockView, isOpen, type Pause, type Percent, pausedUntil, viewOf } from './clock-run.ts'
import { type PromisedClocks, promisesIn } from './promises.ts'

/** An entry of the timeline, in its order. `detail` holds ISO times. */
export type ClockEvent = { at: number; type: string; detail: Readonly<Record<string, unknown>> }

export type Ledger = {
  round: number
  /** All of all rounds, in the order of their start. */
  runs: readonly ClockRun[]
  hold: Pause | null
  /** Resolved or closed: nothing is left to do for the fault itself. */
  done: boolean
  policy: PolicyRef
}

export const unopened: Ledger = { round: 0, runs: [], hold: null, done: false, policy: { id: 'standard', version: 0 } }

/** Folds a timeline (or what follows after `from`) into a ledger. Entries that no clock minds may be left out. */
export function ledger(events: readonly ClockEvent[], from: Ledger = unopened): Ledger {
  return events.reduce(follow, from)
}

/** Every run of every round as it stands at `now` (ms), in the order of their start. */
export function clocksOf(ledger: Ledger, now: number): ClockView[] {
  return ledger.runs.map((run) => viewOf(run, now))
}

/** The runs of the round that is on, the newest of each clock. */
export function currentRuns({ round, runs }: Ledger): ClockRun[] {
  const newest = new Map(runs.filter((run) => run.round === round).map((run) => [run.clock, run]))
  return [...newest.values()]
}

/** What an entry does to the clocks; `nothing` when it does not matter to them. */
export type Effect = 'open' | 'reopen' | 'rise' | 'unresolve' | 'resolve' | 'note' | 'change' | 'nothing'

export function effectOf({ type, detail }: ClockEvent, { done, round }: Pick<Ledger, 'done' | 'round'>): Effect {
  switch (type) {
    case 'opened':
      return round === 0 ? 'open' : 'nothing'
    case 'reopened':
      return done ? 'reopen' : 'nothing'
    case 'followed_up':
      return done && detail['satisfied'] === false ? 'reopen' : 'nothing'
    case 'repeated':
      if (done) return 'unresolve'
      return detail['priority'] === undefined ? 'nothing' : 'rise'
    case 'staged':
      return detail['priority'] === undefined ? 'nothing' : 'rise'
    case 'resolved':
      return 'resolve'
    case 'progressed':
      return 'note'
    case 'policy_changed':
      return 'change'
    default:
      return 'nothing'
  }
}

/** Which clocks the entry meets. */
const meets: Record<string, readonly ClockName[]> = {
  dispatched: ['dispatch'],
  redispatched: ['dispatch'],
  assigned: ['dispatch'],
  handed_on: ['dispatch'],
  accepted: ['dispatch', 'respond'],
  expected: ['plan'],
  arrived: ['arrive'],
  progressed: ['plan', 'progress'],
  resolved: ['resolve', 'progress', 'plan', 'review'],
  result_told: ['result'],
  followed_up: ['follow_up']
}

/** Whoever gets or finishes the work ends the wait. */
const endsHold = new Set(['resumed', 'assigned', 'handed_on', 'dispatched', 'redispatched', 'resolved', 'cancelled', 'reopened'])

const nothingPromised = { policy: undefined, clocks: new Map() } as const

function follow(before: Ledger, event: ClockEvent): Ledger {
  const effect = effectOf(event, before)
  let next = event.type === 'held' ? hold(before, event) : endsHold.has(event.type) ? resume(before, event.at) : before
  next = meet(next, event)
  if (event.type === 'cancelled') return endAll(next, event.at)
  if (event.type === 'escalated') return markEscalated(next, event)
  const promised = effect === 'nothing' ? nothingPromised : promisesIn(event)
  next = { ...next, policy: promised.policy ?? next.policy }
  switch (effect) {
    case 'nothing':
      return next
    case 'open':
    case 'reopen': {
      const ended = endAll(next, event.at)
      return start({ ...ended, round: ended.round + 1, done: false }, promised.clocks, event.at)
    }
    case 'rise':
      return rise(next, promised.clocks, event.at)
    case 'unresolve': {
      const back = mapRuns({ ...next, done: false }, (run) => {
        if (run.clock === 'resolve') return { ...run, metAt: null }
        return run.clock === 'follow_up' && isOpen(run) ? { ...run, endedAt: event.at } : run
      })
      const risen = event.detail['priority'] === undefined ? back : rise(back, promised.clocks, event.at)
      return start(risen, only(promised.clocks, rearming), event.at, true)
    }
    case 'resolve':
      return start({ ...next, done: true }, promised.clocks, event.at)
    case 'note':
      return start(next, promised.clocks, event.at, true)
    case 'change':
      return change(next, promised.clocks)
  }
}

/** Clocks that a note may start anew. */
export const rearming: readonly ClockName[] = ['progress', 'review']

/** The newest runs of this round, each as `change` makes it; older ones stay as they are. */
function mapRuns(ledger: Ledger, change: (run: ClockRun) => ClockRun): Ledger {
  const current = new Set(currentRuns(ledger))
  return { ...ledger, runs: ledger.runs.map((run) => (current.has(run) ? change(run) : run)) }
}

function start(ledger: Ledger, promised: PromisedClocks, at: number, again = false): Ledger {
  const open = new Set(
    currentRuns(ledger)
      .filter(isOpen)
      .map(({ clock }) => clock)
  )
  const started = [...promised].flatMap(([clock, due]): ClockRun[] => {
    if (!due || open.has(clock)) return []
    const { round, policy } = ledger
    const times = { startedAt: at, base: due.due, halfBase: due.half, original: due.due, countedFrom: at }
    return [{ clock, round, ...times, again, pauses: [], metAt: null, endedAt: null, escalated: [], policy }]
  })
  return { ...ledger, runs: [...ledger.runs, ...started] }
}

function meet(ledger: Ledger, { type, at, detail }: ClockEvent): Ledger {
  let met = meets[type] ?? []
  // With nobody on duty there is nobody it was sent to.
  if (type.endsWith('dispatched') && typeof detail['assignee'] !== 'string') met = []
  if (type === 'accepted' && detail['eta'] !== undefined) met = [...met, 'plan']
  if (type === 'progressed' && promisesIn({ detail }).clocks.has('review')) met = [...met, 'review']
  if (met.length === 0) return ledger
  return mapRuns(ledger, (run) => (met.includes(run.clock) && isOpen(run) ? { ...run, metAt: at } : run))
}

/** The priority rose: nothing is ever due later than before. A clock that only the new one has starts now. */
function rise(ledger: Ledger, promised: PromisedClocks, at: number): Ledger {
  const risen = mapRuns(ledger, (run) => {
    const due = promised.get(run.clock)
    if (!due || !isOpen(run)) return run
    const paused = pausedUntil(run, at)
    const base = Math.min(run.base, due.due - paused)
    return { ...run, base, halfBase: Math.min(run.halfBase, due.half - paused), countedFrom: at, policy: ledger.policy }
  })
  const has = new Set(currentRuns(risen).map(({ clock }) => clock))
  return start(risen, new Map([...promised].filter(([clock]) => !has.has(clock))), at)
}

/** Other limits for what runs; the time that has passed stays, and so does what was promised first. */
function change(ledger: Ledger, promised: PromisedClocks): Ledger {
  return mapRuns(ledger, (run) => {
    const due = promised.get(run.clock)
    if (!due || !isOpen(run)) return run
    const paused = pausedUntil(run, run.countedFrom)
    return { ...run, base: due.due - paused, halfBase: due.half - paused, policy: ledger.policy }
  })
}

/** Only `resolve` waits, and not longer than until the time that was named. */
function hold(ledger: Ledger, { at, detail }: ClockEvent): Ledger {
  const until = Date.parse(String(detail['until']))
  const pause = { from: at, to: Number.isNaN(until) ? at : Math.max(at, until) }
  return mapRuns({ ...resume(ledger, at), hold: pause }, (run) =>
    run.clock === 'resolve' && isOpen(run) ? { ...run, pauses: [...run.pauses, pause] } : run
  )
}

function resume(ledger: Ledger, at: number): Ledger {
  const { hold } = ledger
  if (!hold) return ledger
  const cut = { from: hold.from, to: Math.max(hold.from, Math.min(hold.to, at)) }
  return mapRuns({ ...ledger, hold: null }, (run) => ({
    ...run,
    pauses: run.pauses.map((pause) => (pause.from === hold.from && pause.to === hold.to ? cut : pause))
  }))
}

function endAll(ledger: Ledger, at: number): Ledger {
  return mapRuns(ledger, (run) => (isOpen(run) ? { ...run, endedAt: at } : run))
}

function markEscalated(ledger: Ledger, { detail }: ClockEvent): Ledger {
  return mapRuns(ledger, (run) =>
    run.clock === detail['clock'] ? { ...run, escalated: [...run.escalated, detail['percent'] as Percent] } : run
  )
}

function only(promised: PromisedClocks, clocks: readonly ClockName[]): PromisedClocks {
  return new Map([...promised].filter(([clock]) => clocks.includes(clock)))
}
