/** The part of a site file that the field knows: its equipment, who walks where, and everybody's credentials. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const equipmentSchema = z.object({
  id: z.string(),
  kind: z.string(),
  feeds: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({})
})
const routeSchema = z.object({
  id: z.string(),
  checkpoints: z.array(z.string()),
  windows: z.array(z.string()).default([]),
  days: z.array(z.number()).default([])
})
const siteSchema = z.object({
  site: z.object({ id: z.string(), timezone: z.string().default('Asia/Shanghai') }),
  equipment: z.array(equipmentSchema).default([]),
  devices: z.array(z.object({ id: z.string(), password: z.string(), equipment: z.array(z.string()).default([]) })).default([]),
  readers: z.array(z.object({ id: z.string(), password: z.string() })).default([]),
  checkpoints: z.array(z.object({ id: z.string(), tag: z.string().optional() })).default([]),
  routes: z.array(routeSchema).default([]),
  users: z.array(z.object({ id: z.string(), password: z.string() })).default([])
})

export type SimulatedEquipment = z.infer<typeof equipmentSchema>
export type SimulatedRoute = z.infer<typeof routeSchema>
export type SimulatedSite = z.infer<typeof siteSchema>

/** Throws an Error of one line when the file cannot be read or is no site file. */
export function loadSite(path: string): SimulatedSite {
  const result = siteSchema.safeParse(parse(readFileSync(path, 'utf8')))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no site file'}`)
}

/** A number among the attributes, or what such equipment usually has. */
export function numberAttribute(equipment: SimulatedEquipment, name: string, usual: number): number {
  const value = equipment.attributes[name]
  return typeof value === 'number' ? value : usual
}
