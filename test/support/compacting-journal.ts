/** The embedded journal that compacts all it has, in the smallest slices, before every read. */
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'

/** Compacts whatever the rules have judged by now. */
export async function compactAll(journal: DuckdbJournal, judged: number, closedBefore = 8e14): Promise<number> {
  await journal.snapshot(judged)
  let steps = 0
  for (let more = true; more; steps++) more = await journal.compact({ closedBefore, begin: steps === 0 })
  return steps
}

export async function openCompactingJournal(file: string): Promise<DuckdbJournal> {
  const journal = await openDuckdbJournal(file, { rowsOfSlice: 3 })
  const compact = async () => compactAll(journal, (await journal.append([])).seq)
  return {
    ...journal,
    async range(query) {
      await compact()
      return journal.range(query)
    },
    async buckets(query) {
      await compact()
      return journal.buckets(query)
    },
    async skewedTimes(query) {
      await compact()
      return journal.skewedTimes(query)
    },
    async restore(seq) {
      await journal.snapshot(seq)
      return journal.restore(seq)
    }
  }
}
