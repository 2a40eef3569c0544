/** A ticket's own page, of all the parts that know something of it. */
import type { TicketDetail } from '../contract/tickets.ts'
import { toTicketDetail } from '../present.ts'
import { whyNoWorker } from '../tickets/refusals.ts'
import type { Caller } from './access.ts'
import type { HttpParts } from './parts.ts'

export type DetailParts = Pick<HttpParts, 'desk' | 'incidents' | 'workforce' | 'telling'>

/** As this user sees it. Throws `not_found`. */
export async function readDetail(parts: DetailParts, id: string, user: Caller['user']): Promise<TicketDetail> {
  const { desk, incidents, workforce, telling } = parts
  const { ticket, ...more } = await desk.ticket(id, user)
  return toTicketDetail(ticket, {
    ...more,
    ...(await incidents.of(ticket)),
    deliveries: (await telling?.deliveries.ofTicket(id)) ?? [],
    contacts: await workforce.contactsOf(ticket),
    seesPhones: whyNoWorker(ticket, user) === undefined
  })
}
