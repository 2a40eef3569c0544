/** Pure wave forms the models are made of. Times in seconds, hours as 0–24 of the site's clock. */
import type { Random } from './random.ts'

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** What a transmitter of that resolution would send; never −0. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale + 0
}

/** First-order lag: after `tau` seconds 63 % of the way to `target` is done. */
export function approach(value: number, target: number, dt: number, tau: number): number {
  return target + (value - target) * Math.exp(-dt / tau)
}

/** A value that wanders around 0 with standard deviation `sigma` and forgets within `tau` seconds. */
export function wander(value: number, dt: number, tau: number, sigma: number, rng: Random): number {
  const keep = Math.exp(-dt / tau)
  return value * keep + rng.gauss(sigma * Math.sqrt(1 - keep * keep))
}

/** Straight lines through `[hour, level]` points that begin at 0 and end at 24. */
export function dailyCurve(points: ReadonlyArray<readonly [number, number]>): (hour: number) => number {
  return (hour) => {
    const after = points.findIndex(([at]) => at > hour)
    const [toHour, to] = points[after] ?? [24, points.at(-1)?.[1] ?? 0]
    const [fromHour, from] = points[after - 1] ?? [0, to]
    return toHour === fromHour ? to : from + ((to - from) * (hour - fromHour)) / (toHour - fromHour)
  }
}

/** Position and speed of a drive that accelerates, cruises and brakes over `distance` (m, m/s, m/s²). */
export function travel(
  distance: number,
  elapsed: number,
  drive: { maxSpeed: number; acceleration: number }
): { position: number; speed: number; done: boolean } {
  const top = Math.min(drive.maxSpeed, Math.sqrt(distance * drive.acceleration))
  const ramp = top / drive.acceleration
  const cruise = distance / top - ramp
  const total = cruise + 2 * ramp
  if (!(elapsed < total)) return { position: distance, speed: 0, done: true }
  if (elapsed < ramp) {
    return { position: (drive.acceleration * elapsed ** 2) / 2, speed: drive.acceleration * elapsed, done: false }
  }
  if (elapsed < ramp + cruise) return { position: (top * ramp) / 2 + top * (elapsed - ramp), speed: top, done: false }
  const left = total - elapsed
  return { position: distance - (drive.acceleration * left ** 2) / 2, speed: drive.acceleration * left, done: false }
}
