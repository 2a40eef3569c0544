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
  /** Of an alarm with stages: the highest it has come to. */
  stage?: number
  /** Raised inside a test window that still lasts. */
  suppressed?: 'test'
}

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
  | { type: 'raised'; episode: number; raisedAt: number; value: Value | null; limit: Value | null }
  | { type: 'cleared'; episode: number; clearedAt: number }

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

/** The running delay is over: pending raises, clearing clears. */
function elapse(state: RuleState, { forMs, clearForMs }: Delays): Step {
  if (state.phase === 'pending') {
    const { since, value, limit } = state
    return {
      state: { ...state, phase: 'active', episode: since, since: 0, due: null },
      changes: [{ type: 'raised', episode: since, raisedAt: since + forMs, value, limit }]
    }
  }
  return { state: normalState, changes: [{ type: 'cleared', episode: state.episode, clearedAt: state.since + clearForMs }] }
}

function observe(state: RuleState, delays: Delays, { verdict, ts, receivedAt, value, limit }: Observation): Step {
  const stay: Step = { state, changes: [] }
  switch (state.phase) {
    case 'normal': {
      if (verdict !== 'breach') return stay
      const pending: RuleState = { phase: 'pending', since: ts, due: receivedAt + delays.forMs, episode: 0, value, limit }
      return delays.forMs === 0 ? elapse(pending, delays) : { state: pending, changes: [] }
    }
    case 'pending':
      if (verdict !== 'breach') return { state: normalState, changes: [] }
      return { state: { ...state, value, limit }, changes: [] }
    case 'active': {
      if (verdict !== 'clear') return stay
      const clearing: RuleState = { ...state, phase: 'clearing', since: ts, due: receivedAt + delays.clearForMs }
      return delays.clearForMs === 0 ? elapse(clearing, delays) : { state: clearing, changes: [] }
    }
    case 'clearing':
      return verdict === 'clear' ? stay : { state: { ...state, phase: 'active', since: 0, due: null }, changes: [] }
  }
}
