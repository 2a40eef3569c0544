/**
 * The state machine of one rule on one equipment: normal → pending → active → clearing.
 * Pure: time comes in with the input, timers are due times in the state, and the same
 * function serves live, at start and in replays (contract §3).
 */
import type { Value } from '../../gateway/reading.ts'
import type { Rule } from './rule.ts'
import type { Verdict } from './verdict.ts'

export type RuleState = {
  phase: 'normal' | 'pending' | 'active' | 'clearing'
  /** ts of the first reading of the delay that runs (pending, clearing), else 0. */
  since: number
  /** Our clock: when that delay ends in silence; null when none runs. */
  due: number | null
  /** ts of the episode's first breaching reading; its key. */
  episode: number
  /** The last breaching value and the limit it broke. */
  value: Value | null
  limit: Value | null
  /** Of an alarm with stages: the highest that stands. */
  stage?: number
  /** Raised inside a test window that still lasts. */
  suppressed?: 'test'
  /**
   * Every reading of the episode so far came late. Once active it waits unsaid, until `due` or a reading in time: one
   * that turns out to be over is said as a late one, and wakes nobody.
   */
  late?: true
}

/** A reading that comes later than this after its ts is late (contract §3). */
export const lateMs = 5 * 60_000
/** What comes later than this after its ts is stored only: nothing is judged by it (contract §3). */
export const storedOnlyMs = 24 * 3_600_000
/** So long after the last late reading an episode that still stands is said after all. */
export const lateHoldMs = 10_000

export const normalState: RuleState = Object.freeze({
  phase: 'normal',
  since: 0,
  due: null,
  episode: 0,
  value: null,
  limit: null
})

export type Observation = { verdict: Verdict; ts: number; receivedAt: number; value: Value | null; limit: Value | null }

export type RuleInput =
  /** A reading or event, already judged. */
  | ({ type: 'observed' } & Observation)
  /** Our clock has come to `now`. */
  | { type: 'tick'; now: number }

export type Transition =
  | { type: 'raised'; episode: number; raisedAt: number; value: Value | null; limit: Value | null; late?: true }
  | { type: 'cleared'; episode: number; clearedAt: number }

/** Device's clock at which it came to that. */
export function timeOf(transition: Transition): number {
  return transition.type === 'raised' ? transition.raisedAt : transition.clearedAt
}

export type Step = { state: RuleState; changes: Transition[] }

type Delays = Pick<Rule, 'forMs' | 'clearForMs'>

export function step(state: RuleState, delays: Delays, input: RuleInput): Step {
  if (input.type === 'tick') {
    return state.due !== null && state.due <= input.now ? elapse(state, delays) : { state, changes: [] }
  }
  // What was said last held until now: a delay that ends by this ts ends before this reading counts.
  const waited = runsOutBy(state, delays, input.ts) ? elapse(state, delays) : { state, changes: [] }
  const observed = observe(waited.state, delays, input)
  return { state: observed.state, changes: [...waited.changes, ...observed.changes] }
}

function runsOutBy(state: RuleState, { forMs, clearForMs }: Delays, ts: number): boolean {
  if (state.phase === 'pending') return ts >= state.since + forMs
  return state.phase === 'clearing' && ts >= state.since + clearForMs
}

/** The running delay is over: pending raises, clearing clears, an unsaid alarm is said. */
function elapse(state: RuleState, delays: Delays): Step {
  const { phase, since, episode } = state
  if (phase === 'pending') {
    const active: RuleState = { ...state, phase: 'active', episode: since, since: 0 }
    return state.late ? { state: { ...active, due: (state.due ?? 0) + lateHoldMs }, changes: [] } : say(active, delays)
  }
  if (phase === 'active') return say(state, delays)
  const cleared: Transition = { type: 'cleared', episode, clearedAt: since + delays.clearForMs }
  const unsaid: Transition[] = state.late ? [{ ...raised(state, delays), late: true }] : []
  return { state: normalState, changes: [...unsaid, cleared] }
}

function raised({ episode, value, limit }: RuleState, { forMs }: Delays): Transition & { type: 'raised' } {
  return { type: 'raised', episode, raisedAt: episode + forMs, value, limit }
}

function say({ late: _unsaid, ...state }: RuleState, delays: Delays): Step {
  return { state: { ...state, due: null }, changes: [raised(state, delays)] }
}

/** What a reading that goes on with the episode means for one that is unsaid: in time, it is said; else it waits on. */
function goOn(state: RuleState, delays: Delays, { ts, receivedAt }: Observation): Step {
  if (!state.late) return { state, changes: [] }
  if (receivedAt - ts <= lateMs) return say(state, delays)
  return { state: { ...state, due: receivedAt + lateHoldMs }, changes: [] }
}

function observe(state: RuleState, delays: Delays, observation: Observation): Step {
  const { verdict, ts, receivedAt, value, limit } = observation
  const stay: Step = { state, changes: [] }
  const isLate = receivedAt - ts > lateMs
  switch (state.phase) {
    case 'normal': {
      if (verdict !== 'breach') return stay
      const due = receivedAt + delays.forMs
      const pending: RuleState = { phase: 'pending', since: ts, due, episode: 0, value, limit, ...(isLate && { late: true }) }
      return delays.forMs === 0 ? elapse(pending, delays) : { state: pending, changes: [] }
    }
    case 'pending': {
      if (verdict !== 'breach') return { state: normalState, changes: [] }
      const { late, ...rest } = state
      return { state: { ...rest, value, limit, ...(late && isLate && { late }) }, changes: [] }
    }
    case 'active': {
      if (verdict !== 'clear') return goOn(state, delays, observation)
      const clearing: RuleState = { ...state, phase: 'clearing', since: ts, due: receivedAt + delays.clearForMs }
      return delays.clearForMs === 0 ? elapse(clearing, delays) : { state: clearing, changes: [] }
    }
    case 'clearing':
      if (verdict === 'clear') return stay
      return goOn({ ...state, phase: 'active', since: 0, due: null }, delays, observation)
  }
}
