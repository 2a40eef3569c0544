/** How far the rules have come: written with the tickets they caused, read at start. */
import { type Database, readMeta } from '../database/database.ts'

export type Progress = {
  /** Journal groups up to this one have been judged, and what they caused is committed. */
  rulesSeq: number
  states: { rule: string; equipment: string; state: string }[]
}

export async function readProgress(database: Database): Promise<Progress> {
  const rulesSeq = Number((await readMeta(database, 'rules_seq')) ?? 0)
  return { rulesSeq, states: await database.selectFrom('rule_states').selectAll().execute() }
}
