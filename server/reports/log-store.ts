/** What stands in the database about running logs: exceptions, remarks, signatures. */
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import type { Span } from './spans.ts'

/** A place, a site date and a shift. */
export type LogKey = { location: string; date: string; shift: string }
/** Times in ms. `number`: of a ticket. */
export type LogException = {
  kind: 'alarm' | 'ticket'
  id: string
  number: string | null
  equipment: string
  title: string
  at: number
}
export type LogRemark = LogKey & { at: number; actor: string; text: string }
export type LogSignature = LogKey & { at: number; actor: string; note: string | null; hash: string; content: string }

/** How long after its time an alarm of late readings may be written down (contract §4: 24 h), and an hour for the writing. */
const latestMs = 25 * 3_600_000
/** Of a span. */
const mostExceptions = 20_000

/** Alarms that raised and tickets that opened in `[from, to)`, in the order of their time. */
export async function readExceptions(db: Connection, { from, to }: Span): Promise<LogException[]> {
  const raises = await db
    .selectFrom('alarm_events')
    .innerJoin('alarms', 'alarms.id', 'alarm_events.alarm')
    .select(['alarms.id', 'alarms.equipment', 'alarms.title', 'alarm_events.detail'])
    .where('alarm_events.type', 'in', ['raised', 'raised_again'])
    .where('alarm_events.at', '>=', from)
    .where('alarm_events.at', '<', to + latestMs)
    .orderBy('alarm_events.at')
    .limit(mostExceptions)
    .execute()
  const tickets = await db
    .selectFrom('tickets')
    .select(['id', 'number', 'equipment', 'title', 'opened_at'])
    .where('opened_at', '>=', from)
    .where('opened_at', '<', to)
    .orderBy('opened_at')
    .limit(mostExceptions)
    .execute()
  const found: LogException[] = [
    ...raises.map(({ detail, ...row }) => {
      const { raisedAt } = JSON.parse(detail) as { raisedAt: number }
      return { ...row, kind: 'alarm' as const, number: null, at: raisedAt }
    }),
    ...tickets.map(({ opened_at, equipment, ...row }) => ({
      ...row,
      kind: 'ticket' as const,
      equipment: equipment ?? '',
      at: opened_at
    }))
  ]
  return found.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

type Days = { from: string; to: string; location?: string }

/** Of site dates from `from` to `to`, both included, oldest first. */
export async function readRemarks(db: Connection, { from, to, location }: Days): Promise<LogRemark[]> {
  const rows = db
    .selectFrom('running_log_remarks')
    .select(['location', 'date', 'shift', 'at', 'actor', 'text'])
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('id')
  return (location === undefined ? rows : rows.where('location', '=', location)).execute()
}

export async function readSignatures(db: Connection, { from, to, location }: Days): Promise<LogSignature[]> {
  const rows = db
    .selectFrom('running_log_signatures')
    .select(['location', 'date', 'shift', 'at', 'actor', 'note', 'hash', 'content'])
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('id')
  return (location === undefined ? rows : rows.where('location', '=', location)).execute()
}

export async function addRemark(db: Connection, remark: LogRemark): Promise<void> {
  await db
    .insertInto('running_log_remarks')
    .values({ id: createId('rm', remark.at), ...remark })
    .execute()
}

export async function addSignature(db: Connection, signature: LogSignature): Promise<void> {
  await db
    .insertInto('running_log_signatures')
    .values({ id: createId('sg', signature.at), ...signature })
    .execute()
}
