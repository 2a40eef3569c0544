/** One benchmark from an empty data folder to the check of what it holds in the end. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, startBareAedes, startMosquitto } from './brokers.ts'
import type { Cores } from './cores.ts'
import { createPumps, type Latency, measureBreaches, measureLoad, median } from './figures.ts'
import { createLedger } from './ledger.ts'
import type { LoadResult, Pace } from './load.ts'
import type { Row } from './report.ts'
import { askAs, journalOf, logIn, readMetric, startService } from './service.ts'
import { checkStored } from './stored.ts'
import { watchTickets } from './ticket-watch.ts'

export type BenchSize = {
  /** Repeats of each measurement; the median counts. */
  rounds: number
  warmupMs: number
  measureMs: number
  /** Connections of the throughput runs. */
  clients: readonly number[]
  /** Breaches a round, idle and again under load. */
  breaches: number
  breachGapMs: number
  /** After so long something hangs. */
  patienceMs: number
}

export const shortSize: BenchSize = {
  rounds: 3,
  warmupMs: 400,
  measureMs: 1200,
  clients: [50],
  breaches: 40,
  breachGapMs: 40,
  patienceMs: 180_000
}
export const fullSize: BenchSize = {
  rounds: 3,
  warmupMs: 2000,
  measureMs: 8000,
  clients: [10, 50],
  breaches: 200,
  breachGapMs: 50,
  patienceMs: 900_000
}

const window = 20
const rates = [5000, 20_000] as const
const rateClients = 200
const backgroundRate = 5000
const megabyte = 1024 * 1024
/** Between two runs, so that the one before is not measured again. */
const settleMs = 300

/** `cpuUs`: processor time of the broker for each message, over the whole run. */
type Measured = LoadResult & { cpuUs: number }

export type BenchOptions = {
  cores: Cores
  folder: string
  siteFile: string
  program: string
  size: BenchSize
  only: string | undefined
  profileDir: string | undefined
  progress: (text: string) => void
}

