/** Mappings at rest: one row a (source, device, field), whether from the site file or by REST. */
import { createHash } from 'node:crypto'
import { type MappingInput, mappingSchema } from '../contract/site.ts'
import type { Connection } from '../database/database.ts'

/** A foreign field has one mapping: its id is made of what is mapped, and can stand in an address. */
export function mappingId({ source, device, field }: Pick<MappingInput, 'source' | 'device' | 'field'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([source, device, field]))
    .digest('hex')
  return `map_${digest.slice(0, 20)}`
}

/** Writes it, over the one of the same field if there is one. */
export async function saveMapping(db: Connection, mapping: MappingInput): Promise<void> {
  const body = JSON.stringify(mapping)
  await db
    .insertInto('mappings')
    .values({ id: mappingId(mapping), body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
    .execute()
}

/** False when there is none of this id. */
export async function deleteMapping(db: Connection, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('mappings').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** By id. */
export async function readMappings(db: Connection): Promise<MappingInput[]> {
  const rows = await db.selectFrom('mappings').select('body').orderBy('id').execute()
  return rows.map((row) => mappingSchema.parse(JSON.parse(row.body)))
}
