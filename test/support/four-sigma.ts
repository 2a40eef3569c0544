/** The plain rule that learned baselines are held against: 10-minute means further than 4 sigma from the metric's own mean. */

import type { Reading } from '../../gateway/reading.ts'
import { normalState, type RuleState, step } from '../../server/rules/alarm-step.ts'

const bucketMs = 600_000
/** A week of means is remembered, and none is judged before. */
const remembered = 1008

type Series = { bucket: number; sum: number; count: number; seen: number; mean: number; variance: number; state: RuleState }
export type PlainRaise = { equipment: string; metric: string; raisedAt: number }

/** `metricsOf`: the metrics judged of an equipment. A metric's alarm counts as one of its equipment's. */
export function createFourSigma(options: { metricsOf: (equipment: string) => readonly string[]; forMs: number }) {
  const { metricsOf, forMs } = options
  const series = new Map<string, Series>()

  function finish(one: Series, key: string, raised: PlainRaise[]): void {
    const value = one.sum / one.count
    const ts = (one.bucket + 1) * bucketMs
    const off = value - one.mean
    const judged = one.seen >= remembered
    const breach = judged && Math.abs(off) > 4 * Math.sqrt(one.variance)
    if (!breach) {
      one.seen += 1
      const gain = Math.max(1 / one.seen, 1 / remembered)
      one.mean += gain * off
      one.variance = (1 - gain) * (one.variance + gain * off * off)
    }
    const stepped = step(
      one.state,
      { forMs, clearForMs: forMs },
      { type: 'observed', verdict: breach ? 'breach' : 'clear', ts, receivedAt: ts, value, limit: null }
    )
    one.state = stepped.state
    const [equipment = '', metric = ''] = key.split(' ')
    for (const change of stepped.changes)
      if (change.type === 'raised') raised.push({ equipment, metric, raisedAt: change.raisedAt })
    one.sum = 0
    one.count = 0
  }

  return {
    judge(readings: readonly Reading[]): PlainRaise[] {
      const raised: PlainRaise[] = []
      for (const { equipment, metric, value, ts } of readings) {
        if (typeof value !== 'number' || !metricsOf(equipment).includes(metric)) continue
        const key = `${equipment} ${metric}`
        let one = series.get(key)
        if (!one) {
          one = { bucket: 0, sum: 0, count: 0, seen: 0, mean: value, variance: 0, state: normalState }
          series.set(key, one)
        }
        const bucket = Math.floor(ts / bucketMs)
        if (one.count > 0 && bucket !== one.bucket) finish(one, key, raised)
        one.bucket = bucket
        one.sum += value
        one.count += 1
      }
      return raised
    },
    /** A copy that goes its own way. */
    fork() {
      const other = createFourSigma(options)
      other.adopt(structuredClone(series))
      return other
    },
    adopt(others: Map<string, Series>): void {
      series.clear()
      for (const [key, one] of others) series.set(key, one.state.phase === 'normal' ? { ...one, state: normalState } : one)
    }
  }
}
export type FourSigma = ReturnType<typeof createFourSigma>
