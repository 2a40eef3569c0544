/** Port of a time-series database of the customer's: fed by the forwarder, read beside the journal. */
import type { BucketQuery } from './reading-store.ts'

/** A reading on its way out: numbers, booleans as 0 and 1; text stays in the journal. */
export type ForwardedReading = { equipment: string; metric: string; ts: number; num: number }

export type NumberPoint = [ts: number, num: number]

export type RangeQuery = { equipment: string; metric: string; from: number; to: number; limit: number }

export type ExternalStore = {
  /** Names the database without any secret: the key of the stored offset. */
  readonly name: string
  /** How long after a write the database may still forget it when it is killed, in ms; 0 when it has a write-ahead log. */
  readonly settleMs: number
  /**
   * Rejects when the database cannot be reached or lets us not in. Resolves with what tells one run of it
   * from the next, undefined when it does not say.
   */
  check(): Promise<string | undefined>
  /**
   * Resolves when all were taken; `refused` says why the database will never take some of them.
   * Rejects when it could not be written now. May be repeated: the same reading is stored once.
   */
  write(readings: readonly ForwardedReading[]): Promise<{ refused?: string }>
  /** As in ReadingStore, numbers only. */
  range(query: RangeQuery): Promise<NumberPoint[]>
  buckets(query: BucketQuery): Promise<NumberPoint[]>
}
