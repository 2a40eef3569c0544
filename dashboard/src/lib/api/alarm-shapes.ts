import type { AlarmState, AlarmItem as Plain } from '../../../../server/contract/alarms.ts'

export type AlarmKind = 'equipment' | 'sensor' | 'anomaly'
export type AlarmLabel = 'chattering' | 'fleeting' | 'stale'
export type AlarmItem = Plain & {
  cause: string | null
  linked: number
  shelvedUntil: string | null
  shelvedReason: string | null
  suppressedBy: string | null
  latching: boolean
  kind: AlarmKind
  labels: AlarmLabel[]
}
export type AlarmEvent = {
  at: string
  type: string
  state: AlarmState
  actor: string | null
  ruleVersion: number
  detail: Record<string, unknown>
}
export type AlarmDetail = AlarmItem & { action: string; history: AlarmEvent[] }
export type OutOfService = {
  state: 'in_service' | 'requested' | 'out_of_service'
  reason: string | null
  until: string | null
  by: string | null
  confirmedBy: string | null
  at: string | null
}
