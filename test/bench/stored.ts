/** Holds the journal against the ledger: everything acknowledged is stored, each reading once. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { LedgerEntry } from './ledger.ts'
import { valuesPerMessage } from './telemetry-source.ts'

export type StoredCheck = {
  /** Messages. */
  acknowledged: number
  readings: number
  /** Acknowledged messages of which not every value is stored. */
  missing: number
  /** Readings stored more than once. */
  doubled: number
  rejects: number
}

/** Equipment read at once: bounds the memory, not the work. */
const pageSize = 50

/** `journal`: the file, closed by its service. */
export async function checkStored(journal: string, ledger: readonly LedgerEntry[]): Promise<StoredCheck> {
  const instance = await DuckDBInstance.create(journal, { access_mode: 'READ_ONLY', threads: '1' })
  const connection = await instance.connect()
  try {
    const check: StoredCheck = { acknowledged: 0, readings: 0, missing: 0, doubled: 0, rejects: 0 }
    const [[rejects] = []] = await rowsOf(connection, 'SELECT count(*) FROM rejects')
    check.rejects = Number(rejects)
    for (let from = 0; from < ledger.length; from += pageSize)
      await checkPage(connection, ledger.slice(from, from + pageSize), check)
    return check
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function checkPage(connection: DuckDBConnection, page: readonly LedgerEntry[], check: StoredCheck): Promise<void> {
  const names = page.map(({ equipment }) => `'${equipment}'`).join(', ')
  // Messages of one equipment differ in their ts: `values` counts what is there of each.
  const rows = await rowsOf(
    connection,
    `WITH page AS (SELECT id, equipment FROM series WHERE equipment IN (${names}))
     SELECT page.equipment, r.ts, sum(r.copies), count(*) FROM
       (SELECT series, ts, count(*) AS copies FROM readings WHERE series IN (SELECT id FROM page) GROUP BY series, ts) r
       JOIN page ON page.id = r.series GROUP BY page.equipment, r.ts`
  )
  const complete = new Map<string, Set<number>>(page.map(({ equipment }) => [equipment, new Set()]))
  for (const [equipment, ts, copies, values] of rows) {
    check.readings += Number(copies)
    check.doubled += Number(copies) - Number(values)
    if (Number(values) === valuesPerMessage) complete.get(String(equipment))?.add(Number(ts))
  }
  for (const { equipment, acknowledged } of page) {
    check.acknowledged += acknowledged.length
    for (const ts of acknowledged) if (!complete.get(equipment)?.has(ts)) check.missing++
  }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRows()
}
