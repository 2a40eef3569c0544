/** Alarms in the order in which they want an eye, consequences folded under what came first. */
import type { AlarmItem } from '../../../../server/contract/alarms.ts'

export type AlarmGroup = { alarm: AlarmItem; consequences: AlarmItem[] }

const severityRank = { critical: 0, major: 1, minor: 2, info: 3 } as const

/** Unacknowledged first, active before gone, then the severe, then the new. */
export function wantsEyesFirst(a: AlarmItem, b: AlarmItem): number {
  const unseen = Number(b.state === 'unacknowledged') - Number(a.state === 'unacknowledged')
  const active = Number(b.active) - Number(a.active)
  return unseen || active || severityRank[a.severity] - severityRank[b.severity] || b.raisedAt.localeCompare(a.raisedAt)
}

/** A consequence whose cause is not among these stands for itself; a chain folds under its first. */
export function groupByCause(alarms: readonly AlarmItem[]): AlarmGroup[] {
  const byId = new Map(alarms.map((alarm) => [alarm.id, alarm]))
  const groups = new Map<string, AlarmGroup>()
  for (const alarm of alarms) if (firstOf(alarm, byId) === alarm) groups.set(alarm.id, { alarm, consequences: [] })
  for (const alarm of alarms) {
    const first = firstOf(alarm, byId)
    if (first !== alarm) groups.get(first.id)?.consequences.push(alarm)
  }
  return [...groups.values()]
}

function firstOf(alarm: AlarmItem, byId: ReadonlyMap<string, AlarmItem>): AlarmItem {
  const seen = new Set([alarm])
  let first = alarm
  while (first.cause !== null) {
    const cause = byId.get(first.cause)
    if (!cause) return first
    // Two that name each other would fold away both.
    if (seen.has(cause)) return alarm
    seen.add(cause)
    first = cause
  }
  return first
}
