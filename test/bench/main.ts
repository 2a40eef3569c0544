/**
 * `npm run bench [-- --full]`: the service on one core, its load on another, the references in the same
 * run. Fails when a message was rejected or something acknowledged is not stored; a figure that
 * misses its mark is shown as such and fails nothing: the machine may be a slow one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { reportAnomaly } from './anomaly.ts'
import { benchBacktest } from './backtest.ts'
import { buildSiteFile } from './bench-site.ts'
import { takeCores } from './cores.ts'
import { reportTrust } from './judge-cost.ts'
import { benchPatrol } from './patrol.ts'
import { formatTable, isReached } from './report.ts'
import { benchRules } from './rules.ts'
import { fullSize, runBench, shortSize } from './run-bench.ts'

const help = `npm run bench -- [options]
  --full           longer runs: some 8 min instead of some 80 s
  --only NAME      one part: throughput, acknowledge, ticket; only by their names: patrol, rules, backtest, trust, anomaly
  --program FILE   the service's entry (default dist/server/main.js)
  --profile DIR    write a CPU profile of the service there
`
const { values: args } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    program: { type: 'string', default: 'dist/server/main.js' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
})
if (args.help) {
  process.stdout.write(help)
  process.exit(0)
}

// These need no service and no second core.
if (args.only === 'trust') {
  process.stdout.write(`${reportTrust()}\n`)
  process.exit(0)
}
if (args.only === 'anomaly') {
  const seeds = args.full ? ['1', '2', '3'] : ['1']
  process.stdout.write(`\n${reportAnomaly(seeds, (text) => process.stderr.write(`${text}\n`))}\n`)
  process.exit(0)
}

const size = args.full || args.only === 'backtest' ? fullSize : shortSize
const cores = takeCores()
const folder = mkdtempSync(join(tmpdir(), 'wuxun-bench-'))
// However it ends: by itself, by an error, by a signal or because something hangs.
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
setTimeout(() => {
  process.stderr.write(`not done after ${size.patienceMs / 60_000} min\n`)
  process.exit(1)
}, size.patienceMs).unref()

const begun = performance.now()
if (args.only === 'backtest') {
  const { rows, wrong } = await benchBacktest({ folder, progress: (text) => process.stderr.write(`${text}\n`) })
  process.stdout.write(`\n${formatTable(rows)}\n\n${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'every reading judged'}\n`)
  process.stdout.write(`${JSON.stringify({ figures: rows.map((row) => ({ ...row, reached: isReached(row) })) })}\n`)
  process.exit(wrong.length > 0 ? 1 : 0)
}
if (args.only === 'rules') {
  const { rows, wrong } = benchRules({ progress: (text) => process.stderr.write(`${text}\n`) })
  process.stdout.write(
    `\n${formatTable(rows)}\n\n${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'every rule set had something to say'}\n`
  )
  process.stdout.write(`${JSON.stringify({ figures: rows.map((row) => ({ ...row, reached: isReached(row) })) })}\n`)
  process.exit(wrong.length > 0 ? 1 : 0)
}
if (args.only === 'patrol') {
  const { rows, wrong } = await benchPatrol({
    cores,
    folder,
    program: args.program,
    profileDir: args.profile,
    progress: (text) => process.stderr.write(`${text}\n`)
  })
  process.stdout.write(`\n${formatTable(rows)}\n\n${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'each scan there once'}\n`)
  process.stdout.write(`${JSON.stringify({ figures: rows })}\n`)
  process.exit(wrong.length > 0 ? 1 : 0)
}
const siteFile = join(folder, 'site.yaml')
writeFileSync(siteFile, buildSiteFile(size.rounds * size.breaches * 2))
const { rows, checks, notes } = await runBench({
  cores,
  folder,
  siteFile,
  program: args.program,
  size,
  only: args.only,
  profileDir: args.profile,
  progress: (text) => process.stderr.write(`${text}\n`)
})
const { missing, doubled, rejects, rejectsCounted, unanswered, tickets } = checks
const wrong = { missing, doubled, rejects, rejectsCounted, unanswered, ticketsTooFewOrMany: tickets.open - tickets.breaches }
const sound = Object.values(wrong).every((count) => count === 0)
const took = (performance.now() - begun) / 1000
process.stdout.write(`\n${formatTable(rows)}\n\n${[cores.note, ...notes].join('\n')}\n`)
process.stdout.write(
  `${checks.acknowledged.toLocaleString('en-US')} messages acknowledged, ${checks.readings.toLocaleString('en-US')} readings stored; ${
    sound ? 'none missing, none twice, no reject' : `WRONG: ${JSON.stringify(wrong)}`
  }\n`
)
const figures = rows.map((row) => ({ ...row, reached: isReached(row) }))
process.stdout.write(
  `${JSON.stringify({ size: args.full ? 'full' : 'short', seconds: took, sound, cores: cores.pinned ?? null, checks, figures })}\n`
)
process.exit(sound ? 0 : 1)
