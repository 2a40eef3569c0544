import type { SqliteDatabase, SqliteStatement } from 'kysely'

/** Statements kept, and the longest text worth keeping: texts of large batches hardly ever come twice. */
const capacity = 200
const longestText = 4_000

/**
 * Keeps prepared statements by their text. Kysely prepares anew for every execution, which costs
 * more than executing does for the small statements of a settlement.
 */
export function cacheStatements(database: SqliteDatabase): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(text) {
      const known = statements.get(text)
      if (known) {
        // Last used, last in the map: the first is the one to drop.
        statements.delete(text)
        statements.set(text, known)
        return known
      }
      const statement = database.prepare(text)
      if (text.length > longestText) return statement
      const oldest = statements.size < capacity ? undefined : statements.keys().next().value
      if (oldest !== undefined) statements.delete(oldest)
      statements.set(text, statement)
      return statement
    }
  }
}
