/** An alarm as the server keeps it; times in ms. See domain.md §9 for the states. */
import type { Value } from '../../gateway/reading.ts'
import type { AlarmState } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'

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
  acknowledgedAt: number | null
  acknowledgedBy: string | null
  occurrences: number
  value: Value | null
  limit: Value | null
  late: boolean
  ticket: string | null
}
