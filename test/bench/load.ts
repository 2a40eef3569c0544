/**
 * A lean MQTT 3.1.1 load: many connections publishing QoS 1, in a closed loop (each keeps so many
 * messages in flight) or an open one (a fixed rate, whatever the answers do). It costs a few µs a
 * message, keeps a ledger of what was acknowledged, and goes on with the rest when a connection is lost.
 */
import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'
import { type Line, openLine } from './mqtt-line.ts'
import type { Login } from './mqtt-packets.ts'
import type { Source } from './telemetry-source.ts'

export type LoadOptions = {
  /** Of the broker, on the loopback. */
  port: number
  login?: Login
  /** Client ids are this name and a number. */
  name: string
  /** One connection each; a connection sends from its sources in turn. */
  clients: readonly (readonly Source[])[]
  ledger?: Ledger
}

/** `window`: closed loop, messages in flight per connection. `perSecond`: open loop, over all connections. */
export type Pace = { window: number } | { perSecond: number }

export type LoadRun = { pace: Pace; warmupMs: number; measureMs: number }

export type LoadResult = {
  /** Acknowledged while measuring. */
  messages: number
  /** Acknowledged in all of the run: before, while and after measuring. */
  allMessages: number
  perSecond: number
  /** From writing a PUBLISH to reading its PUBACK, for those sent while measuring. ms. */
  p50: number
  p99: number
  max: number
  /** Sent and not acknowledged when the run was over. */
  unanswered: number
  /** Open loop: not sent because too many were in flight. Above 0 the rate was not kept up with. */
  skipped: number
  lostConnections: number
  /** Share of its core that the load itself used while measuring; near 1 it measured itself. */
  loadCpu: number
}

export type Load = {
  run(run: LoadRun): Promise<LoadResult>
  /** Ends the run in hand early. */
  halt(): void
  close(): void
}

/** In flight per connection in an open loop; a broker that owes more has long lost the race. */
const openLoopWindow = 1000
const drainMs = 10_000
const paceMs = 1

type Publisher = { line: Line; fill(): void; sendOne(): boolean; open(window: number): void; inFlight(): number }
type Tally = { running: boolean; measuring: boolean; acknowledged: number; latency: RecordableHistogram; closedLoop: boolean }

/** Resolves when every connection is accepted. */
export async function connectLoad({ port, login, name, clients, ledger }: LoadOptions): Promise<Load> {
  const tally: Tally = { running: false, measuring: false, acknowledged: 0, latency: createHistogram(), closedLoop: false }
  const publishers: Publisher[] = []
  for (const [index, sources] of clients.entries()) {
    publishers.push(await openPublisher({ port, login, clientId: `${name}-${index}`, sources, ledger, tally }))
  }
  const inFlight = () => publishers.reduce((sum, publisher) => sum + publisher.inFlight(), 0)
  const lost = () => publishers.filter(({ line }) => line.isLost()).length
  let halted = new AbortController()

  async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: halted.signal }).catch((error: Error) => {
      if (error.name !== 'AbortError') throw error
    })
  }

  async function drain(): Promise<void> {
    const until = performance.now() + drainMs
    while (inFlight() > 0 && lost() < publishers.length && performance.now() < until) await delay(5)
  }

  return {
    async run({ pace, warmupMs, measureMs }) {
      halted = new AbortController()
      const atStart = tally.acknowledged
      tally.running = true
      tally.closedLoop = 'window' in pace
      tally.latency = createHistogram()
      for (const publisher of publishers) publisher.open('window' in pace ? pace.window : openLoopWindow)
      const pacer = 'perSecond' in pace ? startPacer(publishers, pace.perSecond) : undefined
      if (!pacer) for (const publisher of publishers) publisher.fill()

      await pause(warmupMs)
      const begun = performance.now()
      const before = tally.acknowledged
      const skippedBefore = pacer?.skipped() ?? 0
      const cpu = process.cpuUsage()
      tally.measuring = true
      await pause(measureMs)
      tally.measuring = false
      const tookMs = performance.now() - begun
      const messages = tally.acknowledged - before
      const { user, system } = process.cpuUsage(cpu)
      const skipped = (pacer?.skipped() ?? 0) - skippedBefore

      tally.running = false
      pacer?.stop()
      await drain()
      const { latency } = tally
      return {
        messages,
        allMessages: tally.acknowledged - atStart,
        perSecond: (messages / tookMs) * 1000,
        p50: latency.percentile(50) / 1e6,
        p99: latency.percentile(99) / 1e6,
        max: latency.max / 1e6,
        unanswered: inFlight(),
        skipped,
        lostConnections: lost(),
        loadCpu: (user + system) / 1000 / tookMs
      }
    },
    halt: () => halted.abort(),
    close() {
      for (const { line } of publishers) line.close()
    }
  }
}

