/** The measurements themselves, one function a figure; each returns plain numbers. */
import { setTimeout as delay } from 'node:timers/promises'
import { deviceLogin, loadPump, loadPumps, site, watchedPump } from './bench-site.ts'
import type { Ledger } from './ledger.ts'
import { connectLoad, type LoadResult, type Pace } from './load.ts'
import { openLine } from './mqtt-line.ts'
import { createTelemetrySource, type Source } from './telemetry-source.ts'
import type { TicketWatch } from './ticket-watch.ts'

/** Shared by all loads on one service, so that no two messages of a pump ever have the same ts. */
export function createPumps(): Source[] {
  return Array.from({ length: loadPumps }, (_, index) => createTelemetrySource({ site, equipment: loadPump(index) }))
}

export type LoadedOptions = {
  port: number
  pumps: readonly Source[]
  clients: number
  pace: Pace
  warmupMs: number
  measureMs: number
  /** Left out for the references, which store nothing. */
  ledger?: Ledger
}

/** One run of the load; each connection speaks for its own share of the pumps. */
export async function measureLoad(options: LoadedOptions): Promise<LoadResult> {
  const { port, pumps, clients, ledger, ...run } = options
  const shares: Source[][] = Array.from({ length: clients }, () => [])
  for (const [index, pump] of pumps.entries()) shares[index % clients]?.push(pump)
  const load = await connectLoad({ port, name: 'load', login: deviceLogin, clients: shares, ...(ledger && { ledger }) })
  try {
    return await load.run(run)
  } finally {
    load.close()
  }
}

export type Latency = { p50: number; p99: number; max: number; samples: number }

export type BreachOptions = {
  port: number
  ledger: Ledger
  watch: TicketWatch
  /** Numbers of the pumps that breach, each its first time: every breach opens a ticket of its own. */
  first: number
  count: number
  gapMs: number
}

const breachMPa = 0.1
const ticketPatienceMs = 10_000

/** From writing the breaching message to the ticket's arrival at a Socket.IO client. */
export async function measureBreaches({ port, ledger, watch, first, count, gapMs }: BreachOptions): Promise<Latency> {
  const ids = Array.from({ length: count }, (_, index) => watchedPump(first + index))
  const pending = new Map<number, { equipment: string; ts: number }>()
  const line = await openLine({
    port,
    clientId: `breach-${first}`,
    login: deviceLogin,
    onAcknowledged(id) {
      const sent = pending.get(id)
      pending.delete(id)
      if (sent) ledger.acknowledged(sent.equipment, sent.ts)
    }
  })
  let nextId = 1
  const publish = (source: Source) => {
    const packet = Buffer.allocUnsafe(source.size)
    const id = nextId++
    pending.set(id, { equipment: source.equipment, ts: source.write(packet, 0, id) })
    ledger.sent(source.equipment)
    line.write(packet)
  }
  // A pump that was never heard of would measure its first registration too.
  for (const equipment of ids) publish(createTelemetrySource({ site, equipment }))
  await until(() => pending.size === 0, 'the first readings were not acknowledged')

  const publishedAt = new Map<string, number>()
  for (const equipment of ids) {
    await delay(gapMs)
    publishedAt.set(equipment, performance.now())
    publish(createTelemetrySource({ site, equipment, outletPressure: breachMPa }))
  }
  await until(() => ids.every((id) => watch.seenAt(id) !== undefined), 'a breach opened no ticket')
  await until(() => pending.size === 0, 'a breach was not acknowledged')
  line.close()
  return summarize(ids.map((id) => (watch.seenAt(id) ?? Number.NaN) - (publishedAt.get(id) ?? Number.NaN)))
}

async function until(condition: () => boolean, otherwise: string): Promise<void> {
  const patience = performance.now() + ticketPatienceMs
  while (!condition()) {
    if (performance.now() > patience) throw new Error(`${otherwise} within ${ticketPatienceMs} ms`)
    await delay(5)
  }
}

function summarize(values: number[]): Latency {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1), samples: sorted.length }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
