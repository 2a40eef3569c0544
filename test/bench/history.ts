/**
 * `npm run bench:history [-- --millions N | --full] [--keep DIR]`: a data folder with a year of readings, as the service itself
 * would have compacted it; then the service on it. What is measured is in design §4: charts, bytes a reading, the
 * start; and how long a commit takes while days are compacted. Fails when a reading is missing.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { takeCores } from './cores.ts'
import { median } from './figures.ts'
import { historyDay, historyDays, historyPump, sampleMs, writeDays } from './history-data.ts'
import { askAs, journalOf, logIn, startService } from './service.ts'

const dayMs = 86_400_000
const fullMillions = 120
const { values: args } = parseArgs({
  options: {
    millions: { type: 'string', default: '3' },
    full: { type: 'boolean', default: false },
    /** An absent folder is filled and stays; one that was filled today is measured again. */
    keep: { type: 'string' },
    program: { type: 'string', default: 'dist/server/main.js' }
  }
})
const millions = args.full ? fullMillions : Number(args.millions)
const series = Math.max(1, Math.round((millions * 1e6 * sampleMs) / (historyDays * dayMs)))
const today = Math.floor(Date.now() / dayMs) * dayMs
// Up to now: the last day lies in the tables, the rest in files.
const start = today - (historyDays - 1) * dayMs
/** Makes a series known; the others come after it. */
const firstReading = { metric: 'outlet_pressure', ts: start, value: 0.42, receivedAt: start, quality: 'good' } as const

