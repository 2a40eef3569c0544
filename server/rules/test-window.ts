/** Whether equipment is being tested: a flag of its own says so, and is fresh. */
import type { SeriesRules, TestWindow } from './rule-index.ts'

/** Our clock at which the window ends if nothing more is heard; -Infinity when none is open. */
export function testEndsAt({ flags }: TestWindow): number {
  let end = -Infinity
  for (const flag of flags) if (flag.value === true) end = Math.max(end, staleAt(flag))
  return end
}

function staleAt({ freshMs, judgedAt, on }: SeriesRules): number {
  if (freshMs !== null) return judgedAt + freshMs
  return on.goneAt >= on.heardAt ? -Infinity : on.heardAt + on.offlineMs
}
