/** What a relational database brings along; one file each, opened by `database.ts`. */
import type { Dialect, KyselyPlugin } from 'kysely'

export type Driver = {
  dialect: Dialect
  /** Applied to the migrations, so that these need not know which database they run on. */
  migrationPlugins: readonly KyselyPlugin[]
}

/** Things that go wrong while nobody waits for an answer, such as the end of an idle connection. */
export type DriverLog = (detail: { code: string; reason: string }, message: string) => void
