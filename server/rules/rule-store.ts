/** The rules as the database keeps them: one row an id, with a version that grows when the rule changes. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import { type RuleInput, type RuleItem, ruleSchema } from '../contract/rules.ts'
import type { Connection, Database } from '../database/database.ts'
import type { RuleTable } from '../database/schema.ts'
import { atomically } from '../database/transaction.ts'
import { AppError, type FieldFault, SetupError } from '../errors.ts'
import type { Attributes, Metrics } from './compile-condition.ts'
import { compileRule } from './compile-rule.ts'
import type { Rule } from './rule.ts'
import type { RuleFaults } from './rule-faults.ts'

export type SourcedRule = { input: RuleInput; origin: 'default' | 'site' }
/** Ids, for the log. */
export type RuleChanges = { added: string[]; changed: string[]; disabled: string[] }

export type RuleStore = {
  /**
   * Makes the table say what the sources say: all defaults and all site rules, in one call and one transaction.
   * A site rule replaces the default of its id. A rule gone from its source is disabled, never deleted; one that
   * came over REST stays as it is. Applying the same again changes nothing. Throws `invalid` for an id used twice.
   */
  apply(rules: readonly SourcedRule[]): Promise<RuleChanges>
  /** Every rule, disabled ones too, sorted by id. */
  list(): Promise<RuleItem[]>
  /**
   * The enabled rules, ready to judge. A rule on equipment that `metricsOf` does not know is left out.
   * `customMetricsOf` tells which metrics the site added to equipment of a kind.
   */
  compiled(
    metricsOf: (equipment: string) => Metrics | undefined,
    customMetricsOf?: (kind: string) => Metrics | undefined,
    attributesOf?: (equipment: string) => Attributes | undefined
  ): Promise<Rule[]>
}

export type RuleStoreOptions = {
  database: Database
  catalogue: Catalogue
  /** Told of each stored rule that cannot be judged, the others go on. Without it `compiled` throws a SetupError. */
  onFault?: (rule: string, errors: FieldFault[]) => void
  /** Where a rule that does not work is noted; `compiled` begins anew, whoever runs the rules adds to it. */
  faults?: RuleFaults
}

export function createRuleStore({ database, catalogue, onFault, faults: noted }: RuleStoreOptions): RuleStore {
  const rows = (db: Connection) => db.selectFrom('rules').selectAll().orderBy('id').execute()

  return {
    async apply(rules) {
      const wanted = effectiveRules(rules)
      return await atomically(database, async (db) => {
        const stored = new Map((await rows(db)).map((row) => [row.id, row]))
        const changes: RuleChanges = { added: [], changed: [], disabled: [] }
        for (const [id, rule] of wanted) {
          const before = stored.get(id)
          if (before?.origin === 'rest') continue
          const next = toRow(rule, before)
          if (!before) {
            await db.insertInto('rules').values(next).execute()
            changes.added.push(id)
          } else if (!isSame(before, next)) {
            await db.updateTable('rules').set(next).where('id', '=', id).execute()
            changes.changed.push(id)
          }
        }
        for (const row of stored.values()) {
          if (wanted.has(row.id) || row.origin === 'rest' || row.enabled === 0) continue
          await db.updateTable('rules').set({ enabled: 0 }).where('id', '=', row.id).execute()
          changes.disabled.push(row.id)
        }
        return changes
      })
    },

    async list() {
      return (await rows(database)).map((row) => {
        const fault = row.enabled === 1 ? noted?.of(row.id) : undefined
        return { ...toItem(row), ...(fault !== undefined && { faulty: true, fault }) }
      })
    },

    async compiled(metricsOf, customMetricsOf, attributesOf = () => undefined) {
      const compiled: Rule[] = []
      const faults: string[] = []
      noted?.clear()
      for (const row of await rows(database)) {
        if (row.enabled === 0) continue
        const input = inputOf(row)
        const metrics = input.equipment === undefined ? customMetricsOf?.(input.kind ?? '') : metricsOf(input.equipment)
        if (input.equipment !== undefined && metrics === undefined) continue
        const result = compileRule(input, row.version, catalogue, metrics, { metricsOf, attributesOf })
        if (result.ok) {
          compiled.push(result.rule)
          continue
        }
        const reasons = result.errors.map(({ field, message }) => `${field}: ${message}`)
        noted?.note(row.id, reasons.join('; '))
        if (onFault) onFault(row.id, result.errors)
        else faults.push(...reasons.map((reason) => `${row.id}: ${reason}`))
      }
      if (faults.length > 0) throw new SetupError(`rules that cannot be judged: ${faults.join('; ')}`)
      return compiled
    }
  }
}

/** By id; site before default, whatever their order. */
function effectiveRules(rules: readonly SourcedRule[]): Map<string, SourcedRule> {
  const wanted = new Map<string, SourcedRule>()
  for (const rule of rules) {
    const { id } = rule.input
    const other = wanted.get(id)
    if (other?.origin === rule.origin) {
      throw new AppError('invalid', `rule ${id} is given twice`, { errors: [{ field: 'id', message: `${id} is used twice` }] })
    }
    if (!other || rule.origin === 'site') wanted.set(id, rule)
  }
  return wanted
}

/** `enabled` has its own column: switching a rule off does not change what its version says. */
const bodyFields = Object.keys(ruleSchema.shape).filter((field) => field !== 'enabled')

function toRow({ input, origin }: SourcedRule, before: RuleTable | undefined): RuleTable {
  // The list of fields also fixes their order, so that two spellings of one rule are the same text.
  const body = JSON.stringify(input, bodyFields)
  const version = before ? before.version + (before.body === body ? 0 : 1) : 1
  return { id: input.id, version, body, origin, enabled: input.enabled === false ? 0 : 1 }
}

function isSame(one: RuleTable, other: RuleTable): boolean {
  return one.version === other.version && one.origin === other.origin && one.enabled === other.enabled
}

function inputOf(row: RuleTable): RuleInput {
  return JSON.parse(row.body) as RuleInput
}

function toItem(row: RuleTable): RuleItem {
  const input = inputOf(row)
  const severity = input.severity ?? input.stages?.[0]?.severity ?? 'info'
  return { ...input, severity, enabled: row.enabled === 1, version: row.version, origin: row.origin as RuleItem['origin'] }
}
