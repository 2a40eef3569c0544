/** What the rules say happened; the desk turns it into alarms and tickets. */
import type { Value } from '../../gateway/reading.ts'
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
}
export type AlarmCleared = {
  type: 'cleared'
  /** A rule that no longer applies is known by its id alone. */
  rule: Pick<RuleHeader, 'id'>
  equipment: string
  episode: number
  clearedAt: number
}
export type AlarmChange = AlarmRaised | AlarmCleared
