/** When a value counts as current, and where it lies against its normal range. */
import type { EquipmentStatus, LatestValue, MetricInfo } from '../../../server/contract/equipment.ts'
import type { LinkState } from './live.ts'

const leastFreshMs = 5 * 60_000
const freshSamples = 3

export type Surroundings = { status: EquipmentStatus; now: number; link: LinkState }

/**
 * Fresh for 3 sample periods, at least 5 min; what reports on change, as long as its equipment is not
 * offline (contract §3); of offline equipment nothing on the screen counts as current. Without a connection for that long nothing here is known to be current.
 */
export function isFresh(latest: LatestValue, info: MetricInfo | undefined, around: Surroundings): boolean {
  const { status, now, link } = around
  if (link.state === 'lost' && now - link.since > leastFreshMs) return false
  if (status === 'offline') return false
  if (info?.sample === undefined) return true
  return now - Date.parse(latest.ts) <= Math.max(leastFreshMs, freshSamples * info.sample * 1_000)
}

export type Deviation = 'low' | 'high' | 'other'

/** Undefined inside the normal range, or where there is none. */
export function deviation(value: number | boolean | string, info: MetricInfo | undefined): Deviation | undefined {
  const normal = info?.normal
  if (!normal) return undefined
  if ('is' in normal) return value === normal.is ? undefined : 'other'
  if (typeof value !== 'number') return undefined
  if (normal.min !== undefined && value < normal.min) return 'low'
  if (normal.max !== undefined && value > normal.max) return 'high'
  return undefined
}

/** Of a motor that stands these are 0 and rightly so (domain.md §2.1 "running"). */
const whileRunning = new Set(['motor_current', 'motor_load', 'frequency', 'motor_power', 'flow'])

export function isJudged(metric: string, latest: Readonly<Record<string, LatestValue>>): boolean {
  return !(whileRunning.has(metric) && latest['running']?.value === false)
}
