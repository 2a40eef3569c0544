/** Whether a repair worked (R20): the telemetry stayed normal for the hold time since. Pure; times in ms. */

/** Engineering default: shorter than this, a pump has hardly been through one of its cycles. */
const leastHoldMs = 10 * 60_000

/** `clearForMs`: how long the rule itself waits until its condition counts as over. */
export function effectHoldMs(clearForMs = 0): number {
  return Math.max(leastHoldMs, clearForMs)
}

type Course = { active: boolean; clearedAt: number | null }

/** `lookAt`: when it may have been normal for long enough. */
export type Effect = { ready: true; since: number } | { ready: false; lookAt: number }

/** `courses`: the alarms whose condition must be over, that of silence among them: of a silent sensor nothing is known. */
export function effectOf(
  resolvedAt: number,
  courses: readonly Course[],
  { now, holdMs }: { now: number; holdMs: number }
): Effect {
  if (courses.some((course) => course.active)) return { ready: false, lookAt: now + holdMs }
  // A device's clock may be ahead of ours.
  const ends = courses.map((course) => Math.min(course.clearedAt ?? 0, now))
  const since = Math.max(resolvedAt, ...ends)
  return since + holdMs <= now ? { ready: true, since } : { ready: false, lookAt: since + holdMs }
}
