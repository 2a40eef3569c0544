/** What the rules say happened; the desk turns it into alarms and tickets. */
import type { Value } from '../../gateway/reading.ts'
import type { AlarmKind } from '../contract/alarms.ts'
import type { Role, Severity } from '../contract/common.ts'

/** The parts of a rule that alarms and tickets keep. */
export type RuleHeader = {
  id: string
  version: number
  title: string
  action: string
  severity: Severity
  roles: Role[]
  /** Whether a raise opens a ticket. */
  ticket: boolean
  /** The metric it judges; null for events and equipment-wide `no_data`. */
  metric: string | null
  /** The alarm stays when its condition is over, until somebody resets it on site. */
  latching: boolean
  /** Rules whose alarm, on the same equipment or on one that feeds it, quiets this one. */
  suppressedBy: string[]
  /** How long its condition has to be gone until the alarm clears, ms; 0 when left out. */
  clearForMs?: number
  /** What the alarm speaks of; the equipment itself when left out. */
  kind?: AlarmKind
}

export type AlarmRaised = {
  type: 'raised'
  rule: RuleHeader
  equipment: string
  /** ts of the first breaching reading: with rule and equipment, the alarm's key. */
  episode: number
  /** episode + `for`. */
  raisedAt: number
  value: Value | null
  limit: Value | null
  /** Its episode was over when it became known, and all its readings came more than 5 min after their ts. */
  late?: boolean
  /** The condition holds inside a test window (`not_during: test`): recorded, not announced. */
  suppressed?: 'test'
}
/** The same alarm at another stage, higher or lower; `rule` carries that stage's severity. */
export type AlarmStaged = {
  type: 'staged'
  rule: RuleHeader
  equipment: string
  episode: number
  /** When it did: a higher stage raised, or the one above it cleared. */
  at: number
  value: Value | null
  limit: Value | null
}
/** The test window that kept an alarm suppressed is over, its condition still holds. */
export type AlarmReleased = Omit<AlarmStaged, 'type'> & { type: 'released' }
export type AlarmCleared = {
  type: 'cleared'
  /** A rule that no longer applies is known by its id alone. */
  rule: Pick<RuleHeader, 'id'>
  equipment: string
  episode: number
  clearedAt: number
}
/** When an alarm began and ended; null while it stands. */
export type AlarmSpan = { raisedAt: number; clearedAt: number | null }
/** Late readings changed what is on record of an episode; `now` is null when there was none after all. */
export type AlarmCorrected = {
  type: 'corrected'
  rule: RuleHeader
  equipment: string
  episode: number
  was: AlarmSpan
  now: (AlarmSpan & { episode: number }) | null
}
export type AlarmChange = AlarmRaised | AlarmStaged | AlarmReleased | AlarmCleared | AlarmCorrected
