/** The reports that are computed from the database alone, by name. */
import { createTermsReader } from '../clocks/terms-reader.ts'
import { mostReportRows, type Report, type Words } from '../contract/reports.ts'
import type { Connection } from '../database/database.ts'
import { invalidField } from '../errors.ts'
import { firstTransitionAt } from './alarm-log.ts'
import { contractorsReport } from './contractors-report.ts'
import { readDownSpans, readOutOfService } from './downtime.ts'
import { hazardsReport } from './hazards-report.ts'
import { readPatrol } from './patrol-log.ts'
import { patrolReport } from './patrol-report.ts'
import { reliabilityReport } from './reliability-report.ts'
import { type ReportBody, type ReportScope, readEquipment } from './scope.ts'
import { slaReport } from './sla-report.ts'
import { repeatMs } from './ticket-figures.ts'
import { readPhotos, readTickets } from './ticket-log.ts'
import { ticketsReport } from './tickets-report.ts'
import { toIso } from './times.ts'

export const tableNames = ['tickets', 'sla', 'equipment-reliability', 'hazards', 'patrol', 'contractors'] as const
export type TableName = (typeof tableNames)[number]

export type TableQuery = {
  name: TableName
  /** `[from, to)` in ms. */
  from: number
  to: number
  now: number
  /** IANA zone of the site. */
  timezone: string
  /** What the kinds of equipment are called. */
  kinds: Readonly<Record<string, Words>>
  /** Hours run in the span, of the equipment that meters them: only the reading store knows. */
  runningHours?: Readonly<Record<string, number>>
}

/** Throws `invalid` naming `from` for more rows than a table may have. */
export async function computeTable(db: Connection, query: TableQuery): Promise<Report> {
  const { name, from, to, now, timezone, kinds } = query
  const scope = { from, to: Math.max(from, Math.min(to, now)), now, timezone, kinds, equipment: await readEquipment(db) }
  return titled(name, await compute[name](db, scope, query), query)
}

export function titled(
  name: Report['name'],
  body: ReportBody,
  { from, to, now, timezone }: Pick<TableQuery, 'from' | 'to' | 'now' | 'timezone'>
): Report {
  if ([body, ...body.details].some(({ rows }) => rows.length > mostReportRows)) {
    throw invalidField('from', `more than ${mostReportRows} rows: expected a shorter span`)
  }
  return { name, from: toIso(from), to: toIso(to), timezone, generatedAt: toIso(now), ...body }
}

/** How long after a ticket was closed one of its clocks may still be decided: results and follow-ups, in working days. */
const longestAfterMs = 31 * 86_400_000

type Compute = (db: Connection, scope: ReportScope, query: TableQuery) => Promise<ReportBody>

const compute: Record<TableName, Compute> = {
  async tickets(db, scope) {
    return ticketsReport(await ticketsAround(db, scope), scope)
  },

  async sla(db, scope) {
    const terms = await createTermsReader({ timezone: () => scope.timezone })(db)
    return slaReport(await readTickets(db, { from: scope.from - longestAfterMs, to: scope.to }), terms, scope)
  },

  async 'equipment-reliability'(db, scope, { runningHours = {} }) {
    const records = {
      tickets: await ticketsAround(db, scope),
      down: await readDownSpans(db, scope.from),
      planned: await readOutOfService(db, scope),
      runningHours,
      since: await firstRecordAt(db)
    }
    return reliabilityReport(records, scope)
  },

  async hazards(db, scope) {
    const hazards = await readTickets(db, { from: Number.MIN_SAFE_INTEGER, to: scope.to, type: 'hazard' })
    const photos = await readPhotos(
      db,
      hazards.map(({ id }) => id)
    )
    return hazardsReport(hazards, photos, scope)
  },

  async patrol(db, scope) {
    return patrolReport(await readPatrol(db, scope), scope)
  },

  async contractors(db, scope) {
    const firms = await db.selectFrom('contractors').select(['id', 'name']).execute()
    const staff = await db.selectFrom('staff').select(['user', 'contractor']).where('contractor', 'is not', null).execute()
    const records = {
      tickets: await ticketsAround(db, scope),
      contractors: new Map(firms.map(({ id, name }) => [id, name])),
      firmOf: new Map(staff.map(({ user, contractor }) => [user, contractor ?? '']))
    }
    return contractorsReport(records, scope)
  }
}

/** Those of the span, and what may be the same fault before or after it. */
function ticketsAround(db: Connection, { from, to }: ReportScope) {
  return readTickets(db, { from: from - repeatMs, to: to + repeatMs })
}

/** When the first alarm or ticket was written down (ms). */
async function firstRecordAt(db: Connection): Promise<number | undefined> {
  const alarm = await firstTransitionAt(db)
  const ticket = await db.selectFrom('tickets').select('opened_at').orderBy('opened_at').limit(1).executeTakeFirst()
  if (alarm === undefined || ticket === undefined) return alarm ?? ticket?.opened_at
  return Math.min(alarm, ticket.opened_at)
}
