/** Copies the readings before a breach into its ticket, after the ticket is safe and without delaying anyone. */
import type { ReadingStore } from '../store/reading-store.ts'
import { createSerial } from './serial.ts'
import type { FrozenBreach } from './ticket-record.ts'

type FreezerOptions = {
  readings: Pick<ReadingStore, 'range'>
  load: (ticket: string) => Promise<{ breach: FrozenBreach | null; equipment: string | null }>
  save: (ticket: string, breach: FrozenBreach) => Promise<void>
  /** Told of a copy that failed; the ticket stays unfrozen until the next start. */
  failed: (ticket: string, cause: unknown) => void
}

/** How far back the copy goes before the first breaching reading. */
const before = 30 * 60_000
/** 30 min at about 10 readings a second. */
const maxPoints = 20_000

export type Freezer = ReturnType<typeof createFreezer>

export function createFreezer({ readings, load, save, failed }: FreezerOptions) {
  // One at a time: a storm of alarms must not fill the journal's queue with range queries.
  const serial = createSerial()
  const pending = new Map<string, Promise<void>>()
  let stopping = false

  async function copy(ticket: string): Promise<void> {
    if (stopping) return
    try {
      const { breach, equipment } = await load(ticket)
      if (!breach || breach.points !== null || breach.metric === null || equipment === null) return
      const from = Math.min(breach.episode, breach.at) - before
      // `to` is exclusive, and a reading at the very moment of the raise belongs to it.
      const to = breach.at + 1
      const points = await readings.range({ equipment, metric: breach.metric, from, to, limit: maxPoints })
      await save(ticket, { ...breach, points })
    } catch (cause) {
      failed(ticket, cause)
    }
  }

  return {
    freeze(ticket: string): void {
      const done = serial(() => copy(ticket)).finally(() => pending.delete(ticket))
      pending.set(ticket, done)
    },
    /** Resolves when nothing is being copied for this ticket any more. Never rejects. */
    frozen(ticket: string): Promise<void> {
      return pending.get(ticket) ?? Promise.resolve()
    },
    /** Lets the copy in progress finish; those not begun are made at the next start. */
    async stop(): Promise<void> {
      stopping = true
      await Promise.all(pending.values())
    }
  }
}
