/**
 * Reads from two places as if they were one: the last days from the journal, what is older from the
 * customer's database. The seam may lie anywhere, also inside a bucket. What the database does not
 * have for sure yet, and text, is read from the journal; and so is all when it does not answer.
 */
import type { ExternalStore, NumberPoint } from './external-store.ts'
import type { ForwardSource } from './forward-source.ts'
import type { BucketQuery, ReadingPoint, ReadingStore } from './reading-store.ts'

export type TieredReadingsOptions = {
  journal: ReadingStore
  external: Pick<ExternalStore, 'range' | 'buckets'>
  source: Pick<ForwardSource, 'typeOf' | 'oldestAfter'>
  /** The last group the external store has for sure. */
  settledSeq: () => number
  /** How far back from now the journal answers alone, in ms. */
  recentMs: number
  now: () => number
  /** The external store failed, and the journal answered in its place. */
  onFallback: (error: unknown) => void
}

type Span = { equipment: string; metric: string; from: number; to: number }

export function createTieredReadings(options: TieredReadingsOptions): ReadingStore {
  const { journal, external, source } = options

  /** Before it the external store answers, from it on the journal. */
  async function seamOf({ from, to }: Span): Promise<number> {
    const seam = options.now() - options.recentMs
    if (from >= seam) return from
    // Late readings are new and old at once: until they have arrived over there, ours is the whole truth.
    const missing = await source.oldestAfter(options.settledSeq())
    return Math.min(Math.max(from, Math.min(seam, missing ?? seam)), to)
  }

  async function read(
    query: Span,
    ours: () => Promise<ReadingPoint[]>,
    both: (seam: number) => Promise<ReadingPoint[]>
  ): Promise<ReadingPoint[]> {
    const type = source.typeOf(query.equipment, query.metric)
    if (type === undefined || type === 'text') return ours()
    const seam = await seamOf(query)
    if (seam <= query.from) return ours()
    try {
      return await both(seam)
    } catch (error) {
      options.onFallback(error)
      return ours()
    }
  }

  /** As the journal would give them: a boolean is no number, unless it was computed. */
  function asStored(query: Span, points: NumberPoint[]): ReadingPoint[] {
    if (source.typeOf(query.equipment, query.metric) !== 'boolean') return points
    return points.map(([ts, num]) => [ts, num === 1])
  }

  async function bucketsAcross(query: BucketQuery, seam: number): Promise<ReadingPoint[]> {
    const found = await external.buckets({ ...query, to: seam })
    const older = query.fn === 'last' ? asStored(query, found) : found
    if (seam >= query.to) return older
    const newer = await journal.buckets({ ...query, from: seam })
    const [before, after] = [older.at(-1), newer[0]]
    if (!before || !after || before[0] !== after[0]) return [...older, ...newer]
    return [...older.slice(0, -1), await join(query, seam, before, after), ...newer.slice(1)]
  }

  /** A bucket that the seam runs through. */
  async function join(
    query: BucketQuery,
    seam: number,
    [ts, older]: ReadingPoint,
    [, newer]: ReadingPoint
  ): Promise<ReadingPoint> {
    const [a, b] = [Number(older), Number(newer)]
    switch (query.fn) {
      case 'last':
        return [ts, newer]
      case 'count':
        return [ts, a + b]
      case 'min':
        return [ts, Math.min(a, b)]
      case 'max':
        return [ts, Math.max(a, b)]
      case 'avg': {
        const counted: BucketQuery = { ...query, from: Math.max(ts, query.from), fn: 'count' }
        const [m, n] = [
          sum(await external.buckets({ ...counted, to: seam })),
          Number((await journal.buckets({ ...counted, from: seam }))[0]?.[1] ?? 0)
        ]
        return [ts, (a * m + b * n) / (m + n)]
      }
    }
  }

  return {
    range: (query) =>
      read(
        query,
        () => journal.range(query),
        async (seam) => {
          const older = asStored(query, await external.range({ ...query, to: seam }))
          if (older.length >= query.limit || seam >= query.to) return older
          return [...older, ...(await journal.range({ ...query, from: seam, limit: query.limit - older.length }))]
        }
      ),
    buckets: (query) =>
      read(
        query,
        () => journal.buckets(query),
        (seam) => bucketsAcross(query, seam)
      )
  }
}

function sum(points: NumberPoint[]): number {
  return points.reduce((total, [, num]) => total + num, 0)
}
