/** A rule into its row, with an entry in its history for each change. */
import { type RuleInput, type RuleItem, ruleSchema } from '../contract/rules.ts'
import type { Connection } from '../database/database.ts'
import type { RuleTable } from '../database/rule-tables.ts'

/** Who changed a rule and when: a user id, or null for the site file and the program; server time in ms. */
export type Hand = { by: string | null; at: number }
export type RuleChange = 'created' | 'changed' | 'enabled' | 'disabled'

type Save = {
  input: RuleInput
  origin: RuleItem['origin']
  /** What the site file says of it, as `siteText`. */
  site: string | null
}

export async function readRows(db: Connection): Promise<RuleTable[]> {
  return await db.selectFrom('rules').selectAll().orderBy('id').execute()
}

/** Writes what differs from `before`, and says what that is; undefined when the rule says the same as it did. */
export async function saveRule(
  db: Connection,
  before: RuleTable | undefined,
  { input, origin, site }: Save,
  hand: Hand
): Promise<RuleChange | undefined> {
  const body = bodyOf(input)
  const version = before ? before.version + (before.body === body ? 0 : 1) : 1
  const next: RuleTable = { id: input.id, version, body, origin, enabled: input.enabled === false ? 0 : 1, site }
  if (!before) await db.insertInto('rules').values(next).execute()
  else if (!isSame(before, next)) await db.updateTable('rules').set(next).where('id', '=', input.id).execute()
  const change = changeOf(before, next)
  if (change) await remember(db, next, change, hand)
  return change
}

/** A rule that has left its source: out of force, and its site entry forgotten. */
export async function retireRule(db: Connection, row: RuleTable, hand: Hand): Promise<void> {
  await db.updateTable('rules').set({ enabled: 0, site: null }).where('id', '=', row.id).execute()
  if (row.enabled === 1) await remember(db, row, 'disabled', hand)
}

async function remember(db: Connection, row: RuleTable, change: RuleChange, { by, at }: Hand): Promise<void> {
  const last = await db
    .selectFrom('rule_versions')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('rule', '=', row.id)
    .executeTakeFirst()
  const entry = { rule: row.id, version: row.version, at, actor: by, change, body: row.body }
  await db
    .insertInto('rule_versions')
    .values({ ...entry, position: (last?.position ?? 0) + 1 })
    .execute()
}

function changeOf(before: RuleTable | undefined, next: RuleTable): RuleChange | undefined {
  if (!before) return 'created'
  if (before.version !== next.version) return 'changed'
  if (before.enabled !== next.enabled) return next.enabled === 1 ? 'enabled' : 'disabled'
  return before.origin === next.origin ? undefined : 'changed'
}

function isSame(one: RuleTable, other: RuleTable): boolean {
  return (['version', 'origin', 'enabled', 'site'] as const).every((field) => one[field] === other[field])
}

/** `enabled` has its own column: switching a rule off does not change what its version says. */
const fields = Object.keys(ruleSchema.shape).filter((field) => field !== 'enabled')

/** The fields in the schema's order, so that two spellings of one rule are the same text. */
function bodyOf(input: RuleInput): string {
  const given: Partial<Record<string, unknown>> = input
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, given[field]])))
}

/** What a site file says of a rule, to be compared with what it says next time. */
export function siteText(input: RuleInput): string {
  return `${input.enabled === false ? 'off' : 'on'} ${bodyOf(input)}`
}

export function inputOf(row: Pick<RuleTable, 'body'>): RuleInput {
  return JSON.parse(row.body) as RuleInput
}

export function toItem(row: RuleTable): RuleItem {
  const input = inputOf(row)
  const severity = input.severity ?? input.stages?.[0]?.severity ?? 'info'
  return { ...input, severity, enabled: row.enabled === 1, version: row.version, origin: row.origin as RuleItem['origin'] }
}
