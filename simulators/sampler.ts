/** Which of the present values a device sends: by period, by change, and now and then all the same. */

import type { Value, Values } from './models/model.ts'
import { hashText } from './random.ts'

export type SamplerMode = {
  /** A metric's period in ms, from the model's sampling period in seconds (> 0). */
  periodMs(seconds: number): number
  /** An unchanged value is sent again after this time, ms. */
  heartbeatMs: number
  /** Equipment without a metric of a second is looked at this often, ms. */
  lookEveryMs: number
}

/** Faster than the catalogue's periods, so that a screen lives; standing values once a minute. */
export const liveMode: SamplerMode = {
  periodMs: (seconds) => (seconds <= 1 ? 1000 : seconds <= 5 ? 2000 : seconds <= 10 ? 4000 : Math.min(seconds * 1000, 15_000)),
  heartbeatMs: 60_000,
  lookEveryMs: 0
}

/** A value a minute is enough for yesterday's trend. */
export const historyMode: SamplerMode = {
  periodMs: (seconds) => Math.max(60_000, seconds * 1000),
  heartbeatMs: 15 * 60_000,
  lookEveryMs: 10_000
}

export type Sampler = {
  /** The values due at `t` (ms), or undefined when there are none. */
  take(t: number, values: () => Values, mode: SamplerMode): Values | undefined
}

type Sent = { value: Value; at: number }

/** `sampling` as in a model: seconds, 0 or absent = on change. `id` spreads equipment over the period. */
export function createSampler(id: string, sampling: Readonly<Record<string, number>>): Sampler {
  const last = new Map<string, Sent>()
  const phase = hashText(id) % 4000
  const quick = Object.values(sampling).includes(1)
  let lookedAt = Number.NEGATIVE_INFINITY

  /** A flag or word has turned: it does not wait for its period, and all that changed with it comes along (domain.md §2.1). */
  function hasSwitched(values: Values): boolean {
    return Object.entries(values).some(([metric, value]) => typeof value !== 'number' && last.get(metric)?.value !== value)
  }

  function isDue(metric: string, value: Value, t: number, mode: SamplerMode, switched: boolean): boolean {
    const sent = last.get(metric)
    if (!sent) return true
    if (t - sent.at >= mode.heartbeatMs) return true
    if (value === sent.value) return false
    const seconds = sampling[metric] ?? 0
    if (seconds === 0 || switched) return true
    const period = mode.periodMs(seconds)
    return Math.floor((t + phase) / period) > Math.floor((sent.at + phase) / period)
  }

  return {
    take(t, values, mode) {
      if (!quick && t - lookedAt < mode.lookEveryMs) return undefined
      lookedAt = t
      let due: Values | undefined
      const present = values()
      const switched = hasSwitched(present)
      for (const [metric, value] of Object.entries(present)) {
        if (!isDue(metric, value, t, mode, switched)) continue
        due ??= {}
        due[metric] = value
        last.set(metric, { value, at: t })
      }
      return due
    }
  }
}
