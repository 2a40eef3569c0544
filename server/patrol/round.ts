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
  /** How long after the window a scan from within it may still be on its way before the round is called off. */
  graceMs: number
}

export type RoundScan = { id: string; checkpoint: string; ts: number }

export type RoundJudgement = {
  status: RoundStatus
  /** The scan that counts for each checkpoint, in the order of the plan. */
  counted: RoundScan[]
  /** Checkpoints without one; while the window runs, those still to come. */
  missed: string[]
}

/** Same tag within 60 s is one visit (domain.md §5, ED): the first of them counts. */
export const sameVisitMs = 60_000

/**
 * Scans count for the window that holds their own time, whenever they arrive: a round that was called off is judged again. With `order: given`
 * a checkpoint counts only when those before it have been counted by then.
 */
export function judgeRound(round: Round, scans: readonly RoundScan[], now: number): RoundJudgement {
  const inWindow = scans.filter(({ ts }) => ts >= round.from && ts < round.to).sort((one, other) => one.ts - other.ts)
  const counted = round.order === 'given' ? countInOrder(round, inWindow) : countAny(round, inWindow)
  const done = new Set(counted.map(({ checkpoint }) => checkpoint))
  const missed = round.checkpoints.filter((checkpoint) => !done.has(checkpoint))
  return { status: statusOf(round, { done: done.size, missed: missed.length }, now), counted, missed }
}

function statusOf(round: Round, { done, missed }: { done: number; missed: number }, now: number): RoundStatus {
  if (missed === 0) return 'complete'
  const isOver = now >= round.to + round.graceMs
  if (isOver) return done > 0 ? 'partial' : 'missed'
  return done > 0 ? 'in_progress' : 'planned'
}

function countAny(round: Round, scans: readonly RoundScan[]): RoundScan[] {
  return round.checkpoints.flatMap((checkpoint) => scans.find((scan) => scan.checkpoint === checkpoint) ?? [])
}

/** The longest way of taking each checkpoint in turn: greedy, as an earlier scan never makes a later one impossible. */
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
