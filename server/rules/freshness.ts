/** When a value is too old to be judged beside others (contract §3): unknown, neither above nor below. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import type { EquipmentRules, SeriesRules } from './rule-index.ts'

const shortestMs = 5 * 60_000
const samples = 3

/** How long a metric is fresh: 3 sample periods, at least 5 min; null when it reports on change. */
export function freshMsOf(spec: Pick<MetricSpec, 'sample'> | undefined): number | null {
  return spec?.sample === undefined ? null : Math.max(shortestMs, samples * 1000 * spec.sample)
}

/** Silence after which equipment is offline: 3 of its shortest period, at least 5 min; Infinity when all is on change. */
export function offlineMsOf(metrics: Readonly<Record<string, Pick<MetricSpec, 'sample'>>>): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const { sample } of Object.values(metrics)) if (sample !== undefined) shortest = Math.min(shortest, sample)
  return Math.max(shortestMs, samples * 1000 * shortest)
}

/** `now`: our clock. */
function isOffline(on: EquipmentRules, now: number): boolean {
  if (on.heardAt === -Infinity) return true
  return on.goneAt >= on.heardAt || now - on.heardAt >= on.offlineMs
}

/**
 * Whether the newest value counts. `ts` is the device's clock at the moment of judging, `now` ours: a sampled metric ages
 * on its own clock, so a late batch is judged as it was; one that reports on change holds while its equipment is there.
 */
export function isFresh(series: SeriesRules, ts: number, now: number): boolean {
  if (series.judgedTs === -Infinity) return false
  return series.freshMs === null ? !isOffline(series.on, now) : ts - series.judgedTs < series.freshMs
}

/** The device's clock when ours says `now`, going by its newest reading: what passed since that came. */
export function deviceTime(series: SeriesRules, now: number): number {
  return series.judgedTs + (now - series.judgedAt)
}
