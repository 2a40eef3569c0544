import { type RawBuilder, sql } from 'kysely'

/**
 * The end of an insert that turns it into an update where `id` is known: every other column takes the
 * new value. Made once per table, because Kysely would build and compile the long list at every call.
 */
export function onKnownId(columns: readonly string[]): RawBuilder<unknown> {
  const assignments = columns.filter((column) => column !== 'id').map((column) => `"${column}" = excluded."${column}"`)
  return sql.raw(`on conflict ("id") do update set ${assignments.join(', ')}`)
}
