/** How far the rules have judged a journal, stored with the changes that came of it (design.md §1). */
import { type OnConflictBuilder, sql } from 'kysely'
import { causeRows } from '../alarms/alarm-store.ts'
import type { Connection, Database } from '../database/database.ts'
import type { Schema } from '../database/schema.ts'
import { atomically } from '../database/transaction.ts'

export type Checkpoint = {
  /** Sequence number of the last journal group the rules have seen. */
  rulesSeq: number
  /** Rule states that changed since the last checkpoint; null when one is plainly normal again. */
  states: readonly { rule: string; equipment: string; state: string | null }[]
  /** Equipment whose alarm history has been gone over, as far as late readings were known then. */
  corrected?: readonly string[]
  /** Equipment with late readings, and the earliest ts from which its history is to be gone over again. */
  late?: readonly LateMark[]
}

export type LateMark = { equipment: string; since: number }

export type StoredState = { rule: string; equipment: string; state: string }

/** Where there is only one journal it needs no name. */
export const onlyJournal = ''

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 1000

export async function writeCheckpoint(db: Connection, checkpoint: Checkpoint, journal = onlyJournal): Promise<void> {
  const { rulesSeq, states, corrected = [], late = [] } = checkpoint
  const stored: (StoredState & { journal: string })[] = []
  const gone: { rule: string; equipment: string }[] = []
  for (const { rule, equipment, state } of states) {
    if (state === null) gone.push({ rule, equipment })
    else stored.push({ journal, rule, equipment, state })
  }
  for (let from = 0; from < stored.length; from += rowsPerStatement) {
    await db
      .insertInto('judged_states')
      .values(stored.slice(from, from + rowsPerStatement))
      .onConflict((conflict) =>
        conflict.columns(['journal', 'rule', 'equipment']).doUpdateSet((eb) => ({ state: eb.ref('excluded.state') }))
      )
      .execute()
  }
  for (let from = 0; from < gone.length; from += rowsPerStatement) {
    await db
      .deleteFrom('judged_states')
      .where('journal', '=', journal)
      .where(sql<boolean>`(rule, equipment) in ${causeRows(gone.slice(from, from + rowsPerStatement))}`)
      .execute()
  }
  if (corrected.length > 0) {
    await db.deleteFrom('late_marks').where('journal', '=', journal).where('equipment', 'in', corrected).execute()
  }
  for (const mark of late) {
    const row = { journal, ...mark }
    const lower = (conflict: OnConflictBuilder<Schema, 'late_marks'>) =>
      conflict.columns(['journal', 'equipment']).doUpdateSet({ since: mark.since })
    await db.insertInto('late_marks').values(row).onConflict(lower).execute()
  }
  await db
    .insertInto('rules_progress')
    .values({ journal, rules_seq: rulesSeq })
    .onConflict((conflict) => conflict.column('journal').doUpdateSet({ rules_seq: rulesSeq }))
    .execute()
}

/** Sequence number of the last journal group the rules have seen; 0 for a journal of which nothing is known. */
export async function readRulesSeq(db: Connection, journal = onlyJournal): Promise<number> {
  const row = await db.selectFrom('rules_progress').select('rules_seq').where('journal', '=', journal).executeTakeFirst()
  return row?.rules_seq ?? 0
}

/** Where the rules go on after a start: 0 and no states for a journal of which nothing is known. */
export async function readCheckpoint(
  db: Connection,
  journal = onlyJournal
): Promise<{ rulesSeq: number; states: StoredState[]; late: LateMark[] }> {
  const states = await db
    .selectFrom('judged_states')
    .select(['rule', 'equipment', 'state'])
    .where('journal', '=', journal)
    .execute()
  const late = await db.selectFrom('late_marks').select(['equipment', 'since']).where('journal', '=', journal).execute()
  return { rulesSeq: await readRulesSeq(db, journal), states, late }
}

/**
 * Brings a journal and a database together at start, before anything is judged. Where the database knows nothing of
 * this journal, or more of it than there is (the data folder was lost), the rules begin at the journal's `end`: they
 * open no tickets for what was years ago, and nothing that is stored from now on goes unjudged.
 */
export function joinJournal(database: Database, { journal, end }: { journal: string; end: number }): Promise<void> {
  return atomically(database, async (db) => {
    const names = [journal, onlyJournal]
    const rows = await db.selectFrom('rules_progress').selectAll().where('journal', 'in', names).execute()
    const known = rows.find((row) => row.journal === journal)
    const unnamed = rows.find((row) => row.journal === onlyJournal)
    if (known && known.rules_seq <= end) return
    if (!known && unnamed && unnamed.rules_seq <= end) {
      // Written before journals had names.
      await db.updateTable('rules_progress').set({ journal }).where('journal', '=', onlyJournal).execute()
      await db.updateTable('judged_states').set({ journal }).where('journal', '=', onlyJournal).execute()
      return
    }
    await db.deleteFrom('judged_states').where('journal', '=', journal).execute()
    await db.deleteFrom('late_marks').where('journal', '=', journal).execute()
    await writeCheckpoint(db, { rulesSeq: end, states: [] }, journal)
  })
}
