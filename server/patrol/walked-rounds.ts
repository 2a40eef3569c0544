/** Rounds of a span with the scans that may count for them. */
import type { Connection } from '../database/database.ts'
import { groupBy } from '../group-by.ts'
import { createRoundStore, type StoredRound, type WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'

/** The round that each scan counts for, by the scan's id: of several that hold its place and time the first. */
export function roundsOf(
  scans: readonly Pick<Scan, 'id' | 'checkpoint' | 'ts'>[],
  rounds: readonly Pick<StoredRound, 'id' | 'checkpoints' | 'from' | 'to'>[]
): Map<string, string> {
  const visits = rounds.flatMap((round) => round.checkpoints.map((checkpoint) => ({ checkpoint, round })))
  const atPlace = groupBy(visits, ({ checkpoint }) => checkpoint)
  return new Map(
    scans.flatMap(({ id, checkpoint, ts }) => {
      const visit = atPlace.get(checkpoint)?.find(({ round: { from, to } }) => ts >= from && ts < to)
      return visit ? [[id, visit.round.id] as const] : []
    })
  )
}

/** `[from, to)` in ms: rounds whose window begins in it, in the order of their windows. */
export async function readWalked(db: Connection, { from, to }: { from: number; to: number }): Promise<WalkedRound[]> {
  return await withScans(db, await createRoundStore(db).between(from, to))
}

/** All their scans by one question, in the order of the rounds. */
export async function withScans(db: Connection, rounds: readonly StoredRound[]): Promise<WalkedRound[]> {
  const from = Math.min(...rounds.map((round) => round.from))
  const last = Math.max(...rounds.map((round) => round.to))
  const checkpoints = [...new Set(rounds.flatMap((round) => round.checkpoints))]
  const scans = new Map<string, Scan[]>(checkpoints.map((checkpoint) => [checkpoint, []]))
  for (const scan of await createScanStore(db).between(checkpoints, from, last)) scans.get(scan.checkpoint)?.push(scan)
  return rounds.map((round) => ({
    round,
    scans: round.checkpoints.flatMap((checkpoint) => within(scans.get(checkpoint) ?? [], round.from, round.to))
  }))
}

/** Of scans in the order of their times those of [from, to): a year has too many to look at all of them for each round. */
function within(scans: readonly Scan[], from: number, to: number): Scan[] {
  return scans.slice(firstSince(scans, from), firstSince(scans, to))
}

function firstSince(scans: readonly Scan[], at: number): number {
  let low = 0
  let high = scans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((scans[middle]?.ts ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}
