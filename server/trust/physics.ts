/** The figures of `physics.yaml`: what a working sensor of a metric shows, and what the measured thing cannot do. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Catalogue } from '../../gateway/catalogue.ts'

const specSchema = z.strictObject({
  moves: z.union([z.literal('always'), z.array(z.string()).min(1)]).exactOptional(),
  jump: z.number().positive().exactOptional(),
  rate: z.number().positive().exactOptional(),
  top: z.number().exactOptional(),
  bottom: z.number().exactOptional(),
  idle: z.number().nonnegative().exactOptional()
})
const specsSchema = z.record(z.string(), specSchema)
const fileSchema = z.strictObject({
  source: z.string().min(1),
  metrics: specsSchema,
  kinds: z.record(z.string(), specsSchema)
})

/** In the metric's unit; see the head of `physics.yaml`. A counter has none of these and may only rise. */
export type SensorPhysics = z.infer<typeof specSchema> & {
  counter: boolean
  /** The plausible range; its ends are where a broken loop rests. */
  min: number
  max: number
  /** Sampling period in s; 0 when it reports on change. */
  sample: number
}

/** By kind of equipment, then by metric; what is not in it is not judged. */
export type Physics = ReadonlyMap<string, ReadonlyMap<string, SensorPhysics>>

/** Reads the shipped figures for every kind of the catalogue. Throws when a figure names a kind or metric nobody has. */
export function loadPhysics(catalogue: Catalogue, file = new URL('./physics.yaml', import.meta.url)): Physics {
  const { metrics, kinds } = fileSchema.parse(parse(readFileSync(file, 'utf8')))
  const unused = new Set(Object.keys(metrics))
  const physics = new Map<string, Map<string, SensorPhysics>>()
  for (const { kind, metrics: known } of catalogue.values()) {
    const own = new Map<string, SensorPhysics>()
    const differing = kinds[kind] ?? {}
    for (const name of Object.keys(differing)) if (!known[name]) throw new Error(`${file.pathname}: ${kind} has no ${name}`)
    for (const [name, { type, min = 0, max = 0, sample = 0 }] of Object.entries(known)) {
      const spec = differing[name] ?? metrics[name]
      unused.delete(name)
      if (type === 'counter') own.set(name, { counter: true, min, max, sample })
      else if (type === 'number' && spec) own.set(name, { ...spec, counter: false, min, max, sample })
    }
    physics.set(kind, own)
  }
  for (const kind of Object.keys(kinds)) if (!catalogue.has(kind)) unused.add(kind)
  if (unused.size > 0) throw new Error(`${file.pathname}: nothing is called ${[...unused].join(', ')}`)
  return physics
}
