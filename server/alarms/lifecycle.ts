/** What an alarm's state becomes (domain.md §9, after ISA-18.2), as one table. Pure: no clock, no database. */
import type { AlarmEventType, AlarmState } from '../contract/alarms.ts'
import type { Alarm } from './alarm.ts'

/** What happens to an alarm and may change its state: every entry of its history but those that only tell of it. */
export type AlarmInput = Exclude<AlarmEventType, 'raised_again' | 'linked' | 'corrected'>

/**
 * `over`: normal, or latched where the rule asks for a reset.
 * `by_condition`: what the facts say once this hold is gone, see `byCondition`.
 */
type Target = AlarmState | 'over' | 'by_condition'

/** A hold (shelved, suppressed, out of service) keeps its state whatever the condition does; of several the strongest shows. */
const transitions: Record<AlarmState, Partial<Record<AlarmInput, Target>>> = {
  normal: { raised: 'unacknowledged' },
  unacknowledged: {
    raised: 'unacknowledged',
    staged: 'unacknowledged',
    cleared: 'returned',
    acknowledged: 'acknowledged',
    shelved: 'shelved',
    suppressed: 'suppressed',
    out_of_service: 'out_of_service'
  },
  acknowledged: {
    raised: 'unacknowledged',
    staged: 'unacknowledged',
    cleared: 'over',
    shelved: 'shelved',
    suppressed: 'suppressed',
    out_of_service: 'out_of_service'
  },
  returned: { raised: 'unacknowledged', acknowledged: 'over', shelved: 'shelved', out_of_service: 'out_of_service' },
  latched: { raised: 'unacknowledged', reset: 'normal' },
  shelved: {
    raised: 'shelved',
    staged: 'shelved',
    cleared: 'shelved',
    shelved: 'shelved',
    unshelved: 'by_condition',
    shelf_expired: 'by_condition',
    suppressed: 'shelved',
    released: 'shelved',
    out_of_service: 'out_of_service'
  },
  suppressed: {
    raised: 'suppressed',
    staged: 'suppressed',
    cleared: 'suppressed',
    shelved: 'shelved',
    suppressed: 'suppressed',
    released: 'by_condition',
    out_of_service: 'out_of_service'
  },
  out_of_service: {
    raised: 'out_of_service',
    staged: 'out_of_service',
    cleared: 'out_of_service',
    shelf_expired: 'out_of_service',
    suppressed: 'out_of_service',
    released: 'out_of_service',
    back_in_service: 'by_condition'
  }
}

/** What the table looks at besides the state, as it is after the input. */
export type Facts = Pick<Alarm, 'active' | 'acknowledgedAt' | 'latching' | 'shelvedUntil' | 'suppressedBy'>

/** The state after `input`, or undefined when `input` does not apply in `state`. */
export function next(state: AlarmState, input: AlarmInput, facts: Facts): AlarmState | undefined {
  const target = transitions[state][input]
  if (target === 'over') return facts.latching ? 'latched' : 'normal'
  return target === 'by_condition' ? byCondition(state, facts) : target
}

/**
 * The state when a hold ends. Another hold goes on; a condition that is present asks for attention again unless
 * somebody acknowledged this very raise. One that ended meanwhile is over: who shelved it knew of it, and what was
 * suppressed or out of service meant nothing. Only a latching alarm that was shelved still waits for its reset.
 */
function byCondition(from: AlarmState, facts: Facts): AlarmState {
  if (facts.shelvedUntil !== null) return 'shelved'
  if (facts.suppressedBy !== null) return 'suppressed'
  if (facts.active) return facts.acknowledgedAt === null ? 'unacknowledged' : 'acknowledged'
  return from === 'shelved' && facts.latching ? 'latched' : 'normal'
}

/** Recorded, but neither announced nor ticketed. */
export function isHeld(state: AlarmState): boolean {
  return state === 'shelved' || state === 'suppressed' || state === 'out_of_service'
}

const refusals: Partial<Record<AlarmInput, Partial<Record<AlarmState, string>>>> = {
  acknowledged: {
    acknowledged: 'The alarm is already acknowledged.',
    normal: 'The alarm is over: there is nothing to acknowledge.',
    latched: 'The alarm is already acknowledged: it waits for its reset.'
  },
  shelved: {
    normal: 'The alarm is over: it cannot be shelved.',
    latched: 'The alarm waits for its reset: it cannot be shelved.',
    out_of_service: 'The equipment is out of service: its alarms cannot be shelved.'
  },
  reset: {
    unacknowledged: 'The condition is still active: it cannot be reset.',
    acknowledged: 'The condition is still active: it cannot be reset.',
    returned: 'The alarm must be acknowledged before it can be reset.',
    normal: 'The alarm is over: there is nothing to reset.'
  }
}

/** Why a person's input does not apply in this state. */
export function whyRefused(state: AlarmState, input: AlarmInput): string {
  const told = refusals[input]?.[state]
  if (told) return told
  return `An alarm that is ${state.replaceAll('_', ' ')} cannot be ${input.replaceAll('_', ' ')}.`
}
