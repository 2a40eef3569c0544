/** The command line of the simulators. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { durationMs, type FaultPlan, parseFault } from './faults.ts'
import { loadPatrol, type PatrolScript, patrolNames } from './guards/patrol-script.ts'
import { loadTags, type TagKeys } from './guards/tags.ts'
import { habits } from './guards/walk.ts'
import { loadLimit } from './load.ts'
import { lineFaults, registeredModels } from './models/registry.ts'
import { loadScenario, scenarioFaults, scenarioNames } from './scenario.ts'

export type Options = {
  url: string
  site: string
  seed: string
  speed: number
  backfillMs: number
  /** Runs until stopped when absent, ms. */
  durationMs?: number
  /** Messages a second instead of a plant's day. */
  load?: number
  /** Instead of running: print a site of one cabinet that feeds so many. */
  drillSite?: number
  faults: FaultPlan[]
  stateFile?: string
  /** Guards that walk; left out, nobody does. */
  guards?: { guardsUrl: string; script: PatrolScript; tags: TagKeys | undefined }
  exitWithParent: boolean
}

const defaultSite = new URL('./sites/demo.yaml', import.meta.url)

const figuresSchema = z.object({
  backfill: durationMs,
  duration: durationMs.optional(),
  speed: z.coerce.number().min(0.1).max(1000),
  load: z.coerce.number().int().min(1).max(loadLimit).optional(),
  'drill-site': z.coerce.number().int().min(1).max(2000).optional(),
  guards: z.url({ protocol: /^https?$/, error: 'expected the address of the service, e.g. http://127.0.0.1:8080' }).optional()
})

/** Throws an Error of one line for a wrong value; `help` instead of options when asked for it. */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      url: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      site: { type: 'string', default: defaultSite.pathname },
      scenario: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      backfill: { type: 'string', default: '0s' },
      duration: { type: 'string' },
      load: { type: 'string' },
      'drill-site': { type: 'string' },
      state: { type: 'string' },
      guards: { type: 'string' },
      patrol: { type: 'string' },
      tags: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false }
    }
  })
  if (values.help) return 'help'
  const parsed = figuresSchema.safeParse(values)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong value'}`)
  }
  const { patrol, tags } = values
  const plays = [values.backfill !== '0s', values.speed !== '1', values.state, values.scenario.length, values.fault.length]
  plays.push(values.guards)
  if (values.guards === undefined && (patrol ?? tags) !== undefined) throw new Error('--patrol and --tags go with --guards')
  if (parsed.data.load !== undefined && plays.some(Boolean)) {
    throw new Error('--load goes with --url, --site, --seed and --duration only')
  }
  return {
    url: values.url,
    site: values.site,
    seed: values.seed,
    speed: parsed.data.speed,
    backfillMs: parsed.data.backfill,
    ...(parsed.data.duration !== undefined && { durationMs: parsed.data.duration }),
    ...(parsed.data.load !== undefined && { load: parsed.data.load }),
    ...(parsed.data['drill-site'] !== undefined && { drillSite: parsed.data['drill-site'] }),
    faults: [...values.scenario.flatMap((name) => scenarioFaults(loadScenario(name))), ...values.fault.map(parseFault)],
    ...(values.state !== undefined && { stateFile: values.state }),
    ...(parsed.data.guards !== undefined && {
      guards: {
        guardsUrl: parsed.data.guards,
        script: loadPatrol(patrol ?? 'ordinary'),
        tags: tags === undefined ? undefined : loadTags(tags)
      }
    }),
    exitWithParent: values['exit-with-parent']
  }
}

function nameList(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([name, text]) => `    ${name.padEnd(20)} ${text}`)
    .join('\n')
}

/** The text of `--help`. */
export function helpText(): string {
  const kinds = registeredModels.map(({ kind, faults }) => `  ${kind}\n${nameList(faults)}`).join('\n')
  const text = readFileSync(new URL('./help.txt', import.meta.url), 'utf8')
  return text
    .replace('{scenarios}', scenarioNames().join(', '))
    .replace('{patrols}', patrolNames().join(', '))
    .replace('{habits}', nameList(habits))
    .replace('{faults}', `${kinds}\n  every kind\n${nameList(lineFaults)}`)
}
