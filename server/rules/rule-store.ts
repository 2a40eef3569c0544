/** The rules as the database keeps them: one row an id, with a version that grows when the rule changes. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { RuleVersion } from '../contract/backtest.ts'
import type { RuleInput, RuleItem } from '../contract/rules.ts'
import type { Database } from '../database/database.ts'
import type { RuleTable } from '../database/rule-tables.ts'
import { atomically } from '../database/transaction.ts'
import { AppError, type FieldFault, SetupError } from '../errors.ts'
import type { Attributes, Metrics } from './compile-condition.ts'
import { compileRule } from './compile-rule.ts'
import type { Rule } from './rule.ts'
import type { RuleFaults } from './rule-faults.ts'
import { inputOf, readRows, retireRule, saveRule, siteText, toItem } from './rule-rows.ts'

export type SourcedRule = { input: RuleInput; origin: 'default' | 'site' }
/** Ids, for the log. */
export type RuleChanges = { added: string[]; changed: string[]; disabled: string[] }

/** Metrics and attributes of one equipment, and the metrics that the site added to equipment of a kind; undefined when there is none. */
export type KnownMetrics = {
  metricsOf: (equipment: string) => Metrics | undefined
  customMetricsOf?: ((kind: string) => Metrics | undefined) | undefined
  attributesOf?: ((equipment: string) => Attributes | undefined) | undefined
}

export type RuleStore = {
  /**
   * Makes the table say what the sources say: all defaults and all site rules, in one call and one transaction.
   * A site rule replaces the default of its id. A rule gone from its source is disabled, never deleted. One that was
   * changed over REST stays as it is until the site file says something else of it than it did then (contract §3).
   * Applying the same again changes nothing. Throws `invalid` for an id used twice.
   */
  apply(rules: readonly SourcedRule[]): Promise<RuleChanges>
  /**
   * Writes a rule that came over REST, in one transaction with its history. `change` gets the rule as it is, undefined
   * when there is none, and gives it as it shall be; what it throws is passed on, and nothing is written.
   */
  write(id: string, by: string, change: (before: RuleItem | undefined) => RuleInput): Promise<RuleItem>
  /** Every rule, disabled ones too, sorted by id. */
  list(): Promise<RuleItem[]>
  find(id: string): Promise<RuleItem | undefined>
  /** What became of a rule, newest first. */
  versions(id: string): Promise<RuleVersion[]>
  /** The enabled rules, ready to judge. A rule on equipment that `metricsOf` does not know is left out. */
  compiled(
    metricsOf: KnownMetrics['metricsOf'],
    customMetricsOf?: KnownMetrics['customMetricsOf'],
    attributesOf?: KnownMetrics['attributesOf']
  ): Promise<Rule[]>
}

export type RuleStoreOptions = {
  database: Database
  catalogue: Catalogue
  /** Server time in ms, for the history. */
  now: () => number
  /** Told of each stored rule that cannot be judged, the others go on. Without it `compiled` throws a SetupError. */
  onFault?: (rule: string, errors: FieldFault[]) => void
  /** Where a rule that does not work is noted; `compiled` begins anew, whoever runs the rules adds to it. */
  faults?: RuleFaults
}

export function createRuleStore({ database, catalogue, now, onFault, faults: noted }: RuleStoreOptions): RuleStore {
  const present = (row: RuleTable): RuleItem => {
    const fault = row.enabled === 1 ? noted?.of(row.id) : undefined
    return { ...toItem(row), ...(fault !== undefined && { faulty: true, fault }) }
  }

  return {
    async apply(rules) {
      const wanted = effectiveRules(rules)
      const hand = { by: null, at: now() }
      return await atomically(database, async (db) => {
        const stored = new Map((await readRows(db)).map((row) => [row.id, row]))
        const changes: RuleChanges = { added: [], changed: [], disabled: [] }
        for (const [id, { input, origin }] of wanted) {
          const before = stored.get(id)
          const site = origin === 'site' ? siteText(input) : null
          if (before?.origin === 'rest' && site === before.site) continue
          const change = await saveRule(db, before, { input, origin, site }, hand)
          if (change) changes[change === 'created' ? 'added' : 'changed'].push(id)
        }
        for (const row of stored.values()) {
          const isOfRest = row.origin === 'rest' && row.site === null
          if (wanted.has(row.id) || isOfRest || (row.enabled === 0 && row.site === null)) continue
          await retireRule(db, row, hand)
          if (row.enabled === 1) changes.disabled.push(row.id)
        }
        return changes
      })
    },

    async write(id, by, change) {
      return await atomically(database, async (db) => {
        const read = () => db.selectFrom('rules').selectAll().where('id', '=', id).executeTakeFirst()
        const before = await read()
        const input = change(before && toItem(before))
        await saveRule(db, before, { input, origin: 'rest', site: before?.site ?? null }, { by, at: now() })
        const after = await read()
        if (!after) throw new Error(`BUG: rule ${id} was not written`)
        return toItem(after)
      })
    },

    async list() {
      return (await readRows(database)).map(present)
    },

    async find(id) {
      const row = await database.selectFrom('rules').selectAll().where('id', '=', id).executeTakeFirst()
      return row && present(row)
    },

    async versions(id) {
      const rows = await database
        .selectFrom('rule_versions')
        .selectAll()
        .where('rule', '=', id)
        .orderBy('position', 'desc')
        .execute()
      return rows.map((row) => ({
        version: row.version,
        at: new Date(row.at).toISOString(),
        by: row.actor,
        change: row.change as RuleVersion['change'],
        body: inputOf(row)
      }))
    },

    async compiled(metricsOf, customMetricsOf, attributesOf = () => undefined) {
      const compiled: Rule[] = []
      const faults: string[] = []
      noted?.clear()
      for (const row of await readRows(database)) {
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
