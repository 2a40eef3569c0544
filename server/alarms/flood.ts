/** A site's alarm flood (domain.md §10): while it lasts, what nobody must act on is grouped instead of announced. Pure. */
import type { RuleHeader } from '../rules/changes.ts'

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

/** Critical and major alarms speak through any flood, and so does all that has a ticket: each condition has its one (contract §4). */
export function isDrowned({ severity, ticket }: Pick<RuleHeader, 'severity' | 'ticket'>): boolean {
  return !ticket && (severity === 'minor' || severity === 'info')
}
