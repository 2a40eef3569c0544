/** Raw files written before arrivals were kept: read as if everything had come at its time, and merged with newer ones. */
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { anArrival, aReading } from '../support/field-factories.ts'

const start = Date.UTC(2025, 10, 20)

async function forgetArrivals(folder: string): Promise<void> {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    await connection.run(`COPY (SELECT series, ts, num, text FROM read_parquet('${file}')) TO '${file}.old' (FORMAT parquet)`)
    renameSync(`${file}.old`, file)
  }
  connection.closeSync()
  duckdb.closeSync()
}

it('goes on with the files of an earlier version', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-old-files-'))
  const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  const send = async (ts: number) => {
    const { seq } = await journal.append([anArrival({ readings: [aReading({ ts: start + ts, receivedAt: start + ts + 9000 })] })])
    await compactAll(journal, seq)
  }
  const arrivals = async () => {
    const query = { equipment: ['pump-1'], metrics: null, heard: false, imported: false, order: 'event' } as const
    const found: number[][] = []
    for await (const { readings } of journal.history({ ...query, from: start, to: start + 2 * 86_400_000 }).batches) {
      for (const [index, ts] of readings.ts.entries()) found.push([ts - start, (readings.receivedAt[index] ?? 0) - ts])
    }
    return found
  }
  await send(1000)
  expect(await arrivals()).toEqual([[1000, 9000]])
  await forgetArrivals(join(folder, 'parquet', 'raw'))
  expect(await arrivals()).toEqual([[1000, 0]])
  await send(86_400_000)
  await send(2000)
  expect(await arrivals()).toEqual([
    [1000, 0],
    [2000, 9000],
    [86_400_000, 9000]
  ])
  expect(await journal.range({ equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: start * 2, limit: 9 })).toHaveLength(
    3
  )
  await journal.stop()
  rmSync(folder, { recursive: true })
})
