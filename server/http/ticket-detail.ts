/** A ticket's own page, of all the parts that know something of it. */
import type { TicketDetail } from '../contract/tickets.ts'
import { toTicketDetail } from '../present.ts'
import type { Caller } from './access.ts'
import type { HttpParts } from './parts.ts'

/** As this user sees it. Throws `not_found`. */
export async function readDetail(
  { desk, incidents, deliveries }: Pick<HttpParts, 'desk' | 'incidents' | 'deliveries'>,
  id: string,
  user: Caller['user']
): Promise<TicketDetail> {
  const { ticket, ...more } = await desk.ticket(id, user)
  const told = (await deliveries?.ofTicket(id)) ?? []
  return toTicketDetail(ticket, { ...more, ...(await incidents.of(ticket)), deliveries: told })
}
