/** What became of each rule, and what the site file said of it when REST changed it. */
import type { Kysely, Migration } from 'kysely'
import type { Schema } from './schema.ts'

export const ruleVersionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('rules').addColumn('site', 'text').execute()
    await db.schema
      .createTable('rule_versions')
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text')
      .addColumn('change', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('rule_versions_key', ['rule', 'position'])
      .execute()
    await takeOver(db as Kysely<Schema>)
  }
}

/** Rules from before have a history that begins now, at the version they have come to. */
async function takeOver(db: Kysely<Schema>): Promise<void> {
  const at = Date.now()
  for (const { id: rule, version, body } of await db.selectFrom('rules').select(['id', 'version', 'body']).execute()) {
    const first = { rule, position: 1, version, at, actor: null, change: 'created', body }
    await db.insertInto('rule_versions').values(first).execute()
  }
}
