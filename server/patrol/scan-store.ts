/** Scans, and the taps of tags with keys, in the relational store. */
import type { Page } from '../contract/common.ts'
import type { Suspicion } from '../contract/patrol.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import type { ScanTable } from '../database/patrol-tables.ts'
import { groupBy } from '../group-by.ts'
import type { Comparison } from './comparison.ts'
import type { Scan } from './scan.ts'
import type { Tap } from './tap-order.ts'

export type ScanQuery = {
  guard?: readonly string[]
  checkpoint?: readonly string[]
  /** ms, half-open. */
  from?: number
  to?: number
  suspect?: boolean
  reason?: readonly Suspicion[]
  /** 1–500. */
  limit: number
  cursor?: string
}

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 1_000
/** Alternatives a statement: SQLite's expressions are no deeper than 1,000. */
const branchesPerStatement = 200

/** `db` may be a transaction. */
export function createScanStore(db: Connection) {
  return {
    /** Those of these ids that are there. */
    async findAll(ids: readonly string[]): Promise<Scan[]> {
      const found: Scan[] = []
      for (const wanted of portions(ids, rowsPerStatement)) {
        found.push(...(await db.selectFrom('scans').selectAll().where('id', 'in', wanted).execute()).map(toScan))
      }
      return found
    },

    /** Of these checkpoints, made in [from, to), oldest first. */
    async between(checkpoints: readonly string[], from: number, to: number): Promise<Scan[]> {
      if (checkpoints.length === 0) return []
      const rows = await db
        .selectFrom('scans')
        .selectAll()
        .where('checkpoint', 'in', checkpoints)
        .where('ts', '>=', from)
        .where('ts', '<', to)
        .orderBy('ts')
        .orderBy('id')
        .execute()
      return rows.map(toScan)
    },

    /** Scans of each guard made in his own [from, to], oldest first. */
    async ofGuards(spans: readonly { guard: string; from: number; to: number }[]): Promise<Map<string, Scan[]>> {
      const found: Scan[] = []
      for (const wanted of portions(spans, branchesPerStatement)) {
        const rows = await db
          .selectFrom('scans')
          .selectAll()
          .where((eb) =>
            eb.or(
              wanted.map(({ guard, from, to }) => eb.and([eb('guard', '=', guard), eb('ts', '>=', from), eb('ts', '<=', to)]))
            )
          )
          .orderBy('ts')
          .orderBy('id')
          .execute()
        found.push(...rows.map(toScan))
      }
      return groupBy(found, ({ guard }) => guard)
    },

    /** All that each of these pages recorded and told, in its order. */
    async ofAnchors(anchors: readonly string[]): Promise<Map<string, Scan[]>> {
      const found: Scan[] = []
      for (const wanted of portions(anchors, rowsPerStatement)) {
        const rows = await db.selectFrom('scans').selectAll().where('anchor', 'in', wanted).orderBy('seq').execute()
        found.push(...rows.map(toScan))
      }
      return groupBy(found, ({ link }) => link?.anchor ?? '')
    },

    /** Newest first. A cursor of another list is `invalid`. */
    async list(query: ScanQuery): Promise<Page<Scan>> {
      let select = db.selectFrom('scans').selectAll()
      for (const column of ['guard', 'checkpoint'] as const) {
        const wanted = query[column]
        if (wanted !== undefined) select = select.where(column, 'in', wanted)
      }
      if (query.from !== undefined) select = select.where('ts', '>=', query.from)
      if (query.to !== undefined) select = select.where('ts', '<', query.to)
      if (query.suspect) select = select.where('suspect', '<>', '[]')
      // A list of words as JSON; `_` stands for any letter, which no two of them differ by.
      const { reason } = query
      if (reason !== undefined) {
        select = select.where((eb) => eb.or(reason.map((each) => eb('suspect', 'like', `%"${each}"%`))))
      }
      if (query.cursor !== undefined) {
        const { at, id } = decodeCursor(query.cursor)
        select = select.where('ts', '<=', at).where((eb) => eb.or([eb('ts', '<', at), eb('id', '<', id)]))
      }
      const rows = await select
        .orderBy('ts', 'desc')
        .orderBy('id', 'desc')
        .limit(query.limit + 1)
        .execute()
      const items = rows.slice(0, query.limit).map(toScan)
      const last = rows.length > query.limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? encodeCursor({ at: last.ts, id: last.id }) : null }
    },

    async add(scans: readonly Scan[]): Promise<void> {
      for (const portion of portions(scans, rowsPerStatement)) await db.insertInto('scans').values(portion.map(toRow)).execute()
    },

    async suspect(id: string, suspect: readonly Suspicion[]): Promise<void> {
      await db
        .updateTable('scans')
        .set({ suspect: JSON.stringify(suspect) })
        .where('id', '=', id)
        .execute()
    },

    /** With the check jobs that what it typed went to. */
    async compared(id: string, comparisons: readonly Comparison[]): Promise<void> {
      await db
        .updateTable('scans')
        .set({ comparisons: JSON.stringify(comparisons) })
        .where('id', '=', id)
        .execute()
    },

    /** The ticket a finding of it opened. */
    async opened(id: string, ticket: string): Promise<void> {
      await db.updateTable('scans').set({ ticket }).where('id', '=', id).execute()
    },

    async taps(uid: string): Promise<Tap[]> {
      return await db.selectFrom('taps').select(['counter', 'scan', 'ts']).where('uid', '=', uid).orderBy('counter').execute()
    },

    /** By tag, what may speak for or against these: neither counted nor made before all of them. */
    async tapsBeside(told: readonly (Tap & { uid: string })[]): Promise<Map<string, Tap[]>> {
      const first = new Map<string, { uid: string; counter: number; ts: number }>()
      for (const { uid, counter, ts } of told) {
        const least = first.get(uid) ?? { counter, ts }
        first.set(uid, { uid, counter: Math.min(least.counter, counter), ts: Math.min(least.ts, ts) })
      }
      const found: (Tap & { uid: string })[] = []
      for (const wanted of portions([...first.values()], branchesPerStatement)) {
        const rows = await db
          .selectFrom('taps')
          .selectAll()
          .where((eb) =>
            eb.or(
              wanted.map(({ uid, counter, ts }) =>
                eb.and([eb('uid', '=', uid), eb.or([eb('counter', '>=', counter), eb('ts', '>=', ts)])])
              )
            )
          )
          .execute()
        found.push(...rows)
      }
      return groupBy(found, ({ uid }) => uid)
    },

    async addTaps(taps: readonly (Tap & { uid: string })[]): Promise<void> {
      for (const portion of portions(taps, rowsPerStatement)) await db.insertInto('taps').values(portion).execute()
    }
  }
}

