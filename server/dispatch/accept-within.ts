/** How long a ticket may lie with somebody who has not accepted it. */
import { type Priority, parseDuration } from '../contract/common.ts'

/** As the site file writes it; what it leaves out has its default. */
export type AcceptWithin = { [P in Priority]?: string | undefined }

/** Engineering defaults inside the dispatch clock of domain.md §4 (5 min for P1, 30 min by 003 for the others). */
const defaults: Record<Priority, string> = { P1: '5m', P2: '15m', P3: '30m', P4: '30m' }

/** In ms. */
export function acceptWithinMs(priority: Priority, site: AcceptWithin = {}): number {
  return parseDuration(site[priority] ?? defaults[priority]) ?? 0
}
