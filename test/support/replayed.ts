import type { Arrival } from '../../gateway/reading.ts'
import type { Journal } from '../../server/store/reading-store.ts'

/** All that a replay brings, as a list. */
export async function replayed(journal: Journal, after: number): Promise<{ seq: number; arrival: Arrival }[]> {
  const found: { seq: number; arrival: Arrival }[] = []
  for await (const { seq, arrival } of journal.replayAfter(after)) found.push({ seq, arrival })
  return found
}