export async function runBench(options: BenchOptions) {
  const { cores, folder, siteFile, program, size, only, profileDir, progress } = options
  const ledger = createLedger()
  const pumps = createPumps()
  const rows: Row[] = []
  const notes: string[] = []
  const dataDir = join(folder, 'data')
  const wanted = (part: string) => only === undefined || only === part
  let unanswered = 0
  let overloaded = 0

  const service = await startService({ cores, program, dataDir, siteFile, profileDir })
  await delay(2000)
  const atRest = service.memory()
  const references = [await startBareAedes(cores), await startMosquitto(cores, folder)] as const
  const [aedes, mosquitto] = references
  if (!mosquitto) notes.push('skipped: mosquitto (not installed)')

  async function loaded(broker: Broker, clients: number, pace: Pace): Promise<Measured> {
    const ours = broker === service
    const { warmupMs, measureMs } = size
    const before = broker.cpuMs()
    const result = await measureLoad({
      port: broker.mqttPort,
      pumps,
      clients,
      pace,
      warmupMs,
      measureMs,
      ...(ours && { ledger })
    })
    const cpuUs = ((broker.cpuMs() - before) * 1000) / result.allMessages
    if (ours) unanswered += result.unanswered + result.lostConnections
    if (result.loadCpu > 0.95) overloaded++
    await delay(settleMs)
    return { ...result, cpuUs }
  }

  async function throughput(clients: number): Promise<void> {
    const own: Measured[] = []
    const bare: Measured[] = []
    const other: Measured[] = []
    const pace = { window }
    for (let round = 0; round < size.rounds; round++) {
      own.push(await loaded(service, clients, pace))
      bare.push(await loaded(aedes, clients, pace))
      if (mosquitto) other.push(await loaded(mosquitto, clients, pace))
      progress(
        `${clients} clients: ${[own, bare, other].map((each) => Math.round(each.at(-1)?.perSecond ?? 0)).join(' / ')} msgs/s`
      )
    }
    const rate = (runs: Measured[]) => median(runs.map((run) => run.perSecond))
    const cpu = (runs: Measured[]) => median(runs.map((run) => run.cpuUs))
    const ratio = (to: Measured[]) => median(own.map((run, round) => run.perSecond / (to[round]?.perSecond ?? Number.NaN)))
    const figure = `durable QoS 1, ${clients} clients × ${window}`
    rows.push({ figure, value: rate(own), unit: 'msgs/s', reference: rate(bare) })
    rows.push({ figure: '  against bare aedes', value: ratio(bare), unit: '×', reach: { atLeast: 0.5 } })
    // Processor time hardly feels what else the machine does, unlike the rate.
    rows.push({ figure: '  processor time a message', value: cpu(own), unit: 'µs', reference: cpu(bare) })
    if (!mosquitto) return
    const note = `mosquitto ${Math.round(rate(other)).toLocaleString('en-US')} msgs/s, ${cpu(other).toFixed(1)} µs`
    rows.push({ figure: '  against mosquitto', value: ratio(other), unit: '×', reach: { atLeast: 0.9 }, note })
  }

  async function acknowledgement(perSecond: number): Promise<void> {
    const own: Measured[] = []
    const bare: Measured[] = []
    const memory: number[] = []
    for (let round = 0; round < size.rounds; round++) {
      const sampler = setInterval(() => memory.push(service.memory()), 200)
      own.push(await loaded(service, rateClients, { perSecond }))
      clearInterval(sampler)
      bare.push(await loaded(aedes, rateClients, { perSecond }))
      progress(`${perSecond}/s: PUBACK p99 ${own.at(-1)?.p99.toFixed(2)} ms, bare aedes ${bare.at(-1)?.p99.toFixed(2)} ms`)
    }
    const reachedRate = median(own.map((run) => run.perSecond))
    const skipped = own.reduce((sum, run) => sum + run.skipped, 0)
    const keptUp = skipped === 0 && reachedRate > 0.98 * perSecond
    const note = keptUp ? undefined : `not kept up with: ${Math.round(reachedRate)} msgs/s`
    const figure = `PUBACK at ${perSecond.toLocaleString('en-US')} msgs/s, ${rateClients} clients`
    const pick = (key: 'p50' | 'p99') => ({
      value: median(own.map((run) => run[key])),
      reference: median(bare.map((run) => run[key]))
    })
    const cpu = (runs: Measured[]) => median(runs.map((run) => run.cpuUs))
    const top = perSecond === rates.at(-1)
    rows.push({ figure: `${figure}, p50`, unit: 'ms', ...pick('p50'), ...(note !== undefined && { note }) })
    rows.push({ figure: '  p99', unit: 'ms', ...pick('p99'), ...(top && { reach: { atMost: 20 } }) })
    rows.push({ figure: '  processor time a message', unit: 'µs', value: cpu(own), reference: cpu(bare) })
    if (!top) return
    const peak = Math.max(...memory) / megabyte
    rows.push({
      figure: `memory at ${perSecond.toLocaleString('en-US')} msgs/s, highest`,
      value: peak,
      unit: 'MB',
      reach: { atMost: 400 }
    })
  }

  /** Returns how many breaches it made. */
  async function tickets(token: string): Promise<number> {
    const idle: Latency[] = []
    const busy: Latency[] = []
    const watch = await watchTickets(service.url, token)
    let first = 0
    const breach = async () => {
      const { breaches: count, breachGapMs: gapMs } = size
      const latency = await measureBreaches({ port: service.mqttPort, ledger, watch, first, count, gapMs })
      first += count
      return latency
    }
    for (let round = 0; round < size.rounds; round++) {
      idle.push(await breach())
      const measureMs = size.breaches * size.breachGapMs + 1500
      const pace = { perSecond: backgroundRate }
      const background = measureLoad({
        port: service.mqttPort,
        pumps,
        clients: rateClients,
        pace,
        warmupMs: 400,
        measureMs,
        ledger
      })
      await delay(800)
      busy.push(await breach())
      unanswered += (await background).unanswered
      progress(
        `breach to ticket: p99 ${idle.at(-1)?.p99.toFixed(2)} ms idle, ${busy.at(-1)?.p99.toFixed(2)} ms at ${backgroundRate}/s`
      )
    }
    watch.close()
    const add = (figure: string, runs: Latency[], reach?: Row['reach']) => {
      rows.push({ figure: `${figure}, p50`, value: median(runs.map((run) => run.p50)), unit: 'ms' })
      rows.push({ figure: '  p99', value: median(runs.map((run) => run.p99)), unit: 'ms', ...(reach && { reach }) })
    }
    add('breach → ticket on a screen, idle', idle)
    add(`breach → ticket at ${backgroundRate.toLocaleString('en-US')} msgs/s`, busy, { atMost: 30 })
    return first
  }

  const token = await logIn(service.url)
  let breaches = 0
  if (wanted('throughput')) for (const clients of size.clients) await throughput(clients)
  if (wanted('acknowledge')) for (const rate of rates) await acknowledgement(rate)
  if (wanted('ticket')) breaches = await tickets(token)
  for (const reference of references) await reference?.stop()

  const open = await countTickets(service.url, token)
  const rejectsCounted = await readMetric(service.url, 'wuxun_rejects_total')
  rows.push({ figure: 'memory at rest, after start', value: atRest / megabyte, unit: 'MB', reach: { atMost: 250 } })
  const stopMs = await service.stop()
  progress('checking what is stored')
  const stored = await checkStored(journalOf(dataDir), ledger.entries())

  const again = await startService({ cores, program, dataDir, siteFile })
  const note = `with ${stored.readings.toLocaleString('en-US')} readings`
  rows.push({ figure: 'start to healthy, empty folder', value: service.healthyAfterMs, unit: 'ms' })
  rows.push({ figure: 'restart to healthy', value: again.healthyAfterMs, unit: 'ms', reach: { atMost: 3000 }, note })
  rows.push({ figure: 'SIGTERM to the end', value: stopMs, unit: 'ms', reach: { atMost: 10_000 } })
  await again.stop()
  if (overloaded > 0) notes.push(`the load used its whole core in ${overloaded} runs: there it measured itself too`)
  return { rows, notes, checks: { ...stored, rejectsCounted, unanswered, tickets: { breaches, open } } }
}

async function countTickets(url: string, token: string): Promise<number> {
  let count = 0
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: unknown[]; nextCursor: string | null } = await askAs(
      token,
      `${url}/api/v1/tickets?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
    )
    count += page.items.length
    cursor = page.nextCursor
  }
  return count
}
