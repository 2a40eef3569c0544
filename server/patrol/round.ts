/** A round: a route, a window, and the scans that count for it. Pure. */
import type { RoundStatus } from '../contract/patrol.ts'

/** `checkpoints`: of the plan as it was when the window began. Times in ms. */
export type Round = {
  id: string
  route: string
  date: string
  from: number
  to: number
  checkpoints: readonly string[]
  /** `given`: each checkpoint after the one before it. */
  order: 'any' | 'given'
  /** How often each checkpoint is to be seen, and how far apart. */
  visits: number
  spacingMs: number
  /** How long after the window a scan from within it may still be on its way before what is missing is told. */
  graceMs: number
}

export type RoundScan = { id: string; checkpoint: string; ts: number }

export type RoundJudgement = {
  status: RoundStatus
  /** The scans that count, in the order of the plan. */
  counted: RoundScan[]
  /** Checkpoints that were not seen as often as planned; while the window runs, those still to come. */
  missed: string[]
}

/** Same tag within 60 s is one visit (domain.md §5, ED): the first of them counts. */
const sameVisitMs = 60_000

/** `before` and `after` by their own times. */
export function isSameVisit(before: Omit<RoundScan, 'id'>, after: Omit<RoundScan, 'id'>): boolean {
  return before.checkpoint === after.checkpoint && after.ts - before.ts < sameVisitMs
}

/**
 * Scans count for the window that holds their own time, whenever they arrive: a round that was called off is judged again.
 * With `order: given` a checkpoint counts only after those before it.
 */
export function judgeRound(round: Round, scans: readonly RoundScan[], now: number): RoundJudgement {
  const inWindow = scans.filter(({ ts }) => ts >= round.from && ts < round.to).sort((one, other) => one.ts - other.ts)
  const counted = round.order === 'given' ? countInOrder(round, inWindow) : countAny(round, inWindow)
  const seen = new Map<string, number>()
  for (const { checkpoint } of counted) seen.set(checkpoint, (seen.get(checkpoint) ?? 0) + 1)
  const missed = round.checkpoints.filter((checkpoint) => (seen.get(checkpoint) ?? 0) < round.visits)
  return { status: statusOf(round, { counted: counted.length, missed: missed.length }, now), counted, missed }
}

function statusOf(round: Round, { counted, missed }: { counted: number; missed: number }, now: number): RoundStatus {
  if (missed === 0) return 'complete'
  if (now >= dueOf(round)) return counted > 0 ? 'partial' : 'missed'
  return counted > 0 ? 'in_progress' : 'planned'
}

/** When what is missing is told, ms. */
export function dueOf({ to, graceMs }: Pick<Round, 'to' | 'graceMs'>): number {
  return to + graceMs
}

/** Of each checkpoint as many as wanted, far enough apart. */
function countAny({ checkpoints, visits, spacingMs }: Round, scans: readonly RoundScan[]): RoundScan[] {
  return checkpoints.flatMap((checkpoint) => {
    const counted: RoundScan[] = []
    for (const scan of scans) {
      if (scan.checkpoint !== checkpoint || counted.length === visits) continue
      const last = counted.at(-1)
      if (!last || scan.ts - last.ts >= Math.max(spacingMs, sameVisitMs)) counted.push(scan)
    }
    return counted
  })
}

/** The earliest scan of each checkpoint that follows the one counted before it. */
function countInOrder(round: Round, scans: readonly RoundScan[]): RoundScan[] {
  const counted: RoundScan[] = []
  let from = 0
  for (const checkpoint of round.checkpoints) {
    const index = scans.findIndex((scan, at) => at >= from && scan.checkpoint === checkpoint)
    const scan = scans[index]
    if (!scan) continue
    counted.push(scan)
    from = index + 1
  }
  return counted
}
