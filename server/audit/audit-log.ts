/** The audit in the relational store: it is added to, read and verified, and nothing else. */
import type { Page } from '../contract/common.ts'
import { canonicalJson } from '../database/canonical-json.ts'
import { type Connection, type Database, readMeta, writeMeta } from '../database/database.ts'
import type { AuditTable } from '../database/record-tables.ts'
import { atomically } from '../database/transaction.ts'
import { type AuditEntry, follow, genesis, type Head, type NewAuditEntry, whyBroken } from './entry.ts'

export type AuditQuery = {
  /** [from, to), ms. */
  from?: number
  to?: number
  actor?: readonly string[]
  /** `session` stands for `session.login` and its like as well. */
  action?: readonly string[]
  /** `tickets/tk_1` stands for what lies below it as well. */
  object?: readonly string[]
  /** 1–500. */
  limit: number
  /** Entries before this one. */
  before?: number
}

/** `head`: hash of the newest entry. `firstBad`: the first entry that does not follow from the one before. */
export type AuditVerdict = { ok: boolean; entries: number; head: string; firstBad?: number; reason?: string }

export type AuditLog = ReturnType<typeof createAuditLog>

const rowsPerStatement = 200
const rowsPerLook = 1000
const headKey = 'audit_head'

export type AuditLogOptions = { database: Database; now: () => number }

export function createAuditLog({ database, now }: AuditLogOptions) {
  type Waiting = { entry: NewAuditEntry & { at: number }; done: () => void; failed: (error: unknown) => void }
  const waiting: Waiting[] = []
  let isWriting = false
  let verifying: Promise<AuditVerdict> | undefined

  /** What arrives during a write is the next one: a burst costs few transactions. */
  async function writeAll(): Promise<void> {
    if (isWriting) return
    isWriting = true
    while (waiting.length > 0) {
      const group = waiting.splice(0, rowsPerStatement)
      try {
        await atomically(database, (db) =>
          add(
            db,
            group.map(({ entry }) => entry)
          )
        )
        for (const { done } of group) done()
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    isWriting = false
  }

  return {
    /** Resolves when it is stored; rejects when it could not be. */
    append(entry: NewAuditEntry): Promise<void> {
      return new Promise((done, failed) => {
        waiting.push({ entry: { ...entry, at: now() }, done, failed })
        void writeAll()
      })
    },

    /** Newest first; `nextCursor` is the number of the last one shown. */
    list: (query: AuditQuery): Promise<Page<AuditEntry>> => list(database, query),

    /** Computes every hash again, in pages; whoever asks meanwhile gets the same answer. */
    verify(): Promise<AuditVerdict> {
      verifying ??= verify(database).finally(() => {
        verifying = undefined
      })
      return verifying
    }
  }
}

async function add(db: Connection, entries: readonly (NewAuditEntry & { at: number })[]): Promise<void> {
  let head = await endOf(db)
  const rows = entries.map((entry) => {
    const row = toRow(follow(head, entry))
    head = row
    return row
  })
  await db.insertInto('audit').values(rows).execute()
  await writeMeta(db, headKey, `${head.seq} ${head.hash}`)
}

/** Where to go on. Of the two that tell it the later one counts: entries cut off the end stay missing for all to see. */
async function endOf(db: Connection): Promise<Head> {
  const told = await readHead(db)
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return last && last.seq > told.seq ? last : told
}

async function readHead(db: Connection): Promise<Head> {
  const [seq, hash] = (await readMeta(db, headKey))?.split(' ') ?? []
  return seq === undefined || hash === undefined ? genesis : { seq: Number(seq), hash }
}

async function verify(db: Connection): Promise<AuditVerdict> {
  let head = genesis
  // No entry has a number below 1; one that has is looked at as well.
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await page(db, after)
    for (const row of rows) {
      const entry = toEntry(row)
      // To the letter: other spaces would leave the hash as it is.
      const isAltered = canonicalJson(entry.detail) !== row.detail
      const altered = isAltered ? { seq: row.seq, reason: `Entry ${row.seq} is not what was written.` } : undefined
      const broken = whyBroken(head, entry) ?? altered
      if (broken) return { ok: false, entries: head.seq, head: head.hash, firstBad: broken.seq, reason: broken.reason }
      head = row
      after = row.seq
    }
    if (rows.length > 0) continue
    const end = await readHead(db)
    // Added since the last page.
    if (end.seq > head.seq && (await page(db, after)).length > 0) continue
    const told = { entries: head.seq, head: head.hash }
    if (end.seq === head.seq && end.hash === head.hash) return { ok: true, ...told }
    const firstBad = Math.min(end.seq, head.seq) + (end.seq === head.seq ? 0 : 1)
    return { ok: false, ...told, firstBad, reason: `The audit was last written up to entry ${end.seq}, and ends at ${head.seq}.` }
  }
}

function page(db: Connection, after: number): Promise<AuditTable[]> {
  return db.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(rowsPerLook).execute()
}

async function list(db: Connection, query: AuditQuery): Promise<Page<AuditEntry>> {
  const { from, to, actor = [], action = [], object = [], before, limit } = query
  let select = db.selectFrom('audit').selectAll()
  if (from !== undefined) select = select.where('at', '>=', from)
  if (to !== undefined) select = select.where('at', '<', to)
  if (before !== undefined) select = select.where('seq', '<', before)
  if (actor.length > 0) select = select.where('actor', 'in', actor)
  for (const [column, wanted, end] of [
    ['action', action, '.'],
    ['object', object, '/']
  ] as const) {
    if (wanted.length === 0) continue
    const after = String.fromCharCode(end.charCodeAt(0) + 1)
    select = select.where((eb) =>
      eb.or(
        wanted.flatMap((each) => [
          eb(column, '=', each),
          eb.and([eb(column, '>', `${each}${end}`), eb(column, '<', `${each}${after}`)])
        ])
      )
    )
  }
  const rows = await select
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map(toEntry)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? String(last.seq) : null }
}

function toEntry(row: AuditTable): AuditEntry {
  return { ...row, detail: readDetail(row.detail) }
}

/** What somebody altered so that it is no JSON any more is shown as it stands there. */
function readDetail(text: string): AuditEntry['detail'] {
  try {
    return JSON.parse(text) as AuditEntry['detail']
  } catch {
    return { damaged: text }
  }
}

function toRow(entry: AuditEntry): AuditTable {
  return { ...entry, detail: canonicalJson(entry.detail) }
}
