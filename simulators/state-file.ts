/** The plant's state between two runs, so that levels go on and counters never fall. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { PlantSnapshot } from './plant.ts'

const version = 1
const snapshotSchema = z.object({
  t: z.number(),
  world: z.object({ fireNetworkPressure: z.number(), firePumpRunning: z.boolean() }),
  machines: z.record(z.string(), z.object({ state: z.unknown(), random: z.number() }))
})
const fileSchema = z.object({ version: z.literal(version), seed: z.string(), plant: snapshotSchema })

/** undefined when there is none, or one of another seed or version. */
export function readState(path: string, seed: string): PlantSnapshot | undefined {
  if (!existsSync(path)) return undefined
  const result = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  return result.success && result.data.seed === seed ? result.data.plant : undefined
}

/** Written aside and renamed: a kill leaves the old one or the new one. */
export function writeState(path: string, seed: string, plant: PlantSnapshot): void {
  writeFileSync(`${path}.new`, JSON.stringify({ version, seed, plant }))
  renameSync(`${path}.new`, path)
}
