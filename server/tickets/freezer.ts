/**
 * Copies the readings around a breach into its ticket, the 30 min before and the 5 min after, with what was known of
 * the equipment. A copy reads much and would hold up commits if made at once, just when alarms come in numbers: it is made
 * when its time is over, one at a call of `tick`. Who opens the ticket sooner gets what there is by then; the rest follows.
 */
import type { ReadingPoint, ReadingStore } from '../store/reading-store.ts'
import { createSerial } from './serial.ts'
import type { BreachContext, FrozenBreach } from './ticket-record.ts'

type FreezerOptions = {
  readings: Pick<ReadingStore, 'range'>
  load: (ticket: string) => Promise<{ breach: FrozenBreach; equipment: string; context: BreachContext } | undefined>
  save: (ticket: string, breach: FrozenBreach) => Promise<void>
  /** ms since the epoch, the clock of `breach.at`. */
  now: () => number
  /** Told of a copy that failed; the ticket stays as it is until the next start. */
  failed: (ticket: string, cause: unknown) => void
}

/** How far back the copy goes before the first breaching reading, and how far on after the raise. */
const before = 30 * 60_000
const after = 5 * 60_000
/** 35 min at about 10 readings a second. */
const maxPoints = 20_000

export type Freezer = ReturnType<typeof createFreezer>

export function createFreezer({ readings, load, save, now, failed }: FreezerOptions) {
  // One at a time: a storm of alarms must not fill the journal's queue with range queries.
  const serial = createSerial()
  /** When each ticket's copy is due, in the order of asking. */
  const due = new Map<string, number>()
  /** The copy that is asked for or under way. */
  const pending = new Map<string, Promise<void>>()
  let stopping = false

  async function copy(ticket: string): Promise<void> {
    if (stopping || !due.has(ticket)) return
    due.delete(ticket)
    try {
      const loaded = await load(ticket)
      if (!loaded) return
      const { partial: _, ...breach } = { context: loaded.context, ...loaded.breach }
      if (breach.metric === null) return await save(ticket, { ...breach, points: [] })
      const from = Math.min(breach.episode, breach.at) - before
      const end = breach.at + after
      const at = now()
      // `to` is exclusive, and a reading at the very last moment belongs to it.
      const to = Math.min(end, at) + 1
      const { equipment } = loaded
      const read = await readings.range({ equipment, metric: breach.metric, from, to, limit: maxPoints })
      const points = together(breach.points ?? [], read)
      await save(ticket, { ...breach, ...(at < end && { partial: true }), points })
      if (at < end) due.set(ticket, end)
    } catch (cause) {
      failed(ticket, cause)
    }
  }

  function copyNow(ticket: string): Promise<void> {
    const asked = pending.get(ticket)
    if (asked) return asked
    const done = serial(() => copy(ticket)).finally(() => pending.delete(ticket))
    pending.set(ticket, done)
    return done
  }

  return {
    /** `at`: when the alarm raised. Left out, as for what a crash left uncopied: a copy is due at once. */
    freeze(ticket: string, at?: number): void {
      due.set(ticket, at === undefined ? Number.NEGATIVE_INFINITY : at + after)
    },
    /** Makes a copy that is due, if any. Call about once a second. */
    tick(): void {
      if (pending.size > 0) return
      const at = now()
      for (const [ticket, time] of due) {
        if (time > at) continue
        void copyNow(ticket)
        return
      }
    },
    /** Copies what there is of a ticket whose copy is still due. Resolves when it is done; never rejects. */
    frozen(ticket: string): Promise<void> {
      return due.has(ticket) ? copyNow(ticket) : (pending.get(ticket) ?? Promise.resolve())
    },
    /** Lets the copy in progress finish; those not made are made at the next start. */
    async stop(): Promise<void> {
      stopping = true
      await Promise.all(pending.values())
    }
  }
}

/** What was copied before stays: the journal may have let go of it since. Ascending. */
function together(copied: readonly ReadingPoint[], read: readonly ReadingPoint[]): ReadingPoint[] {
  const byTime = new Map([...read, ...copied].map((point) => [point[0], point]))
  return [...byTime.values()].sort(([one], [other]) => one - other)
}
