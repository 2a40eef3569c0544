/** Entry of `npm run simulate`: reads the command line, runs a site until it is told to stop. */
import { createInterface } from 'node:readline'
import { drillSite } from './drill-site.ts'
import { parseFault } from './faults.ts'
import { createWalkers, type Walkers } from './guards/walkers.ts'
import { createLoad } from './load.ts'
import { helpText, type Options, readOptions } from './options.ts'
import { createSimulation } from './simulation.ts'
import { loadSite } from './site.ts'
import { readState, writeState } from './state-file.ts'

const saveEveryMs = 5_000
const walkEveryMs = 1_000

function complain(message: string): void {
  process.stderr.write(`simulators: ${message}\n`)
}

/** Sends until it is told to stop or its time is over. */
async function runLoad(options: Options, perSecond: number): Promise<void> {
  const load = createLoad({
    ...options,
    perSecond,
    site: loadSite(options.site),
    now: () => Date.now(),
    report: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
    onTrouble: complain
  })
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await load.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  if (options.exitWithParent) createInterface({ input: process.stdin }).on('close', () => void stop())
  await load.start()
  if (stopping) return
  if (options.durationMs !== undefined) setTimeout(() => void stop(), options.durationMs)
}

/** undefined when nobody is to walk. */
function hireWalkers({ guards, ...options }: Options): Walkers | undefined {
  if (!guards) return undefined
  return createWalkers({
    ...options,
    ...guards,
    site: loadSite(options.site),
    now: () => Date.now(),
    report: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
    onTrouble: complain
  })
}

async function run(options: Options): Promise<void> {
  const { stateFile, seed, exitWithParent } = options
  const restore = stateFile === undefined ? undefined : readState(stateFile, seed)
  const simulation = createSimulation({
    ...options,
    site: loadSite(options.site),
    ...(restore && { restore }),
    now: () => Date.now(),
    report: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
    onTrouble: complain
  })
  const walkers = hireWalkers(options)
  let saving: NodeJS.Timeout | undefined
  let walking: NodeJS.Timeout | undefined
  const save = () => {
    if (stateFile !== undefined) writeState(stateFile, seed, simulation.snapshot())
  }
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(saving)
    clearInterval(walking)
    await Promise.all([simulation.stop(), walkers?.stop()])
    save()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  if (exitWithParent) {
    const lines = createInterface({ input: process.stdin })
    lines.on('line', (line) => {
      try {
        if (line.startsWith('fault ')) simulation.play(parseFault(line.slice('fault '.length).trim()))
      } catch (error) {
        complain(error instanceof Error ? error.message : String(error))
      }
    })
    lines.on('close', () => void stop())
  }
  // Their few scans first: behind a plant's history even a log-in waits.
  await walkers?.start()
  await simulation.start()
  if (stopping) return
  if (walkers) walking = setInterval(() => walkers.advance().catch((error: unknown) => complain(String(error))), walkEveryMs)
  save()
  saving = setInterval(save, saveEveryMs)
  if (options.durationMs !== undefined) setTimeout(() => void stop(), options.durationMs)
}

// A reader of our stdout that went away is no reason for a stack trace.
process.stdout.on('error', () => process.exit(0))
try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(helpText())
  else if (options.drillSite !== undefined) process.stdout.write(drillSite(options.drillSite))
  else if (options.load !== undefined) await runLoad(options, options.load)
  else await run(options)
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