function portions<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}

export function toScan(row: ScanTable): Scan {
  const { uid, counter, anchor, seq, prev, mono, hash } = row
  return {
    id: row.id,
    checkpoint: row.checkpoint,
    guard: row.guard,
    reader: row.reader,
    ts: row.ts,
    receivedAt: row.received_at,
    result: row.result as Scan['result'],
    note: row.note,
    assurance: row.assurance as Scan['assurance'],
    tag: row.tag,
    tap: uid === null || counter === null ? null : { uid, counter },
    sun: row.sun === null ? null : (JSON.parse(row.sun) as Scan['sun']),
    link: anchor === null || seq === null ? null : { anchor, seq, prev: prev ?? '', mono: mono ?? 0, hash },
    answers: JSON.parse(row.answers) as Scan['answers'],
    comparisons: JSON.parse(row.comparisons) as Comparison[],
    photos: JSON.parse(row.photos) as string[],
    suspect: JSON.parse(row.suspect) as Suspicion[],
    ticket: row.ticket
  }
}

function toRow(scan: Scan): ScanTable {
  const { tap, link } = scan
  return {
    id: scan.id,
    checkpoint: scan.checkpoint,
    guard: scan.guard,
    reader: scan.reader,
    ts: scan.ts,
    received_at: scan.receivedAt,
    result: scan.result,
    note: scan.note,
    assurance: scan.assurance,
    tag: scan.tag,
    uid: tap?.uid ?? null,
    counter: tap?.counter ?? null,
    sun: scan.sun && JSON.stringify(scan.sun),
    anchor: link?.anchor ?? null,
    seq: link?.seq ?? null,
    prev: link?.prev ?? null,
    mono: link?.mono ?? null,
    hash: link?.hash ?? null,
    answers: JSON.stringify(scan.answers),
    comparisons: JSON.stringify(scan.comparisons),
    photos: JSON.stringify(scan.photos),
    suspect: JSON.stringify(scan.suspect),
    ticket: scan.ticket
  }
}
