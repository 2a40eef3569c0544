/**
 * `npm run soak [-- --rounds N --only NAME,…]`: the crash, flood and outage tests of the gate with the volumes of a full
 * run, one part after the other; prints what each measured. Exit code 1 when one failed, was skipped or took too long.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type SoakPart, soakParts } from './parts.ts'

const names = soakParts.map(({ name }) => name)
const help = `npm run soak -- [options]
  --rounds N     rounds of each kind of kill -9 (default 20)
  --only NAMES   of ${names.join(', ')}, by comma
`
const { values: args } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    only: { type: 'string', default: names.join(',') },
    help: { type: 'boolean', default: false }
  }
})
if (args.help) {
  process.stdout.write(help)
  process.exit(0)
}
const rounds = Number(args.rounds)
const chosen = args.only.split(',')
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0 || !(Number.isInteger(rounds) && rounds > 0)) {
  process.stderr.write(help)
  process.exit(1)
}

const say = (text: string) => process.stdout.write(`${text}\n`)

type Result = { passed: number; failed: number; seconds: number; late: boolean; exit: number | null }

/** Runs one part and passes on its figures, and all it printed when it failed. */
async function run({ file, filter, env, patienceMs }: SoakPart): Promise<Result> {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'embedded', file, ...(filter ? ['-t', filter] : [])]
  const begun = performance.now()
  const child = spawn(process.execPath, vitest, {
    env: { ...process.env, CI: 'true', FIGURES: '1', NO_COLOR: '1', ...env(rounds) },
    // A group of its own: what is too late is ended with all that it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  process.once('exit', end)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const exited = once(child, 'exit')
  let late = false
  const patience = setTimeout(() => {
    late = true
    end()
  }, patienceMs(rounds))
  const printed: string[] = []
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(`${line}\n`)
    const figures = /figures: (.*)/.exec(line)?.[1]
    if (figures !== undefined) say(`  ${figures}`)
  }
  await exited
  clearTimeout(patience)
  process.off('exit', end)
  if (child.exitCode !== 0) process.stderr.write(printed.join(''))
  const seconds = (performance.now() - begun) / 1000
  const summary = printed.findLast((line) => /^ *Tests {2}/.test(line)) ?? ''
  const counted = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  return { passed: counted('passed'), failed: counted('failed'), seconds, late, exit: child.exitCode }
}

let sound = true
for (const part of soakParts.filter(({ name }) => chosen.includes(name))) {
  say(`${part.name}: ${part.file}`)
  const { passed, failed, seconds, late, exit } = await run(part)
  const well = exit === 0 && failed === 0 && passed > 0
  sound &&= well
  const outcome = well
    ? `${passed} passed`
    : late
      ? 'not done in time'
      : `FAILED: ${failed} failed, ${passed} passed, exit ${exit}`
  say(`  ${outcome}, ${seconds.toFixed(0)} s`)
}
say(sound ? 'sound' : 'NOT SOUND')
process.exit(sound ? 0 : 1)
