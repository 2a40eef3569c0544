/** Keeps the data folder in order while the service runs, and knows what to warn of. */
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import type { Config } from './config.ts'
import type { DiskWatch } from './store/disk-watch.ts'
import type { DuckdbJournal } from './store/duckdb-journal.ts'
import { createHousekeeper, type Housekeeper } from './store/housekeeper.ts'

export type UpkeepOptions = {
  journal: DuckdbJournal
  disk: DiskWatch
  /** The last group the rules have seen. */
  judgedSeq: () => Promise<number>
  /** The last group the forwarder has done with; undefined without one. */
  forwardedSeq: () => number | undefined
  retention: Config['retention']
  now: () => number
  log: Logger
  registry: Registry
}

export type Upkeep = Pick<Housekeeper, 'exclusive' | 'stop'> & {
  /** Call about once a second. */
  tick(): void
  /** In words, for `/health`; empty when all is well. */
  warnings(): string[]
}

const lookMs = 60_000

export function createUpkeep({ journal, disk, judgedSeq, forwardedSeq, retention, now, log, registry }: UpkeepOptions): Upkeep {
  const missing = journal.missingFiles
  if (missing.length > 0) log.error({ files: missing }, 'Compacted readings are missing: restore them from a backup.')
  let lookedAt = Number.NEGATIVE_INFINITY
  let warned: string | null = null

  const keeper = createHousekeeper({
    journal,
    judgedSeq,
    forwardedSeq,
    now,
    retention,
    hasRoom: disk.hasRoom,
    onFailure: (err, task) => log.error({ err, task }, 'Housekeeping of the journal failed; it is tried again.'),
    onCompacted: (slices, ms) => log.debug({ slices, ms: Math.round(ms) }, 'Closed days are compacted.')
  })

  async function look(): Promise<void> {
    lookedAt = now()
    const { bytesADay } = await journal.size()
    const { warning } = disk.look(bytesADay)
    if (warning !== null && warning !== warned) log.warn({ warning }, 'The disk fills up.')
    warned = warning
  }

  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      }
    })
  gauge('wuxun_disk_free_bytes', 'Free room on the disk of the data folder', () => disk.state().freeBytes)
  gauge('wuxun_disk_total_bytes', 'Size of the disk of the data folder', () => disk.state().totalBytes)
  gauge(
    'wuxun_disk_days_left',
    'Days until that disk is full at the present pace; -1: not known',
    () => disk.state().daysLeft ?? -1
  )

  return {
    exclusive: keeper.exclusive,
    stop: keeper.stop,
    tick() {
      void keeper.tick()
      if (now() - lookedAt < lookMs) return
      look().catch((err: unknown) => log.error({ err }, 'The size of the journal could not be read.'))
    },
    warnings() {
      const { warning } = disk.state()
      return [...(warning === null ? [] : [warning]), ...(missing.length > 0 ? ['journal: compacted readings are missing'] : [])]
    }
  }
}
