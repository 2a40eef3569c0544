/** Rules written over REST: checked like those of the site file, stored with who and when, in force at once. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { RuleInput, RuleItem } from '../contract/rules.ts'
import { AppError, type FieldFault } from '../errors.ts'
import { createTurns } from '../turns.ts'
import { compileRule } from './compile-rule.ts'
import { parseRule } from './parse-rule.ts'
import type { Rule } from './rule.ts'
import type { KnownMetrics, RuleStore } from './rule-store.ts'
import { checkSuppression } from './suppression.ts'

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
  store: Pick<RuleStore, 'find' | 'list' | 'write'>
  catalogue: Catalogue
  /** Puts what was written in force. */
  changed: () => Promise<unknown>
}

export function createRuleEditor({ store, catalogue, changed, ...known }: RuleEditorOptions): RuleEditor {
  /** Two who write at once would each be checked against a site without the other. */
  const inTurn = createTurns()

  function draft(raw: unknown): { input: RuleInput; rule: Rule } {
    const parsed = parseRule(raw)
    if (!parsed.ok) throw invalid(parsed.errors)
    const { input } = parsed
    const { equipment, kind = '' } = input
    const metrics = equipment === undefined ? known.customMetricsOf?.(kind) : known.metricsOf(equipment)
    const { metricsOf, attributesOf = () => undefined } = known
    const compiled = compileRule(input, 1, catalogue, metrics, { metricsOf, attributesOf })
    if (!compiled.ok) throw invalid(compiled.errors)
    return { input, rule: compiled.rule }
  }

  async function put(id: string, by: string, input: RuleInput): Promise<RuleItem> {
    const others = (await store.list()).filter((rule) => rule.id !== id)
    const faults = checkSuppression([...others, input]).get(id)
    if (faults) throw invalid(faults)
    const item = await store.write(id, by, () => input)
    await changed()
    return item
  }

  async function find(id: string): Promise<RuleInput> {
    const item = await store.find(id)
    if (!item) throw new AppError('not_found', `There is no rule ${id}.`)
    return bodyOf(item)
  }

  return {
    draft,

    create: (raw, by) =>
      inTurn(async () => {
        const { input } = draft(raw)
        const before = await store.find(input.id)
        if (!before) return await put(input.id, by, input)
        const hint = before.enabled === false ? ' It is disabled: enabled: true brings it back.' : ''
        throw new AppError('conflict', `There is a rule ${input.id} already.${hint}`, {
          errors: [{ field: 'id', message: 'is in use' }]
        })
      }),

    update: (id, patch, by) =>
      inTurn(async () => {
        const before = await find(id)
        if (patch['id'] !== undefined && patch['id'] !== id) throw invalid([{ field: 'id', message: 'cannot be changed' }])
        const merged = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null && value !== undefined)
        return await put(id, by, draft(Object.fromEntries(merged)).input)
      }),

    disable: (id, by) =>
      inTurn(async () => {
        const before = await find(id)
        await store.write(id, by, () => ({ ...before, enabled: false }))
        await changed()
      })
  }
}

function bodyOf({ version: _version, origin: _origin, ...rule }: RuleItem): RuleInput {
  return rule
}

function invalid(errors: FieldFault[]): AppError {
  const fields = [...new Set(errors.map(({ field }) => field))].join(', ')
  return new AppError('invalid', `The rule is refused: ${fields}.`, { errors })
}
