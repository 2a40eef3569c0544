/**
 * Journal ▸ the customer's time-series database, behind every acknowledgement and in nobody's way.
 *
 * Two places in the journal are kept. `sent`: what the database took. `settled`: what it will not
 * forget even when it is killed; only this one is stored, and everything after it is sent again when
 * the database, or we, come back. A database with a write-ahead log settles at once, one without it
 * after `settleMs` in which it was seen to be the same process. Sending twice stores once.
 */
import type { ExternalStore } from './external-store.ts'
import type { ForwardSource } from './forward-source.ts'

export type ForwarderOptions = {
  source: ForwardSource
  external: Pick<ExternalStore, 'check' | 'write' | 'settleMs'>
  /** Where `settled` is kept across starts; undefined when this database was never fed. */
  offset: { load(): Promise<number | undefined>; save(seq: number): Promise<void> }
  now: () => number
  /** Once when it fails, and once when it is back. */
  onChange: (state: { reachable: boolean; error?: unknown }) => void
  /** Readings the database will never take: they stay in the journal only. */
  onRefused: (reason: string) => void
}

export type ForwarderStatus = {
  reachable: boolean
  /** Groups of the journal that the database does not have yet. */
  lagGroups: number
  /** Age of the oldest of them in s; 0 when there are none. */
  lagSeconds: number
  /** Readings written since the start, repeats included. */
  written: number
}

export type Forwarder = {
  /** Loads the offset; rejects when the database does not answer. */
  start(): Promise<void>
  /** Begins what is due: new groups, a retry, a look whether the database lives. Call ten times a second. */
  tick(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  status(): ForwarderStatus
  /** The last group whose readings are safe in the database. */
  settledSeq(): number
  /** Ends after the write under way; what is not stored as settled is sent again at the next start. */
  stop(): Promise<void>
}

const readingsPerBatch = 10_000
const checkEveryMs = 5000
const saveEveryMs = 1000
const shortestPauseMs = 500
const longestPauseMs = 5000

export function createForwarder(options: ForwarderOptions): Forwarder {
  const { source, external, offset, now } = options
  let sent = 0
  let settled = 0
  let saved = 0
  let savedAt = Number.NEGATIVE_INFINITY
  /** Batches that are sent and not settled, oldest first. */
  let trail: { seq: number; at: number }[] = []
  let process: string | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let failing = false
  let pauseMs = shortestPauseMs
  let retryAt = Number.NEGATIVE_INFINITY
  let behindSince: number | undefined
  let written = 0
  let running: Promise<void> | undefined
  let stopping = false

  async function check(): Promise<void> {
    const current = await external.check()
    const restarted = current === process ? failing && current === undefined : process !== undefined
    process = current
    checkedAt = now()
    if (!restarted || external.settleMs === 0) return
    sent = settled
    trail = []
  }

  async function settle(): Promise<void> {
    const safe = trail.findLast(({ at }) => at <= now() - external.settleMs)
    if (!safe) return
    trail = trail.filter(({ seq }) => seq > safe.seq)
    settled = safe.seq
    if (now() - savedAt >= saveEveryMs) await save()
  }

  async function save(): Promise<void> {
    if (saved === settled) return
    await offset.save(settled)
    saved = settled
    savedAt = now()
  }

  async function send(): Promise<void> {
    const { upTo, readings, oldestArrival } = await source.after(sent, readingsPerBatch)
    behindSince = oldestArrival ?? behindSince
    if (readings.length > 0) {
      const begun = now()
      const { refused } = await external.write(readings)
      if (refused !== undefined) options.onRefused(refused)
      written += readings.length
      trail.push({ seq: upTo, at: begun })
    } else trail.push({ seq: upTo, at: now() })
    sent = upTo
  }

  async function work(): Promise<void> {
    try {
      do {
        // Nothing settles unless the process that took it was seen alive afterwards.
        if (failing || now() - checkedAt >= checkEveryMs) {
          await check()
          await settle()
        }
        while (!stopping && sent < source.lastSeq() && now() - checkedAt < checkEveryMs) await send()
      } while (!stopping && sent < source.lastSeq())
      if (external.settleMs === 0) await settle()
      behindSince = undefined
      succeeded()
    } catch (error) {
      failed(error)
    }
  }

  function succeeded(): void {
    pauseMs = shortestPauseMs
    if (failing) options.onChange({ reachable: true })
    failing = false
  }

  function failed(error: unknown): void {
    retryAt = now() + pauseMs
    pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    if (!failing && !stopping) options.onChange({ reachable: false, error })
    failing = true
  }

  const isDue = () => sent < source.lastSeq() || now() - checkedAt >= checkEveryMs

  function tick(): void {
    if (running || stopping) return
    if (sent < source.lastSeq()) behindSince ??= now()
    if (failing ? now() < retryAt : !isDue()) return
    running = work().finally(() => {
      running = undefined
    })
  }

  return {
    async start() {
      await check()
      const stored = (await offset.load()) ?? 0
      // A journal that is shorter than what was forwarded is another journal.
      sent = settled = saved = stored > source.lastSeq() ? 0 : stored
      tick()
    },
    tick,
    idle: async () => running,
    status: () => ({
      reachable: !failing,
      lagGroups: source.lastSeq() - sent,
      lagSeconds: behindSince === undefined ? 0 : Math.max(0, (now() - behindSince) / 1000),
      written
    }),
    settledSeq: () => settled,
    async stop() {
      stopping = true
      await running
      await save()
    }
  }
}
