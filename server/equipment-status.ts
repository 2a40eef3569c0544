/** What an equipment's status follows from: what was heard of it, and its standing alarms (contract §5). Pure. */
import type { Alarm } from './alarms/alarm.ts'
import type { EquipmentStatus } from './contract/equipment.ts'

/** An equipment as the board needs it; `sample` is a metric's period in seconds, absent when it reports on change. */
export type BoardEquipment = { id: string; metrics: Readonly<Record<string, { sample?: number }>> }

/** `never`: nothing ever arrived. `silent`: longer than its period allows. `gone`: it, or its device's connection, said so. */
export type Presentness = 'online' | 'gone' | 'silent' | 'never'

/** What the status is weighed by; times in ms. */
export type Condition = {
  silenceMs: number
  /** Null when never heard of. */
  lastSeenAt: number | null
  /** When it was last said to be gone; counts until something newer arrives. */
  goneAt: number | null
  /** Its alarms whose condition is active, by id. */
  alarms: ReadonlyMap<string, Alarm>
}

const shortestSilenceMs = 5 * 60_000

/**
 * Three of the shortest sampling period, at least 5 min (domain.md §3, "offline").
 * Equipment that reports on change only is never silent: its presence speaks for it.
 */
export function silenceLimit(equipment: BoardEquipment): number {
  const periods = Object.values(equipment.metrics).flatMap((metric) => (metric.sample === undefined ? [] : [metric.sample]))
  if (periods.length === 0) return Number.POSITIVE_INFINITY
  return Math.max(shortestSilenceMs, 3_000 * Math.min(...periods))
}

/** The rule that watches for silence; its alarm says "offline", not that something is wrong. */
function isOfflineAlarm(alarm: Alarm): boolean {
  return alarm.rule.endsWith('.offline')
}

export function presenceOf(entry: Condition, now: number): Presentness {
  if (entry.goneAt !== null) return 'gone'
  if (entry.lastSeenAt === null) return 'never'
  return now - entry.lastSeenAt > entry.silenceMs ? 'silent' : 'online'
}

export function statusOf(entry: Condition, now: number): EquipmentStatus {
  let warning = false
  let saidOffline = false
  for (const alarm of entry.alarms.values()) {
    if (isOfflineAlarm(alarm)) saidOffline = true
    else if (alarm.severity === 'critical' || alarm.severity === 'major') return 'alarm'
    else if (alarm.severity === 'minor') warning = true
  }
  if (saidOffline || presenceOf(entry, now) !== 'online') return 'offline'
  return warning ? 'warning' : 'normal'
}
