/** From a rule in the contract's shape to one the evaluator can run. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import { parseDuration, type Severity, severities } from '../contract/common.ts'
import type { PartInput, RuleInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import { anomalyDelay, compileAnomaly } from './compile-anomaly.ts'
import { type Attributes, compileCondition, type Ground, type Metrics } from './compile-condition.ts'
import { conditionFields } from './condition-fields.ts'
import { type Compiled, refuse, under } from './faults.ts'
import type { Condition, PlainCondition, Rule, Stage } from './rule.ts'
import { metricOf } from './walk-condition.ts'

export type CompiledRule = { ok: true; rule: Rule } | { ok: false; errors: FieldFault[] }

/** What is known of the site beyond the rule's own kind or equipment; what is left out is not checked. */
export type SiteGround = {
  /** Of other equipment a part names; undefined: there is none of this id. */
  metricsOf?: (equipment: string) => Metrics | undefined
  /** Of the equipment a rule is on. */
  attributesOf?: (equipment: string) => Attributes | undefined
}

/**
 * Checks the rule against the catalogue and fills in what was left out: `for` 0, `clear_for` as `for`,
 * role engineer, ticket on except for `info`. Every fault names its field.
 *
 * `metrics`: for a rule on one equipment, all of its metrics (undefined = no such equipment);
 * for a rule on a kind, metrics that sites added to that kind.
 */
export function compileRule(
  input: RuleInput,
  version: number,
  catalogue: Catalogue,
  metrics?: Metrics,
  site: SiteGround = {}
): CompiledRule {
  const scope = scopeOf(input, catalogue, metrics)
  const errors = scope.ok ? [] : scope.errors
  const { equipment: own, ...part } = input
  const ground: Ground = {
    metrics: scope.ok ? scope.part.metrics : undefined,
    attributes: own === undefined ? undefined : site.attributesOf?.(own),
    label: input.kind ?? own ?? '',
    kindMetrics: (kind) => catalogue.get(kind)?.metrics,
    metricsOf: site.metricsOf
  }
  const severity = input.severity ?? input.stages?.[0]?.severity
  const condition = compileAny(input, part, severity, ground)
  if (!condition.ok) errors.push(...condition.errors)
  const delays = delaysOf(input.anomaly ? { ...input, for: input.for ?? anomalyDelay } : input)
  if (!delays.ok) errors.push(...delays.errors)
  if (severity === undefined) errors.push({ field: 'severity', message: `missing: expected one of ${severities.join(', ')}` })
  if (input.suppressed_by?.includes(input.id)) errors.push({ field: 'suppressed_by', message: 'a rule cannot suppress itself' })
  if (!scope.ok || !condition.ok || !delays.ok || severity === undefined || errors.length > 0) return { ok: false, errors }

  const rule: Rule = {
    header: {
      id: input.id,
      version,
      title: input.title,
      action: input.action,
      severity,
      roles: [input.role ?? 'engineer'].flat(),
      ticket: opensTicket(input, severity),
      metric: metricOf(condition.part),
      latching: input.latching ?? false,
      suppressedBy: input.suppressed_by ?? [],
      ...(delays.part.clearForMs > 0 && { clearForMs: delays.part.clearForMs }),
      ...(input.anomaly && { kind: 'anomaly' as const })
    },
    scope: scope.part.scope,
    condition: input.not_during ? besideFlags(condition.part) : condition.part,
    ...delays.part,
    ...(input.not_during && { notDuring: input.not_during })
  }
  return { ok: true, rule }
}

function compileAny(input: RuleInput, part: PartInput, severity: Severity | undefined, ground: Ground): Compiled<Condition> {
  if (input.anomaly) return compileAnomaly(input, severity, ground.metrics)
  return input.stages ? compileStages(input, ground) : compileCondition(part, ground)
}

/** The flag of a test window may come in the same message: a tree is judged when all of the message is known. */
function besideFlags(condition: Condition): Condition {
  switch (condition.type) {
    case 'limit':
    case 'equals':
      return { type: 'tree', root: { ...condition, target: null } }
    case 'stages':
      return {
        type: 'stages',
        stages: condition.stages.map((stage) => ({ ...stage, condition: besideFlags(stage.condition) as PlainCondition }))
      }
    default:
      return condition
  }
}

