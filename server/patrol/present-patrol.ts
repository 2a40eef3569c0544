/** Scans and rounds in the contract's shapes. */
import type { PositionItem, RoundItem, ScanItem } from '../contract/patrol.ts'
import type { PlannedRoundItem } from '../contract/patrol-calendar.ts'
import type { PositionHour } from './position.ts'
import { judgeRound } from './round.ts'
import type { StoredRound } from './round-store.ts'
import type { Scan } from './scan.ts'

const toTime = (ms: number) => new Date(ms).toISOString()

/** `round`: the one it counts for, where that is known. */
export function toScanItem(scan: Scan, round: string | null = null): ScanItem {
  const { id, checkpoint, guard, reader, result, note, assurance, ticket } = scan
  return {
    id,
    checkpoint,
    guard,
    reader,
    ts: toTime(scan.ts),
    receivedAt: toTime(scan.receivedAt),
    result,
    note,
    assurance,
    suspect: [...scan.suspect],
    answers: [...scan.answers],
    comparisons: scan.comparisons.map((each) => ({
      ...each,
      measuredAt: each.measuredAt === null ? null : toTime(each.measuredAt)
    })),
    photos: [...scan.photos],
    round,
    ticket
  }
}

export function toPositionItem({ guard, shift, shiftName, from, to, status }: PositionHour): PositionItem {
  return { guard, shift, shiftName, hour: { from: toTime(from), to: toTime(to) }, status }
}

/** `scans`: of its checkpoints in its window, in whatever order. */
export function toRoundItem(round: StoredRound, scans: readonly Scan[], now: number): RoundItem {
  const { status, missed } = judgeRound(round, scans, now)
  const inTime = [...scans].sort((one, other) => one.ts - other.ts)
  return {
    id: round.id,
    route: round.route,
    routeName: round.routeName,
    type: round.type,
    date: round.date,
    window: { from: toTime(round.from), to: toTime(round.to) },
    status,
    checkpoints: [...round.checkpoints],
    scans: inTime.map((scan) => toScanItem(scan, round.id)),
    missed,
    suspect: inTime.filter(({ suspect }) => suspect.length > 0).map(({ id }) => id)
  }
}

export function toPlannedItem(round: StoredRound): PlannedRoundItem {
  const { id, route, routeName, type, date, from, to, status, checkpoints, visits } = round
  const window = { from: toTime(from), to: toTime(to) }
  return { id, route, routeName, type, date, window, status, places: checkpoints.length, visits }
}
