/** How many alarms were stale on each day of the site. */
import type { Span } from './spans.ts'

/** `edges`: midnights, the last ends the last day. */
export function createStaleDays(edges: readonly number[]) {
  const days = edges.slice(1).map((end, index) => ({ from: edges[index] ?? end, to: end, alarms: new Set<string>() }))
  return {
    add(alarm: string, { from, to }: Span): void {
      for (const day of days) if (from < day.to && day.from < to) day.alarms.add(alarm)
    },
    /** The most on one day. */
    worst: () => days.reduce((most, { alarms }) => Math.max(most, alarms.size), 0)
  }
}
