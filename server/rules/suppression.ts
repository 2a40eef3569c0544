/** Whether rules that quiet each other can: every name must be a rule, and no circle may quiet itself. */
import type { RuleInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'

type Named = Pick<RuleInput, 'id' | 'suppressed_by'>

/** Faults by rule id, on the field `suppressed_by`. `rules`: all that are in force together. */
export function checkSuppression(rules: readonly Named[]): Map<string, FieldFault[]> {
  const causes = new Map(rules.map(({ id, suppressed_by: names = [] }) => [id, names]))
  const faults = new Map<string, FieldFault[]>()
  for (const [id, names] of causes) {
    const unknown = names.filter((name) => !causes.has(name))
    const circle = circleFrom(id, causes)
    const found = [
      ...unknown.map((name) => ({ field: 'suppressed_by', message: `unknown rule ${name}` })),
      ...(circle ? [{ field: 'suppressed_by', message: `goes in a circle: ${[...circle, id].join(' → ')}` }] : [])
    ]
    if (found.length > 0) faults.set(id, found)
  }
  return faults
}

/** The way from a rule back to itself, the shortest first; undefined when there is none. */
function circleFrom(start: string, causes: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const ways: string[][] = [[start]]
  const seen = new Set<string>()
  for (const way of ways) {
    for (const next of causes.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return way
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return undefined
}
