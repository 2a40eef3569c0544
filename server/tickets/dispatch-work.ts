/** Tickets that nobody accepted in time go to somebody else. Inside the desk's transaction. */
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Connection } from '../database/database.ts'
import type { Kept } from './clock-work.ts'
import type { Dispatch } from './happening.ts'
import { record } from './recording.ts'

/** Saves what it changed. `now`: server time in ms. */
export async function passOn(
  db: Connection,
  { now, dispatch, readTerms }: { now: number; dispatch: Dispatch | undefined; readTerms: ReadTerms }
): Promise<Kept> {
  if (!dispatch) return { tickets: [], entries: [] }
  return record(db, await dispatch.overdue(db, now), { readTerms })
}
