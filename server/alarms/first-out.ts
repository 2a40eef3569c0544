/** One cause, one ticket: which alarm another one is a consequence of. Pure; times in ms. */
import type { Alarm } from './alarm.ts'
import { isHeld } from './lifecycle.ts'
import { isFireAlarm } from './people-steps.ts'
import type { Topology } from './topology.ts'

/** How far apart cause and consequence may raise, and how long a cause speaks for it after its end (domain.md §3, ED). */
export const consequenceMs = 10 * 60_000

/** Why `root` speaks for the alarm: `rule` names the suppressing rule, null when it only feeds the equipment. */
export type FirstOut = { root: Alarm; rule: string | null }

export type Surroundings = {
  topology: Topology
  /** The alarms on record of an equipment that stand, or ended within `consequenceMs`. */
  on: (equipment: string) => Iterable<Alarm>
  find: (id: string) => Alarm | undefined
  /** Whether a ticket stands for the alarm: without one, nobody would hear of its consequences. */
  hasTicket: (alarm: Alarm) => boolean
}

type Consequence = Pick<Alarm, 'rule' | 'equipment' | 'raisedAt' | 'header'>

/**
 * The alarm that speaks for `raised`: of those whose rule suppresses it, on its own equipment or on one that feeds it,
 * else of the critical and major ones on what feeds it, the one that raised first.
 */
export function findFirstOut(raised: Consequence, around: Surroundings): FirstOut | undefined {
  let suppressor: Alarm | undefined
  let first: Alarm | undefined
  for (const equipment of [raised.equipment, ...around.topology.feedersOf(raised.equipment)]) {
    const feeds = equipment !== raised.equipment
    for (const alarm of around.on(equipment)) {
      if ((!feeds && alarm.rule === raised.rule) || !canSpeak(alarm)) continue
      const names = raised.header.suppressedBy.includes(alarm.rule)
      if (names && (alarm.active || endedWithin(alarm, raised.raisedAt))) suppressor = earlier(suppressor, alarm)
      if (feeds && isGrave(alarm) && isRecent(alarm, raised.raisedAt) && around.hasTicket(rootOf(alarm, around))) {
        first = earlier(first, alarm)
      }
    }
  }
  if (suppressor) return { root: rootOf(suppressor, around), rule: suppressor.rule }
  return first && { root: rootOf(first, around), rule: null }
}

/** Raised shortly before its cause did, and so already on record: by the same measure as above. */
export function isConsequenceOf(earlierAlarm: Alarm, cause: Alarm, topology: Topology): boolean {
  if (!earlierAlarm.active || earlierAlarm.cause !== null || earlierAlarm.id === cause.id) return false
  if (earlierAlarm.header.suppressedBy.includes(cause.rule) && reaches(cause, earlierAlarm, topology)) return true
  const isFed = topology.feedersOf(earlierAlarm.equipment).has(cause.equipment)
  return isGrave(cause) && isFed && Math.abs(cause.raisedAt - earlierAlarm.raisedAt) <= consequenceMs
}

function reaches(cause: Alarm, alarm: Alarm, topology: Topology): boolean {
  return cause.equipment === alarm.equipment || topology.feedersOf(alarm.equipment).has(cause.equipment)
}

/** Where people may be in danger, the ticket opens whatever caused it. */
export function alwaysSpeaks(alarm: Pick<Alarm, 'rule' | 'header'>): boolean {
  return isFireAlarm(alarm) || /\.(entrapment|alarm_button|smoke|gas_lel)(_|$)/.test(alarm.rule)
}

/** What is shelved, in a test or out of service is not announced itself: it must not silence others. */
function canSpeak(alarm: Alarm): boolean {
  if (alarm.state === 'normal') return !alarm.late
  return !isHeld(alarm.state) || (alarm.state === 'suppressed' && alarm.cause !== null)
}

function isRecent(alarm: Alarm, raisedAt: number): boolean {
  if (!alarm.active) return endedWithin(alarm, raisedAt)
  return Math.abs(raisedAt - alarm.raisedAt) <= consequenceMs
}

function endedWithin({ clearedAt }: Alarm, raisedAt: number): boolean {
  return clearedAt !== null && raisedAt - clearedAt <= consequenceMs
}

function earlier(one: Alarm | undefined, other: Alarm): Alarm {
  return one === undefined || other.raisedAt < one.raisedAt ? other : one
}

/** A consequence of a consequence folds under the first of them all, as long as that one is known. */
function rootOf(alarm: Alarm, { find }: Surroundings): Alarm {
  const root = alarm.cause === null ? undefined : find(alarm.cause)
  return root && canSpeak(root) ? root : alarm
}

function isGrave({ severity }: Alarm): boolean {
  return severity === 'critical' || severity === 'major'
}
