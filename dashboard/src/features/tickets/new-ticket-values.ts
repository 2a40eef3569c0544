/** What the form of a new ticket holds, and the body REST takes of it. */
import type { NewTicket } from '../../../../server/contract/tickets.ts'
import { fromSiteInput } from '../../lib/site-zone.ts'

export type NewTicketValues = Pick<NewTicket, 'title' | 'type' | 'priority'> & {
  equipment?: string
  description?: string
  class?: NewTicket['class']
  trade?: NewTicket['trade']
  source?: NewTicket['source']
  place?: string
  requesterName?: string
  requesterPhone?: string
  /** As a datetime-local input writes it, on the site's clock. */
  wantedBy?: string
  assignee?: string
}

export function toNewTicket(values: NewTicketValues): NewTicket {
  const { title, type, priority, class: kind, trade, source, wantedBy, requesterName, requesterPhone } = values
  const phone = requesterPhone?.trim()
  return {
    title,
    type,
    priority,
    ...(kind && { class: kind }),
    ...(trade && { trade }),
    ...(source && { source }),
    ...text('equipment', values.equipment),
    ...text('description', values.description),
    ...text('place', values.place),
    ...text('assignee', values.assignee),
    ...(requesterName?.trim() && { requester: { name: requesterName.trim(), ...(phone && { phone }) } }),
    ...(wantedBy && { wantedBy: new Date(fromSiteInput(wantedBy)).toISOString() })
  }
}

function text<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return (value?.trim() ? { [name]: value.trim() } : {}) as { [Key in Name]?: string }
}
