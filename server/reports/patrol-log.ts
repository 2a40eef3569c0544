/** Rounds and the scans that may count for them, as the patrol report wants them. */
import type { Connection } from '../database/database.ts'
import { createRoundStore, type WalkedRound } from '../patrol/round-store.ts'
import type { Scan } from '../patrol/scan.ts'
import { createScanStore } from '../patrol/scan-store.ts'
import { groupBy } from './group-by.ts'

export type PatrolRecords = {
  /** In the order of their windows. */
  rounds: readonly WalkedRound[]
  /** By id, those out of service too. */
  places: ReadonlyMap<string, string>
  people: ReadonlyMap<string, string>
}

/** `[from, to)` in ms: rounds whose window begins in it. */
export async function readPatrol(db: Connection, { from, to }: { from: number; to: number }): Promise<PatrolRecords> {
  const rounds = await createRoundStore(db).between(from, to)
  const last = Math.max(...rounds.map((round) => round.to), from)
  const checkpoints = [...new Set(rounds.flatMap((round) => round.checkpoints))]
  const scans = groupBy(await createScanStore(db).between(checkpoints, from, last), ({ checkpoint }) => checkpoint)
  const places = await db.selectFrom('checkpoints').select(['id', 'name']).execute()
  const people = await db.selectFrom('users').select(['id', 'name']).execute()
  return {
    rounds: rounds.map((round) => ({
      round,
      scans: round.checkpoints.flatMap((checkpoint) => within(scans.get(checkpoint) ?? [], round.from, round.to))
    })),
    places: new Map(places.map(({ id, name }) => [id, name])),
    people: new Map(people.map(({ id, name }) => [id, name]))
  }
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