function opensTicket({ ticket }: RuleInput, severity: Severity): boolean {
  return ticket === undefined ? severity !== 'info' : ticket === 'on'
}

type Delays = { forMs: number; clearForMs: number }

function delaysOf(input: { for?: string | undefined; clear_for?: string | undefined }): Compiled<Delays> {
  const forMs = parseDuration(input.for ?? '0s')
  const clearForMs = parseDuration(input.clear_for ?? input.for ?? '0s')
  const errors: FieldFault[] = []
  if (forMs === undefined) errors.push({ field: 'for', message: 'expected a duration such as 15s' })
  if (clearForMs === undefined && input.clear_for !== undefined) {
    errors.push({ field: 'clear_for', message: 'expected a duration such as 15s' })
  }
  return forMs === undefined || clearForMs === undefined ? { ok: false, errors } : { ok: true, part: { forMs, clearForMs } }
}

function compileStages(input: RuleInput, ground: Ground): Compiled<Condition> {
  const errors: FieldFault[] = (['metric', ...conditionFields] as const)
    .filter((field) => input[field] !== undefined)
    .map((field) => ({ field, message: 'belongs into a stage' }))
  const stages: Stage[] = []
  let mildest: Severity = 'info'
  for (const [index, stage] of (input.stages ?? []).entries()) {
    const severity = stage.severity ?? input.severity
    const compiled = compileStage(stage, ground, { for: stage.for ?? input.for, clear_for: clearForOf(stage, input) })
    if (!compiled.ok) errors.push(...under(`stages.${index}`, compiled.errors))
    if (severity === undefined) {
      errors.push({ field: `stages.${index}.severity`, message: `missing: expected one of ${severities.join(', ')}` })
      continue
    }
    if (severities.indexOf(severity) > severities.indexOf(mildest)) {
      errors.push({ field: `stages.${index}.severity`, message: `stages rise: expected ${mildest} or worse, mildest first` })
    }
    mildest = severity
    if (compiled.ok) stages.push({ ...compiled.part, severity, ticket: opensTicket(input, severity) })
  }
  if ((input.stages?.length ?? 0) === 0) errors.push({ field: 'stages', message: 'expected one stage or more' })
  return errors.length > 0 ? { ok: false, errors } : { ok: true, part: { type: 'stages', stages } }
}

/** A stage with a `for` of its own clears as late as it raises, unless it says otherwise. */
function clearForOf(stage: { for?: string | undefined; clear_for?: string | undefined }, rule: RuleInput): string | undefined {
  return stage.clear_for ?? rule.clear_for ?? stage.for ?? rule.for
}

function compileStage(
  part: PartInput,
  ground: Ground,
  delays: { for?: string | undefined; clear_for?: string | undefined }
): Compiled<Omit<Stage, 'severity' | 'ticket'>> {
  const condition = compileCondition(part, ground)
  const compiled = delaysOf(delays)
  const errors = [...(condition.ok ? [] : condition.errors), ...(compiled.ok ? [] : compiled.errors)]
  if (!condition.ok || !compiled.ok) return { ok: false, errors }
  if (condition.part.type === 'event' && condition.part.until.length === 0) {
    return refuse('until', 'missing: the event of a stage must last until something')
  }
  return { ok: true, part: { condition: condition.part, ...compiled.part } }
}

type Scope = { scope: Rule['scope']; metrics: Metrics }

function scopeOf(input: RuleInput, catalogue: Catalogue, metrics: Metrics | undefined): Compiled<Scope> {
  const { kind, equipment } = input
  if (kind !== undefined && equipment !== undefined) return refuse('equipment', 'expected kind or equipment, not both')
  if (equipment !== undefined) {
    return metrics ? { ok: true, part: { scope: { equipment }, metrics } } : refuse('equipment', `unknown equipment ${equipment}`)
  }
  if (kind === undefined) return refuse('kind', 'missing: expected kind or equipment')
  const known = catalogue.get(kind)
  if (!known) return refuse('kind', `unknown kind ${kind}: expected one of ${[...catalogue.keys()].join(', ')}`)
  return { ok: true, part: { scope: { kind }, metrics: { ...known.metrics, ...metrics } } }
}
