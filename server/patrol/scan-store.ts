/** Scans, and the taps of tags with keys, in the relational store. */
import type { Page } from '../contract/common.ts'
import type { Suspicion } from '../contract/patrol.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import type { ScanTable } from '../database/patrol-tables.ts'
import type { Comparison } from './comparison.ts'
import type { Scan } from './scan.ts'
import type { Tap } from './tap-order.ts'

export type ScanQuery = {
  guard?: string
  checkpoint?: string
  /** ms, half-open. */
  from?: number
  to?: number
  suspect?: boolean
  /** 1–500. */
  limit: number
  cursor?: string
}

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 1_000

/** `db` may be a transaction. */
export function createScanStore(db: Connection) {
  return {
    /** Those of these ids that are there. */
    async findAll(ids: readonly string[]): Promise<Scan[]> {
      if (ids.length === 0) return []
      const rows = await db.selectFrom('scans').selectAll().where('id', 'in', ids).execute()
      return rows.map(toScan)
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

    /** A guard's scans made in [from, to], oldest first. */
    async ofGuard(guard: string, from: number, to: number): Promise<Scan[]> {
      const rows = await db
        .selectFrom('scans')
        .selectAll()
        .where('guard', '=', guard)
        .where('ts', '>=', from)
        .where('ts', '<=', to)
        .orderBy('ts')
        .execute()
      return rows.map(toScan)
    },

    /** All that a page recorded and told, in its order. */
    async ofAnchor(anchor: string): Promise<Scan[]> {
      const rows = await db.selectFrom('scans').selectAll().where('anchor', '=', anchor).orderBy('seq').execute()
      return rows.map(toScan)
    },

    /** Newest first. A cursor of another list is `invalid`. */
    async list(query: ScanQuery): Promise<Page<Scan>> {
      let select = db.selectFrom('scans').selectAll()
      for (const column of ['guard', 'checkpoint'] as const) {
        const wanted = query[column]
        if (wanted !== undefined) select = select.where(column, '=', wanted)
      }
      if (query.from !== undefined) select = select.where('ts', '>=', query.from)
      if (query.to !== undefined) select = select.where('ts', '<', query.to)
      if (query.suspect) select = select.where('suspect', '<>', '[]')
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
      for (let from = 0; from < scans.length; from += rowsPerStatement) {
        await db
          .insertInto('scans')
          .values(scans.slice(from, from + rowsPerStatement).map(toRow))
          .execute()
      }
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

    /** A counter that was used already stays with the scan that used it first. */
    async addTap(uid: string, { counter, scan, ts }: Tap): Promise<void> {
      await db
        .insertInto('taps')
        .values({ uid, counter, scan, ts })
        .onConflict((conflict) => conflict.columns(['uid', 'counter']).doNothing())
        .execute()
    }
  }
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
