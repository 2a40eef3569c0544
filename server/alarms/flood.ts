/** A site's alarm flood (domain.md §10): while it lasts, minor and info alarms are grouped instead of announced. Pure. */
import type { Severity } from '../contract/common.ts'

export const floodWindowMs = 10 * 60_000
/** More raises than this in a window begin it. */
const beginsAbove = 10
/** Fewer than this in a window end it. */
export const endsBelow = 5

/** Whether it is on after a raise, the `recent`-th within the window. */
export function isFlood(was: boolean, recent: number): boolean {
  return was || recent > beginsAbove
}

/** When it ends if nothing else raises: as the window leaves the `endsBelow`-th newest raise behind. `newest`: ms, newest first. */
export function floodEndsAt(newest: readonly number[]): number {
  const last = newest[endsBelow - 1]
  return last === undefined ? 0 : last + floodWindowMs
}

/** Critical and major alarms speak through any flood. */
export function isDrowned(severity: Severity): boolean {
  return severity === 'minor' || severity === 'info'
}
