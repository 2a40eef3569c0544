/** An alarm as the server keeps it; times in ms. See domain.md §9 for the states. */
import type { Value } from '../../gateway/reading.ts'
import type { AlarmEventType, AlarmKind, AlarmState } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'
import type { RuleHeader } from '../rules/changes.ts'
import type { Habits } from './labels.ts'

export type Alarm = {
  id: string
  rule: string
  ruleVersion: number
  equipment: string
  title: string
  severity: Severity
  state: AlarmState
  active: boolean
  episode: number
  raisedAt: number
  clearedAt: number | null
  /** Of the latest raise: a new one asks again. */
  acknowledgedAt: number | null
  acknowledgedBy: string | null
  occurrences: number
  value: Value | null
  limit: Value | null
  late: boolean
  ticket: string | null
  kind: AlarmKind
  latching: boolean
  /** Id of the first-out alarm it folds under. */
  cause: string | null
  /** How many fold under it. */
  linked: number
  /** Set exactly while it is shelved, in whatever state it shows. */
  shelvedUntil: number | null
  shelvedReason: string | null
  /** Set exactly while it is suppressed, in whatever state it shows: a rule's id, `test` or `flood`. */
  suppressedBy: string | null
  /** When it speaks for itself again, its cause being over; null while the cause stands or there is none. */
  releaseAt: number | null
  habits: Habits
  /** The rule at the latest raise: a ticket may open long after it. */
  header: RuleHeader
}

/** Something that happened to an alarm. Times in `detail` are ms. */
export type AlarmEvent = {
  /** Server time. */
  at: number
  type: AlarmEventType
  /** The alarm's state afterwards. */
  state: AlarmState
  /** A user's id, or null when the program did it. */
  actor: string | null
  ruleVersion: number
  detail: Record<string, unknown>
}

/** An alarm in its new state, and what is written down of how it got there. */
export type Step = { alarm: Alarm; events: AlarmEvent[] }
