/** Forward-only migrations, the same statements for SQLite and PostgreSQL. */
import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely'
import { checkpointTables } from './checkpoint-migration.ts'
import { mappingsMigration } from './migration-0003-mappings.ts'
import { alarmEventsMigration } from './migration-0005-alarm-events.ts'
import { fieldMemoryMigration } from './migration-0006-field-memory.ts'
import { ruleVersionsMigration } from './migration-0007-rule-versions.ts'
import { alarmHabitsMigration } from './migration-0009-alarm-habits.ts'
import { lateMarksMigration } from './migration-0010-late-marks.ts'
import { attachmentsMigration } from './migration-0011-attachments.ts'
import { workOrderMigration } from './migration-0012-work-order.ts'
import { incidentsMigration } from './migration-0013-incidents.ts'
import { dispatchMigration } from './migration-0014-dispatch.ts'
import { clocksMigration } from './migration-0015-clocks.ts'
import { tellingMigration } from './migration-0016-telling.ts'
import { permitsMigration } from './migration-0017-permits.ts'
import { auditMigration } from './migration-0018-audit.ts'
import { jobsMigration } from './migration-0019-jobs.ts'
import { patrolMigration } from './migration-0020-patrol.ts'
import { patrolWatchMigration } from './migration-0021-patrol-watch.ts'
import { wallKeysMigration } from './migration-0022-wall-keys.ts'

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const text = 'text' as const
    const time = 'bigint' as const
    await db.schema
      .createTable('equipment')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('location', text, (c) => c.notNull())
      .addColumn('attributes', text, (c) => c.notNull())
      .addColumn('metrics', text, (c) => c.notNull())
      .addColumn('feeds', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('devices')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('secret', text, (c) => c.notNull())
      .addColumn('equipment', text, (c) => c.notNull())
      .addColumn('topics', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('readers')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('secret', text, (c) => c.notNull())
      .addColumn('location', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('users')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('role', text, (c) => c.notNull())
      .addColumn('password', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('sessions')
      .addColumn('token_hash', text, (c) => c.primaryKey())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('site_entries')
      .addColumn('section', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('digest', text, (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('site_entries_key', ['section', 'id'])
      .execute()
    await db.schema
      .createTable('rules')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addColumn('origin', text, (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('rule_states')
      .addColumn('rule', text, (c) => c.notNull())
      .addColumn('equipment', text, (c) => c.notNull())
      .addColumn('state', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('rule_states_key', ['rule', 'equipment'])
      .execute()
    await db.schema
      .createTable('alarms')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('rule', text, (c) => c.notNull())
      .addColumn('rule_version', 'integer', (c) => c.notNull())
      .addColumn('equipment', text, (c) => c.notNull())
      .addColumn('title', text, (c) => c.notNull())
      .addColumn('severity', text, (c) => c.notNull())
      .addColumn('state', text, (c) => c.notNull())
      .addColumn('active', 'integer', (c) => c.notNull())
      .addColumn('episode', time, (c) => c.notNull())
      .addColumn('raised_at', time, (c) => c.notNull())
      .addColumn('cleared_at', time)
      .addColumn('acknowledged_at', time)
      .addColumn('acknowledged_by', text)
      .addColumn('occurrences', 'integer', (c) => c.notNull())
      .addColumn('value', text)
      .addColumn('limit_value', text)
      .addColumn('late', 'integer', (c) => c.notNull())
      .addColumn('ticket', text)
      .execute()
    await db.schema.createIndex('alarms_episode').on('alarms').columns(['rule', 'equipment', 'episode']).unique().execute()
    await sql`create unique index alarms_standing on alarms (rule, equipment) where state <> 'normal'`.execute(db)
    await db.schema.createIndex('alarms_raised').on('alarms').columns(['raised_at', 'id']).execute()
    await db.schema
      .createTable('tickets')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('number', text, (c) => c.notNull().unique())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('title', text, (c) => c.notNull())
      .addColumn('equipment', text)
      .addColumn('rule', text)
      .addColumn('alarm', text)
      .addColumn('priority', text, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('held_from', text)
      .addColumn('hold_reason', text)
      .addColumn('hold_until', time)
      .addColumn('assignee', text)
      .addColumn('roles', text, (c) => c.notNull())
      .addColumn('description', text)
      .addColumn('action', text)
      .addColumn('opened_at', time, (c) => c.notNull())
      .addColumn('occurrences', 'integer', (c) => c.notNull())
      .addColumn('recovered', 'integer', (c) => c.notNull())
      .addColumn('due_respond', time, (c) => c.notNull())
      .addColumn('due_arrive', time, (c) => c.notNull())
      .addColumn('due_resolve', time, (c) => c.notNull())
      .addColumn('accepted_at', time)
      .addColumn('arrived_at', time)
      .addColumn('resolved_at', time)
      .addColumn('closed_at', time)
      .addColumn('resolution', text)
      .addColumn('breach', text)
      .execute()
    // One standing ticket per cause: the index keeps it so, whoever writes (design: "unique indexes, not luck").
    await sql`create unique index tickets_standing on tickets (rule, equipment) where status not in ('closed', 'cancelled') and rule is not null`.execute(
      db
    )
    await db.schema.createIndex('tickets_opened').on('tickets').columns(['opened_at', 'id']).execute()
    await db.schema
      .createTable('ticket_events')
      .addColumn('ticket', text, (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('at', time, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('actor', text)
      .addColumn('detail', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('ticket_events_key', ['ticket', 'position'])
      .execute()
    await db.schema
      .createTable('meta')
      .addColumn('key', text, (c) => c.primaryKey())
      .addColumn('value', text, (c) => c.notNull())
      .execute()
  }
}

/** The rules' place in the journal moves from a single value to a row for each journal that shares the database. */
const progressPerJournal: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('rules_progress')
      .addColumn('journal', 'text', (c) => c.primaryKey())
      .addColumn('rules_seq', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('judged_states')
      .addColumn('journal', 'text', (c) => c.notNull())
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('equipment', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('judged_states_key', ['journal', 'rule', 'equipment'])
      .execute()
    await sql`insert into rules_progress (journal, rules_seq) select '', cast(value as bigint) from meta where key = 'rules_seq'`.execute(
      db
    )
    await sql`insert into judged_states (journal, rule, equipment, state) select '', rule, equipment, state from rule_states`.execute(
      db
    )
    await sql`delete from meta where key = 'rules_seq'`.execute(db)
    await db.schema.dropTable('rule_states').execute()
  }
}

export const migrations: MigrationProvider = {
  async getMigrations() {
    return {
      '0001_first': first,
      '0002_progress_per_journal': progressPerJournal,
      '0003_mappings': mappingsMigration,
      '0004_checkpoints': checkpointTables,
      '0005_alarm_events': alarmEventsMigration,
      '0006_field_memory': fieldMemoryMigration,
      '0007_rule_versions': ruleVersionsMigration,
      '0009_alarm_habits': alarmHabitsMigration,
      '0010_late_marks': lateMarksMigration,
      '0011_attachments': attachmentsMigration,
      '0012_work_order': workOrderMigration,
      '0013_incidents': incidentsMigration,
      '0014_dispatch': dispatchMigration,
      '0015_clocks': clocksMigration,
      '0016_telling': tellingMigration,
      '0019_jobs': jobsMigration,
      '0017_permits': permitsMigration,
      '0018_audit': auditMigration,
      '0020_patrol': patrolMigration,
      '0021_patrol_watch': patrolWatchMigration,
      '0022_wall_keys': wallKeysMigration
    }
  }
}
