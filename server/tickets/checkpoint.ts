/** How far the rules have judged, stored with the changes that came of it (design.md §1). */
import { sql } from 'kysely'
import { causeRows } from '../alarms/alarm-store.ts'
import { type Connection, readMeta, writeMeta } from '../database/database.ts'

export type Checkpoint = {
  /** Sequence number of the last journal group the rules have seen. */
  rulesSeq: number
  /** Rule states that changed since the last checkpoint; null when one is plainly normal again. */
  states: readonly { rule: string; equipment: string; state: string | null }[]
}

export type StoredState = { rule: string; equipment: string; state: string }

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 1000

export async function writeCheckpoint(db: Connection, { rulesSeq, states }: Checkpoint): Promise<void> {
  const stored: StoredState[] = []
  const gone: { rule: string; equipment: string }[] = []
  for (const { rule, equipment, state } of states) {
    if (state === null) gone.push({ rule, equipment })
    else stored.push({ rule, equipment, state })
  }
  for (let from = 0; from < stored.length; from += rowsPerStatement) {
    await db
      .insertInto('rule_states')
      .values(stored.slice(from, from + rowsPerStatement))
      .onConflict((conflict) =>
        conflict.columns(['rule', 'equipment']).doUpdateSet((eb) => ({ state: eb.ref('excluded.state') }))
      )
      .execute()
  }
  for (let from = 0; from < gone.length; from += rowsPerStatement) {
    await db
      .deleteFrom('rule_states')
      .where(sql<boolean>`(rule, equipment) in ${causeRows(gone.slice(from, from + rowsPerStatement))}`)
      .execute()
  }
  await writeMeta(db, 'rules_seq', String(rulesSeq))
}

/** Sequence number of the last journal group the rules have seen; 0 in a new database. */
export async function readRulesSeq(db: Connection): Promise<number> {
  return Number((await readMeta(db, 'rules_seq')) ?? 0)
}

/** Where the rules go on after a start: 0 and no states in a new database. */
export async function readCheckpoint(db: Connection): Promise<{ rulesSeq: number; states: StoredState[] }> {
  const rulesSeq = await readRulesSeq(db)
  return { rulesSeq, states: await db.selectFrom('rule_states').selectAll().execute() }
}
