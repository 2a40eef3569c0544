/** One sender at a time, whichever instances share the database: who holds the lease sends, and holds it on by sending. */
import { sql } from 'kysely'
import type { Connection } from '../database/database.ts'

const name = 'telling'
/** Longer than any request takes: whoever lost the lease has nothing under way any more. */
export const leaseMs = 20_000

/** Takes or keeps the lease; false while another holder has it. Inside the transaction of what it is needed for. */
export async function holdLease(db: Connection, holder: string, now: number): Promise<boolean> {
  const until = now + leaseMs
  const row = await db
    .insertInto('leases')
    .values({ name, holder, until })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, until })
        .where((eb) => eb.or([eb('leases.holder', '=', holder), sql<boolean>`leases.until <= ${now}`]))
    )
    .returning('holder')
    .executeTakeFirst()
  return row !== undefined
}
