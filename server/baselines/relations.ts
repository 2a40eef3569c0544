/** The figures of `relations.yaml`: which known physics a metric follows. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { parseDuration } from '../contract/common.ts'

/** A product of powers of other metrics, such as frequency³ × flow. */
export type Term = { text: string; factors: readonly { metric: string; power: number }[] }

export type Relation = {
  /** Judged only while this boolean is true. */
  while?: string
  follows: readonly Term[]
  /** Time constant with which it follows, ms; 0: at once. */
  lagMs: number
}

/** By kind of equipment, then by metric. */
export type Relations = ReadonlyMap<string, ReadonlyMap<string, Relation>>

export const noRelation: Relation = { follows: [], lagMs: 0 }
/** More terms would need more memory than an equipment is worth. */
export const maxTerms = 3

const relationSchema = z.strictObject({
  while: z.string().exactOptional(),
  follows: z.array(z.string()).max(maxTerms).exactOptional(),
  lag: z.string().exactOptional()
})
const fileSchema = z.strictObject({
  source: z.string().min(1),
  kinds: z.record(z.string(), z.record(z.string(), relationSchema))
})

/** Reads the shipped relations. Throws when one names a kind or metric nobody has. */
export function loadRelations(catalogue: Catalogue, file = new URL('./relations.yaml', import.meta.url)): Relations {
  const { kinds } = fileSchema.parse(parse(readFileSync(file, 'utf8')))
  const relations = new Map<string, Map<string, Relation>>()
  for (const [kind, metrics] of Object.entries(kinds)) {
    const known = catalogue.get(kind)?.metrics ?? {}
    const own = new Map<string, Relation>()
    for (const [metric, { follows = [], lag = '0s', while: gate }] of Object.entries(metrics)) {
      const terms = follows.map(parseTerm)
      const lagMs = parseDuration(lag)
      const named = [metric, ...(gate === undefined ? [] : [gate]), ...terms.flatMap(metricsOf)]
      const unknown = named.filter((name) => !Object.hasOwn(known, name))
      if (unknown.length > 0) throw new Error(`${file.pathname}: ${kind} has no ${unknown.join(', ')}`)
      if (lagMs === undefined) throw new Error(`${file.pathname}: ${kind}.${metric}.lag: expected a duration such as 20m`)
      own.set(metric, { follows: terms, lagMs, ...(gate !== undefined && { while: gate }) })
    }
    relations.set(kind, own)
  }
  return relations
}

/** `frequency^3 * flow` → its factors. */
export function parseTerm(text: string): Term {
  const factors = text.split('*').map((factor) => {
    const [metric = '', power = '1'] = factor.trim().split('^')
    if (!/^[a-z][a-z0-9_]*$/.test(metric) || !/^[1-9]$/.test(power))
      throw new Error(`expected a term such as flow^2, got "${text}"`)
    return { metric, power: Number(power) }
  })
  return { text, factors }
}

/** What these metrics of a kind of equipment follow, and what says when they are judged. */
export function metricsBeside(relations: Relations, kind: string, metrics: readonly string[]): string[] {
  return metrics.flatMap((metric) => {
    const { while: gate, follows } = relations.get(kind)?.get(metric) ?? noRelation
    return [...(gate === undefined ? [] : [gate]), ...follows.flatMap(metricsOf)]
  })
}

function metricsOf({ factors }: Term): string[] {
  return factors.map(({ metric }) => metric)
}

/** Its value now; undefined while one of its metrics is not known. */
export function termValue({ factors }: Term, present: (metric: string) => number | undefined): number | undefined {
  let product = 1
  for (const { metric, power } of factors) {
    const value = present(metric)
    if (value === undefined) return undefined
    product *= value ** power
  }
  return product
}
