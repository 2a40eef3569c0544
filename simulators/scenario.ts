/** A scenario: faults at given times, as a file. JSON is YAML too. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { durationMs, type FaultPlan } from './faults.ts'

const stepSchema = z.strictObject({
  /** After the start of live running. */
  at: durationMs,
  fault: z.string(),
  equipment: z.union([z.string(), z.array(z.string()).min(1)]),
  /** Everything it feeds (`feeds:` of the site) loses its supply with it. */
  dependants: z.boolean().optional(),
  /** How long it lasts; left out: to the end. */
  for: durationMs.optional()
})

const scenarioSchema = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  steps: z.array(stepSchema).min(1)
})
export type Scenario = z.infer<typeof scenarioSchema>

const folder = new URL('./scenarios/', import.meta.url)

/** Names of the scenarios that ship with the simulators. */
export function scenarioNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort()
}

/** By name, or by the path of a file. Throws an Error of one line. */
export function loadScenario(nameOrPath: string): Scenario {
  const shipped = new URL(`${encodeURIComponent(nameOrPath)}.yaml`, folder)
  const source = existsSync(shipped) ? shipped : nameOrPath
  if (!existsSync(source)) throw new Error(`no scenario "${nameOrPath}"; there are ${scenarioNames().join(', ')}`)
  const result = scenarioSchema.safeParse(parse(readFileSync(source, 'utf8')))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`scenario ${nameOrPath}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no scenario'}`)
}

export function scenarioFaults(scenario: Scenario): FaultPlan[] {
  return scenario.steps.flatMap((step) =>
    [step.equipment].flat().map((equipment) => ({
      name: step.fault,
      equipment,
      delay: step.at,
      ...(step.for !== undefined && { duration: step.for }),
      ...(step.dependants && { dependants: true })
    }))
  )
}
