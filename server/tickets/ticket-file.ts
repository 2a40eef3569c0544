/** A ticket with all that its own page shows. */
import { ledger } from '../clocks/ledger.ts'
import { type ShownClock, shownClocks } from '../clocks/terms.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { TicketAction } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Permit } from '../permits/permit.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import type { Actor } from './actor.ts'
import { type Attachment, createAttachmentStore } from './attachment-store.ts'
import type { Fitness } from './fitness.ts'
import { readSurroundings, type Site } from './surroundings.ts'
import { allowedSteps, type Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

/** All that a ticket's own page shows. */
export type TicketFile = {
  ticket: Ticket
  timeline: TicketEvent[]
  breach: FrozenBreach | null
  attachments: Attachment[]
  permits: Permit[]
  allowed: TicketAction[]
  /** As they stand now. */
  clocks: ShownClock[]
}

/** As this user sees it. Throws `not_found`. */
export async function readTicketFile(
  db: Connection,
  { ticketId, actor }: { ticketId: string; actor: Actor },
  { fitness, readTerms, ...site }: Site & { fitness: Fitness; readTerms: ReadTerms }
): Promise<TicketFile> {
  const store = createTicketStore(db)
  const ticket = await store.find(ticketId)
  if (!ticket) throw new AppError('not_found', `There is no ticket ${ticketId}.`)
  const [timeline, breach, attachments, permits, around] = await Promise.all([
    store.timeline(ticketId),
    store.breach(ticketId),
    createAttachmentStore(db).of(ticketId),
    createPermitStore(db).ofTicket(ticketId),
    readSurroundings(db, ticket, site)
  ])
  const allowed = await fitness.allowed(db, ticket, actor, allowedSteps(ticket, actor, around))
  const clocks = shownClocks(ledger(timeline), site.now, { subject: ticket, terms: await readTerms(db) })
  return { ticket, timeline, breach, attachments, permits, allowed, clocks }
}
