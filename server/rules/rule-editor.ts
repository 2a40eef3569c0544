/** Rules written over REST: checked like those of the site file, stored with who and when, in force at once. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { RuleInput, RuleItem } from '../contract/rules.ts'
import { AppError, type FieldFault } from '../errors.ts'
import { compileRule } from './compile-rule.ts'
import { parseRule } from './parse-rule.ts'
import type { Rule } from './rule.ts'
import type { KnownMetrics, RuleStore } from './rule-store.ts'

export type RuleEditor = {
  /** @throws AppError `invalid` naming each field, `conflict` when the id is in use. */
  create(raw: unknown, by: string): Promise<RuleItem>
  /** Fields given replace, `null` removes. @throws AppError `not_found`, `invalid`. */
  update(id: string, patch: Readonly<Record<string, unknown>>, by: string): Promise<RuleItem>
  /** Out of force, never deleted. @throws AppError `not_found`. */
  disable(id: string, by: string): Promise<void>
  /** A rule that is not stored, ready to judge. @throws AppError `invalid` as `create` does. */
  draft(raw: unknown): { input: RuleInput; rule: Rule }
}

export type RuleEditorOptions = KnownMetrics & {
  store: Pick<RuleStore, 'write'>
  catalogue: Catalogue
  /** Puts what was written in force. */
  changed: () => Promise<unknown>
}

export function createRuleEditor({ store, catalogue, changed, ...known }: RuleEditorOptions): RuleEditor {
  function draft(raw: unknown, version = 1): { input: RuleInput; rule: Rule } {
    const parsed = parseRule(raw)
    if (!parsed.ok) throw invalid(parsed.errors)
    const { input } = parsed
    const { equipment, kind = '' } = input
    const metrics = equipment === undefined ? known.customMetricsOf?.(kind) : known.metricsOf(equipment)
    const compiled = compileRule(input, version, catalogue, metrics)
    if (!compiled.ok) throw invalid(compiled.errors)
    return { input, rule: compiled.rule }
  }

  async function write(...given: Parameters<RuleStore['write']>): Promise<RuleItem> {
    const item = await store.write(...given)
    await changed()
    return item
  }

  return {
    draft,

    create(raw, by) {
      const { input } = draft(raw)
      return write(input.id, by, (before) => {
        if (!before) return input
        const hint = before.enabled === false ? ' It is disabled: enabled: true brings it back.' : ''
        throw new AppError('conflict', `There is a rule ${input.id} already.${hint}`, {
          errors: [{ field: 'id', message: 'is in use' }]
        })
      })
    },

    update: (id, patch, by) =>
      write(id, by, (before) => {
        const rule = bodyOf(id, before)
        if (patch['id'] !== undefined && patch['id'] !== id) throw invalid([{ field: 'id', message: 'cannot be changed' }])
        const merged = Object.entries({ ...rule, ...patch }).filter(([, value]) => value !== null && value !== undefined)
        return draft(Object.fromEntries(merged)).input
      }),

    async disable(id, by) {
      await write(id, by, (before) => ({ ...bodyOf(id, before), enabled: false }))
    }
  }
}

function bodyOf(id: string, item: RuleItem | undefined): RuleInput {
  if (!item) throw new AppError('not_found', `There is no rule ${id}.`)
  const { version: _version, origin: _origin, ...rule } = item
  return rule
}

function invalid(errors: FieldFault[]): AppError {
  const fields = [...new Set(errors.map(({ field }) => field))].join(', ')
  return new AppError('invalid', `The rule is refused: ${fields}.`, { errors })
}
