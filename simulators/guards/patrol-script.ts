/** Who walks which route, and how: a file. JSON is YAML too. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { SimulatedSite } from '../site.ts'
import { type Habit, habits } from './walk.ts'

const habitSchema = z.enum(Object.keys(habits) as [Habit, ...Habit[]])
/** A reader has no clock to set, no chain and no page. */
const byReader: readonly Habit[] = ['on_time', 'late', 'skips', 'hasty']

const walkerSchema = z
  .strictObject({
    user: z.string(),
    route: z.string(),
    /** Told by this reader over MQTT in place of the guard's phone. */
    reader: z.string().optional(),
    /** One habit for every day, or one a weekday from Monday. */
    week: z.union([habitSchema.transform((habit) => [habit]), z.array(habitSchema).length(7)])
  })
  .refine(({ reader, week }) => reader === undefined || week.every((habit) => byReader.includes(habit)), {
    path: ['week'],
    error: `expected of a reader only ${byReader.join(', ')}`
  })
const scriptSchema = z.strictObject({ title: z.string(), walkers: z.array(walkerSchema).min(1) })
export type PatrolScript = z.infer<typeof scriptSchema>
export type WalkerPlan = PatrolScript['walkers'][number]

const folder = new URL('../patrols/', import.meta.url)

/** Names of the scripts that ship with the simulators. */
export function patrolNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort()
}

/** By name, or by the path of a file. Throws an Error of one line. */
export function loadPatrol(nameOrPath: string): PatrolScript {
  const shipped = new URL(`${encodeURIComponent(nameOrPath)}.yaml`, folder)
  const source = existsSync(shipped) ? shipped : nameOrPath
  if (!existsSync(source)) throw new Error(`no patrol "${nameOrPath}"; there are ${patrolNames().join(', ')}`)
  const result = scriptSchema.safeParse(parse(readFileSync(source, 'utf8')))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`patrol ${nameOrPath}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no patrol'}`)
}

/** What keeps somebody from walking on this site, in words; undefined when nothing does. */
export function hindrance({ user, route, reader }: WalkerPlan, site: SimulatedSite): string | undefined {
  if (!site.users.some(({ id }) => id === user)) return `the site has no user "${user}"`
  if (!site.routes.some(({ id }) => id === route)) return `the site has no route "${route}"`
  if (reader !== undefined && !site.readers.some(({ id }) => id === reader)) return `the site has no reader "${reader}"`
  return undefined
}

export function habitOn({ week }: WalkerPlan, weekday: number): Habit {
  return week[weekday - 1] ?? week[0] ?? 'on_time'
}
