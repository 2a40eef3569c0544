/** Faults of one transmitter rather than of the machine: `{fault}.{metric}`, such as `jump.outlet_pressure`. */
import type { Value, Values } from './models/model.ts'
import { createRandom, hashText } from './random.ts'

export const sensorFaultKinds = {
  stuck: 'shows its last value for ever',
  flat: 'rests at the end of its range (0)',
  hum: 'shows its last value and a trembling last digit',
  jump: 'leaps away and back, one reading in four: a loose contact',
  impossible: 'shows what cannot be: a counter that lost a third, a level of 112 %, 60 K more from one second to the next',
  drift: 'shows more and more, 1 % of its value an hour'
} as const
export type SensorFaultKind = keyof typeof sensorFaultKinds

/** `stuck.flow` → the fault and its metric; undefined for any other name. */
export function readSensorFault(name: string): { kind: SensorFaultKind; metric: string } | undefined {
  const [kind = '', metric, ...rest] = name.split('.')
  if (metric === undefined || rest.length > 0 || !Object.hasOwn(sensorFaultKinds, kind)) return undefined
  return { kind: kind as SensorFaultKind, metric }
}

export type SensorFaults = {
  /** The values as the transmitters show them. `active`: faults → seconds since each began. */
  show(values: Values, active: ReadonlyMap<string, number>): Values
}

const counters = /(_count|_hours|^energy)$/
const shares = /(^|_)level$/

/** One equipment's transmitters; `seed` makes their leaps repeatable. */
export function createSensorFaults(seed: string): SensorFaults {
  const rng = createRandom(hashText(`${seed}/sensors`))
  /** What each faulty transmitter showed when its fault began. */
  const held = new Map<string, number>()

  function distorted(name: string, kind: SensorFaultKind, metric: string, value: number, seconds: number): Value {
    const first = held.get(name) ?? value
    held.set(name, first)
    switch (kind) {
      case 'stuck':
        return first
      case 'flat':
        return 0
      case 'hum':
        return first + (rng.chance(0.5) ? lastDigit(first) : 0)
      case 'jump':
        return rng.chance(0.25) ? value * rng.between(1.7, 2.1) : value
      case 'impossible':
        if (counters.test(metric)) return value * 0.66
        return shares.test(metric) ? 112 : value + 60
      case 'drift':
        return value * (1 + (0.01 * seconds) / 3600)
    }
  }

  return {
    show(values, active) {
      let shown = values
      for (const [name, seconds] of active) {
        const fault = readSensorFault(name)
        const value = fault && values[fault.metric]
        if (!fault || typeof value !== 'number') continue
        if (shown === values) shown = { ...values }
        shown[fault.metric] = distorted(name, fault.kind, fault.metric, value, seconds)
      }
      for (const name of held.keys()) if (!active.has(name)) held.delete(name)
      return shown
    }
  }
}

/** One step of the last digit that is shown. */
function lastDigit(value: number): number {
  const digits = String(value).split('.')[1]?.length ?? 0
  return 10 ** -Math.max(digits, 1)
}
