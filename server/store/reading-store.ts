/**
 * Ports of the time-series side. The embedded journal implements all three;
 * `memory-journal.ts` does the same for tests, and both pass one contract suite.
 */
import type { Arrival, Reading, Value } from '../../gateway/reading.ts'
import type { ImportRecord } from './journal-imports.ts'
import type { JournalSize } from './journal-keeper.ts'

/** Where everything the field sent becomes durable, in groups with growing sequence numbers. */
export type Journal = {
  /** Resolves when the group is durable. Rejects when nothing of it was stored. Repeats are dropped. */
  append(group: readonly Arrival[]): Promise<{ seq: number }>
  /** All groups after `seq`, in order, as they came (rejects left out): what the rules have yet to see. */
  replayAfter(seq: number): AsyncIterable<{ seq: number; arrival: Arrival }>
  /** Where the judged part of the journal (groups up to `seq`) ends, per series; and what is known of each equipment. */
  restore(seq: number): Promise<JournalState>
  /**
   * What the field sent of some series in groups up to `seq`, with from ≤ ts ≤ to: good readings, in the order in which
   * they were stored, late repeats among them. What is compacted comes by its ts, imports of those days among it.
   */
  past(wishes: readonly PastWish[], seq: number): AsyncIterable<SeriesPast>
}

export type PastWish = { equipment: string; metric: string; from: number; to: number }
export type SeriesPast = { equipment: string; metric: string; points: ReadingPoint[] }

export type JournalState = {
  /** The reading with the greatest ts of each series, imported ones among them, skewed ones left out. */
  latest: Reading[]
  /**
   * Greatest ts and last arrival of each series, but only of groups up to the given `seq`; skewed ones left out.
   * `value` and `judgedAt`: value and arrival of the reading with that ts.
   */
  judged: { equipment: string; metric: string; ts: number; receivedAt: number; value: Value; judgedAt: number }[]
  /** The same for events, by their code. */
  judgedEvents: { equipment: string; code: string; ts: number }[]
  /** Per equipment: the last arrival of anything, and its last presence; an `offline` counts until something else arrives. */
  heard: { equipment: string; receivedAt: number; online: boolean | null }[]
}

export type ReadingPoint = [ts: number, value: Value]

export type BucketQuery = {
  equipment: string
  metric: string
  /** [from, to) in ms. */
  from: number
  to: number
  /** Bucket width in ms; a bucket's ts is its start, aligned to the epoch. */
  step: number
  fn: 'avg' | 'min' | 'max' | 'last' | 'count'
  /** For steps of whole days: buckets begin at midnight of this IANA zone. */
  timezone: string
}

/** What charts and frozen breaches read. */
export type ReadingStore = {
  /** Raw, ascending, one value a ts (the first stored), at most `limit`. */
  range(query: { equipment: string; metric: string; from: number; to: number; limit: number }): Promise<ReadingPoint[]>
  /** Empty buckets are left out. Ascending. */
  buckets(query: BucketQuery): Promise<ReadingPoint[]>
}

/** Where history is put that did not come from the field: stored like the rest, but never judged nor replayed. */
export type ImportLog = {
  /** Resolves when the readings and the record's new state are durable, both or neither. */
  importReadings(readings: readonly Reading[], record: ImportRecord): Promise<void>
  /** Newest first; with an id, that one or none. */
  imports(page: { limit: number; id?: string }): Promise<ImportRecord[]>
}

/** What the embedded journal needs done from time to time; one call at a time. */
export type JournalUpkeep = {
  /**
   * Remembers what all rows came to that were judged (groups up to `judged`) and, where there is a forwarder,
   * forwarded: a start reads only what followed, and what came before may be compacted.
   */
  snapshot(judged: number, forwarded?: number): Promise<void>
  /** End of the newest compacted segment, in ms; 0 when there is none. */
  compactedUntil(): Promise<number>
  /** One bounded piece of compaction; `begin` makes a new plan. False when nothing is left to do. */
  compact(work: { closedBefore: number; begin: boolean }): Promise<boolean>
  /** Lets go of what is older. */
  retire(before: { rawBefore: number; rollupBefore: number }): Promise<number>
  checkpoint(): Promise<void>
  /** Rows written since the last checkpoint. */
  unsettledRows(): number
  size(): Promise<JournalSize>
  /** A consistent copy into a folder; nothing else of this port may run meanwhile. Returns the number of Parquet files. */
  copyTo(folder: string): Promise<number>
}

/** Which readings came with a time ahead of ours (contract §4, `skewed`); they are among the others when those are read. */
export type SkewLog = {
  /** Their times in [from, to), ascending, at most `limit`. */
  skewedTimes(query: { equipment: string; metric: string; from: number; to: number; limit: number }): Promise<number[]>
}

export type StoredReject = { id: number; topic: string; receivedAt: number; reason: string; payload: string }

/** Messages that could not be taken, newest first. */
export type RejectLog = {
  rejects(page: { limit: number; before?: number }): Promise<StoredReject[]>
}
