/** Checkpoints and routes get tables of their own; what the site file said of them before is taken over. */
import type { Kysely, Migration } from 'kysely'

const text = 'text' as const

export const checkpointTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('checkpoints')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('tag', text)
      .addColumn('location', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('routes')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('checkpoints', text, (c) => c.notNull())
      .addColumn('windows', text, (c) => c.notNull())
      .addColumn('visit_order', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await takeOver(db as Kysely<Then>)
  }
}

/** The tables as they are at this point. */
type Then = {
  site_entries: { section: string; id: string; digest: string; body: string }
  checkpoints: { id: string; name: string; tag: string | null; location: string; enabled: number }
  routes: { id: string; name: string; checkpoints: string; windows: string; visit_order: string; enabled: number }
}
type Body = { name: string; tag?: string | null; location: string; checkpoints: string[]; windows: string[]; order: string }

/** `gone`: the entry has left the file and would be disabled by now. */
async function takeOver(db: Kysely<Then>): Promise<void> {
  const rows = await db.selectFrom('site_entries').selectAll().where('section', 'in', ['checkpoints', 'routes']).execute()
  for (const { section, id, digest, body } of rows) {
    const enabled = digest === 'gone' ? 0 : 1
    const { name, tag = null, location, checkpoints, windows, order }: Body = JSON.parse(body)
    if (section === 'checkpoints') await db.insertInto('checkpoints').values({ id, name, tag, location, enabled }).execute()
    else {
      const lists = { checkpoints: JSON.stringify(checkpoints), windows: JSON.stringify(windows) }
      await db
        .insertInto('routes')
        .values({ id, name, ...lists, visit_order: order, enabled })
        .execute()
    }
  }
}
