/** What an alarm went through, as the reports read it from `alarm_events`: in order of `at`, times in ms. */
import type { AlarmState } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'

type Common = {
  alarm: string
  rule: string
  equipment: string
  title: string
  /** Server time of the step. */
  at: number
  /** The state after it. */
  state: AlarmState
  /** User id; null for the program. */
  actor: string | null
}

export type AlarmRaise = Common & {
  type: 'raised' | 'raised_again'
  /** Device time: first breaching ts + `for`. */
  raisedAt: number
  severity: Severity
  /** Over before it became known: nobody was called. */
  late: boolean
}

export type AlarmTransition =
  | AlarmRaise
  | (Common & { type: 'cleared'; clearedAt: number })
  | (Common & { type: 'suppressed'; by: string })
  | (Common & { type: 'acknowledged' | 'other' })

export function isRaise(step: AlarmTransition): step is AlarmRaise {
  return step.type === 'raised' || step.type === 'raised_again'
}

/** What chatters, and what is tuned: one rule on one equipment, whichever alarm of it stands. Ids never contain a space. */
export function actorKey({ rule, equipment }: { rule: string; equipment: string }): string {
  return `${rule} ${equipment}`
}
