/** What the alarms say when a round was not walked, or a place of it not seen. Pure. */
import type { AlarmRaised, RuleHeader } from '../rules/changes.ts'
import type { PlannedRound } from './plan.ts'
import { dueOf, type RoundJudgement } from './round.ts'

export const missedCheckpoint = 'patrol.missed_checkpoint'
export const missedRound = 'patrol.missed_round'

const shared = {
  version: 1,
  severity: 'minor',
  roles: ['guard'],
  ticket: true,
  metric: null,
  latching: false,
  suppressedBy: [],
  kind: 'patrol'
} as const satisfies Partial<RuleHeader>

/** The place is the alarm's subject, or the route when not one of its places was seen: one cause, one ticket. */
export function raisedBy(
  round: PlannedRound,
  { missed, counted }: RoundJudgement,
  nameOf: (checkpoint: string) => string
): AlarmRaised[] {
  const common = {
    type: 'raised' as const,
    // The window's start: whatever is seen from then on ends the alarm.
    episode: round.from,
    raisedAt: dueOf(round),
    limit: null
  }
  const roles = [...shared.roles]
  if (counted.length === 0 && round.checkpoints.length > 1) {
    const rule = {
      ...shared,
      roles,
      suppressedBy: [],
      id: missedRound,
      title: `漏巡：${round.routeName}`,
      action: '联系当班人员，尽快补巡；查明原因并记录'
    }
    return [{ ...common, rule, equipment: round.route, value: round.checkpoints.length }]
  }
  return missed.map((checkpoint) => {
    const rule = {
      ...shared,
      roles,
      suppressedBy: [],
      id: missedCheckpoint,
      title: `漏检：${nameOf(checkpoint)}（${round.routeName}）`,
      action: '到现场补检；查明漏检原因并记录'
    }
    return { ...common, rule, equipment: checkpoint, value: null }
  })
}
