/** The ticket that has a sensor and its gauge compared, when what a guard typed disagrees: one a sensor as long as it is open. */
import { openStatuses } from '../contract/words.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { type Opening, openFromTicket } from '../tickets/opening.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'
import type { Comparison } from './comparison.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'

const titleLength = 200

/** Opens what is not open yet, and keeps with each scan which job its disagreement went to. Inside the desk's transaction. */
export async function openCheckJobs(db: Connection, scans: readonly Scan[]): Promise<{ scans: Scan[]; openings: Opening[] }> {
  const openings: Opening[] = []
  const after: Scan[] = []
  for (const scan of scans) {
    if (!scan.comparisons.some(({ agrees }) => agrees === false)) {
      after.push(scan)
      continue
    }
    const comparisons: Comparison[] = []
    for (const each of scan.comparisons) {
      comparisons.push(each.agrees === false ? { ...each, ticket: await jobFor(each, scan) } : each)
    }
    await createScanStore(db).compared(scan.id, comparisons)
    after.push({ ...scan, comparisons })
  }
  return { scans: after, openings }

  async function jobFor(comparison: Comparison, scan: Scan): Promise<string> {
    const { equipment, metric } = comparison
    const row = await db
      .selectFrom('sensor_checks')
      .select('ticket')
      .where('equipment', '=', equipment)
      .where('metric', '=', metric)
      .executeTakeFirst()
    if (row && (openings.some(({ ticket }) => ticket.id === row.ticket) || (await isOpen(row.ticket)))) return row.ticket
    const ticket = createId('tk', scan.receivedAt)
    openings.push(openCheckJob(comparison, scan, ticket))
    await db
      .insertInto('sensor_checks')
      .values({ equipment, metric, ticket })
      .onConflict((conflict) => conflict.columns(['equipment', 'metric']).doUpdateSet({ ticket }))
      .execute()
    return ticket
  }

  async function isOpen(id: string): Promise<boolean> {
    const ticket = await createTicketStore(db).find(id)
    return openStatuses.some((status) => status === ticket?.status)
  }
}

function openCheckJob({ text, equipment, metric, typed, measured, difference, tolerance }: Comparison, scan: Scan, id: string) {
  const wish = {
    type: 'check',
    source: 'patrol',
    priority: 'P3',
    title: `核对仪表与传感器：${text}`.slice(0, titleLength),
    description: `抄表 ${typed}，传感器（${metric}）${measured}，相差 ${difference}，允许 ${tolerance}。核实是抄表有误还是传感器失准。`
  } as const
  const { ticket, events } = openFromTicket({ id: null, equipment, place: null }, wish, { id, at: scan.receivedAt })
  const about = { scan: scan.id, checkpoint: scan.checkpoint, metric }
  return { ticket, events: events.map((event) => ({ ...event, detail: { ...event.detail, ...about } })) }
}
