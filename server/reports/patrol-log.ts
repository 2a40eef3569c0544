/** Rounds and the scans that may count for them, as the patrol report wants them. */
import type { Connection } from '../database/database.ts'
import type { WalkedRound } from '../patrol/round-store.ts'
import { readWalked } from '../patrol/walked-rounds.ts'

export type PatrolRecords = {
  /** In the order of their windows. */
  rounds: readonly WalkedRound[]
  /** By id, those out of service too. */
  places: ReadonlyMap<string, string>
  people: ReadonlyMap<string, string>
}

/** `[from, to)` in ms: rounds whose window begins in it. */
export async function readPatrol(db: Connection, span: { from: number; to: number }): Promise<PatrolRecords> {
  const places = await db.selectFrom('checkpoints').select(['id', 'name']).execute()
  const people = await db.selectFrom('users').select(['id', 'name']).execute()
  return {
    rounds: await readWalked(db, span),
    places: new Map(places.map(({ id, name }) => [id, name])),
    people: new Map(people.map(({ id, name }) => [id, name]))
  }
}