type PublisherOptions = {
  port: number
  login: Login | undefined
  clientId: string
  sources: readonly Source[]
  ledger: Ledger | undefined
  tally: Tally
}

async function openPublisher({ port, login, clientId, sources, ledger, tally }: PublisherOptions): Promise<Publisher> {
  // Packet id = slot + 1, so that an acknowledgement finds its message without a look-up.
  const sentAt = new Float64Array(openLoopWindow)
  const ts = new Float64Array(openLoopWindow)
  const from: (Source | undefined)[] = new Array(openLoopWindow).fill(undefined)
  const free: number[] = []
  let window = 0
  let turn = 0

  const line = await openLine({ port, clientId, login, onAcknowledged, onBatch })

  function onAcknowledged(packetId: number): void {
    const slot = packetId - 1
    const source = from[slot]
    if (!source) throw new Error(`${clientId}: PUBACK of message ${packetId}, which is not in flight`)
    const sent = sentAt[slot] ?? 0
    if (tally.measuring && sent > 0) tally.latency.record(Math.max(1, Math.round((performance.now() - sent) * 1e6)))
    tally.acknowledged++
    ledger?.acknowledged(source.equipment, ts[slot] ?? 0)
    from[slot] = undefined
    free.push(slot)
  }

  function onBatch(): void {
    if (tally.running && tally.closedLoop) fill()
  }

  /** Sends from so many free slots, in one write. */
  function send(messages: number): void {
    const packets = []
    let size = 0
    for (let each = 0; each < messages; each++) {
      const source = sources[turn++ % sources.length]
      if (!source) return
      packets.push(source)
      size += source.size
    }
    const chunk = Buffer.allocUnsafe(size)
    const now = tally.measuring ? performance.now() : 0
    let at = 0
    for (const source of packets) {
      const slot = free.pop() ?? 0
      ts[slot] = source.write(chunk, at, slot + 1)
      sentAt[slot] = now
      from[slot] = source
      ledger?.sent(source.equipment)
      at += source.size
    }
    line.write(chunk)
  }

  function fill(): void {
    if (free.length > 0 && !line.isLost()) send(free.length)
  }

  return {
    line,
    fill,
    sendOne() {
      if (free.length === 0 || line.isLost()) return false
      send(1)
      return true
    },
    /** Only between runs, when nothing is in flight on this connection, is the window what was asked for. */
    open(wanted) {
      window = Math.min(wanted, openLoopWindow)
      free.length = 0
      for (let slot = window - 1; slot >= 0; slot--) if (!from[slot]) free.push(slot)
    },
    inFlight: () => (line.isLost() ? 0 : window - free.length)
  }
}

/** Sends what is due every ms, to the connections in turn. */
function startPacer(publishers: readonly Publisher[], perSecond: number) {
  const begun = performance.now()
  let turns = 0
  let skipped = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) * perSecond) / 1000)
    for (; turns < due; turns++) if (!publishers[turns % publishers.length]?.sendOne()) skipped++
  }, paceMs)
  return { stop: () => clearInterval(timer), skipped: () => skipped }
}
