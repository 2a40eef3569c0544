/** Port of what the journal holds for an external database. */
import type { ForwardedReading } from './external-store.ts'
import type { SeriesType } from './journal-batch.ts'

export type ForwardBatch = {
  /** The last group of the batch. */
  upTo: number
  /** Numbers and booleans, first value of each series and ts over the whole journal. */
  readings: ForwardedReading[]
  /** When the first of them arrived here, in ms; null when there are none. */
  oldestArrival: number | null
}

export type ForwardSource = {
  /** Number of the last group stored. */
  lastSeq(): number
  /** Groups after `seq`, in order, until there are `readings` of them or none is left; at least one group. */
  after(seq: number, readings: number): Promise<ForwardBatch>
  /** Smallest ts of what came in groups after `seq`; undefined when nothing did. */
  oldestAfter(seq: number): Promise<number | undefined>
  /** undefined for a series the journal never saw. */
  typeOf(equipment: string, metric: string): SeriesType | undefined
}