const folder = mkdtempSync(join(tmpdir(), 'wuxun-history-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const dataDir = args.keep ?? join(folder, 'data')
const filledFile = join(dataDir, 'filled.json')
type Filled = { count: number; start: number; series: number; rows: number; files: number }

const say = (text: string) => process.stdout.write(`${text}\n`)
const ms = (value: number) => `${value.toFixed(1)} ms`

/** Days that are written before they are compacted: some five million readings. */
const daysAtOnce = Math.max(1, Math.min(30, Math.floor(5e6 / (series * (dayMs / sampleMs)))))

async function fill(): Promise<Filled> {
  const begun = performance.now()
  mkdirSync(dataDir)
  const file = journalOf(dataDir)
  const now = Date.now()
  let journal = await openDuckdbJournal(file)
  const first = Array.from({ length: series }, (_, index) => ({ ...firstReading, equipment: historyPump(index) }))
  let { seq } = await journal.append([{ readings: first, events: [], presences: [], rejects: [] }])
  let count = first.length
  let compaction = 0
  for (let day = 0; day < historyDays; day += daysAtOnce) {
    const end = Math.min(day + daysAtOnce, historyDays)
    await journal.stop()
    count += await writeDays(file, { seq: ++seq, from: start + day * dayMs, to: Math.min(start + end * dayMs, now) })
    journal = await openDuckdbJournal(file)
    const from = performance.now()
    await compactAll(journal, seq, Math.min(start + end * dayMs, today))
    await journal.checkpoint()
    compaction += performance.now() - from
    process.stderr.write(`day ${end} of ${historyDays}, ${count.toLocaleString('en-US')} readings\n`)
  }
  const size = await journal.size()
  await journal.stop()
  const seconds = (performance.now() - begun) / 1000
  say(`filled in ${seconds.toFixed(0)} s, ${(compaction / 1000).toFixed(0)} s of them compaction`)
  const filled = { count, start, series, rows: size.rows, files: size.files }
  writeFileSync(filledFile, JSON.stringify(filled))
  return filled
}

/** What an earlier run left, if it was of this size and day. */
function readFilled(): Filled | undefined {
  if (!existsSync(filledFile)) return undefined
  const filled = JSON.parse(readFileSync(filledFile, 'utf8')) as Filled
  if (filled.start === start && filled.series === series) return filled
  throw new Error(`${dataDir} holds another year: remove it`)
}

/** Small groups 5 ms apart, for as long as the work takes; how long each commit took, ascending. */
async function commitWhile(journal: DuckdbJournal, work: Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  let done = false
  void work.finally(() => {
    done = true
  })
  while (!done) {
    const now = Date.now()
    const readings = Array.from({ length: 100 }, (_, index) => ({
      equipment: 'live',
      metric: `m${index}`,
      ts: now,
      value: index,
      receivedAt: now,
      quality: 'good' as const
    }))
    const begun = performance.now()
    await journal.append([{ readings, events: [], presences: [], rejects: [] }])
    took.push(performance.now() - begun)
    await delay(5)
  }
  return took.sort((a, b) => a - b)
}

/** One closed day of a million readings more, compacted with commits running beside it. */
async function stall(file: string): Promise<{ idle: number[]; busy: number[] }> {
  const journal = await openDuckdbJournal(join(file, 'journal.duckdb'))
  const perDay = Math.ceil(1e6 / (dayMs / sampleMs))
  let seq = 0
  for (const group of historyDay(start, 0, perDay)) seq = (await journal.append(group)).seq
  await journal.checkpoint()
  const idle = await commitWhile(journal, delay(3000))
  const busy = await commitWhile(journal, compactAll(journal, seq, start + 2 * dayMs))
  await journal.stop()
  return { idle, busy }
}

function bytesBelow(path: string): number {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.size
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0)
}

const { count, ...size } = readFilled() ?? (await fill())
const bytes = bytesBelow(join(dataDir, 'parquet'))
say(`${count.toLocaleString('en-US')} readings of ${series} series over ${historyDays} days`)
say(
  `bytes a reading compacted: ${(bytes / size.rows).toFixed(2)} (≤ 3), rollups included; ${size.files} files; the whole folder ${(bytesBelow(dataDir) / count).toFixed(2)}`
)

const siteFile = join(folder, 'site.yaml')
const equipment = Array.from({ length: series }, (_, index) => ({
  id: historyPump(index),
  kind: 'booster_pump',
  name: historyPump(index),
  location: 'B1'
}))
writeFileSync(siteFile, JSON.stringify({ site: { id: 'bench', name: 'Benchmark', defaults: 'off' }, equipment }))
const cores = takeCores()
const empty = await startService({ cores, program: args.program, dataDir: join(folder, 'empty'), siteFile })
// On a machine that is not idle the processor's time is the steadier figure.
const emptyCpuMs = empty.cpuMs()
await empty.stop()
const service = await startService({ cores, program: args.program, dataDir, siteFile })
say(
  `start to healthy: ${ms(service.healthyAfterMs)} (≤ 3000), of the processor ${ms(service.cpuMs())}; ` +
    `with an empty folder ${ms(empty.healthyAfterMs)}, of the processor ${ms(emptyCpuMs)}`
)
const token = await logIn(service.url)

type Points = { points: [number, number][] }
async function chart(name: string, query: (index: number) => string): Promise<Points['points']> {
  const took: number[] = []
  let points: Points['points'] = []
  const cpuMs = service.cpuMs()
  for (let index = 0; index < 9; index++) {
    const id = historyPump(index % series)
    const begun = performance.now()
    points = (await askAs<Points>(token, `${service.url}/api/v1/equipment/${id}/readings?metric=outlet_pressure&${query(index)}`))
      .points
    took.push(performance.now() - begun)
  }
  const cpu = (service.cpuMs() - cpuMs) / took.length
  say(`${name}: first ${ms(took[0] ?? 0)}, median ${ms(median(took))}, of the processor ${ms(cpu)}, ${points.length} points`)
  return points
}
const day = (index: number) => start + (10 + ((index * 37) % (historyDays - 20))) * dayMs + 5 * 3_600_000
await chart('24 h raw, some day of the year (≤ 50 ms)', (index) => `from=${day(index)}&to=${day(index) + dayMs}`)
await chart('24 h raw, the last ones (≤ 50 ms)', () => `from=${Date.now() - dayMs}&to=${Date.now()}`)
const year = `from=${start}&to=${Date.now()}`
await chart('1 year in hours (≤ 50 ms)', () => `${year}&step=1h`)
await chart('1 year in site days, max', () => `${year}&step=1d&fn=max`)
const counts = await chart('1 year, count in days', () => `${year}&step=1d&fn=count`)
const first = await askAs<Points>(
  token,
  `${service.url}/api/v1/equipment/${historyPump(0)}/readings?metric=outlet_pressure&from=0&step=1d&fn=count`
)
const stopMs = await service.stop()
say(`SIGTERM to the end: ${ms(stopMs)}`)

const { idle, busy } = await stall(mkdtempSync(join(folder, 'stall-')))
const at = (took: number[], part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? Number.NaN
say(`commit of 100 readings: p50 ${ms(at(idle, 0.5))}, p99 ${ms(at(idle, 0.99))}, highest ${ms(at(idle, 1))}`)
say(
  `  while a million is compacted: p50 ${ms(at(busy, 0.5))}, p99 ${ms(at(busy, 0.99))}, highest ${ms(at(busy, 1))}, of ${busy.length}`
)

const stored = first.points.reduce((sum, [, each]) => sum + each, 0)
const sound = stored * series === count && counts.length > 0
say(sound ? 'none missing' : `WRONG: ${stored} × ${series} stored, ${count} written`)
process.exit(sound ? 0 : 1)
