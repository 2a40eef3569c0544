/** Brings the `*_state` tables up to date, so that a start need not read what lies before. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { readSnapshot, type Snapshot } from './journal-recovery.ts'
import { rowsOf } from './read-pool.ts'
import { eventStateSql, heardStateSql, importedStateSql, presenceStateSql, seriesStateSql } from './state-sql.ts'

const states = {
  series_state: seriesStateSql,
  imported_state: importedStateSql,
  event_state: eventStateSql,
  heard_state: heardStateSql,
  presence_state: presenceStateSql
}

/** All states as of `seq`, or none of them. A `seq` before the last one changes nothing. */
export async function takeSnapshot(connection: DuckDBConnection, { seq, judged }: Snapshot): Promise<void> {
  const known = await readSnapshot(rowsOf(connection))
  if (seq <= known.seq) return
  for (const [table, sql] of Object.entries(states)) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE next_${table} AS ${sql(known.seq, seq)}`)
  }
  await connection.run('BEGIN')
  try {
    for (const table of Object.keys(states)) {
      await connection.run(`DELETE FROM ${table}`)
      await connection.run(`INSERT INTO ${table} SELECT * FROM temp.next_${table}`)
    }
    await connection.run('DELETE FROM snapshot')
    await connection.run(`INSERT INTO snapshot VALUES (${seq}, ${judged})`)
    await connection.run('COMMIT')
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}
