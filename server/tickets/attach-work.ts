/** Attaching a file to a ticket, inside the desk's transaction. */
import { attachmentsPerTicket } from '../contract/attachment-limits.ts'
import type { Connection } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Actor } from './actor.ts'
import { type Attachment, createAttachmentStore } from './attachment-store.ts'
import type { TicketEntry } from './happening.ts'
import { whyNoWorker } from './refusals.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

export type NewAttachment = Omit<Attachment, 'at' | 'by'>
/** `added` is false when the ticket had the file before. */
export type Attached = { ticket: Ticket; attachment: Attachment; added: boolean; entries: TicketEntry[] }

type Wish = { ticketId: string; file: NewAttachment; actor: Actor; now: number }

/** Throws `not_found`, `forbidden`, or `conflict` with the reason. */
export async function attach(db: Connection, { ticketId, file, actor, now }: Wish): Promise<Attached> {
  const store = createAttachmentStore(db)
  const ticket = await expectOpenFor(db, ticketId, actor)
  const known = await store.find(ticketId, file.hash)
  if (known && known.kind !== file.kind) {
    throw new AppError('conflict', `The ticket has this file already, as ${known.kind}: each paper is a file of its own.`)
  }
  if (known) return { ticket, attachment: known, added: false, entries: [] }
  await expectRoom(db, ticketId)
  const attachment = { ...file, at: now, by: actor.id }
  await store.add(ticketId, attachment)
  const { hash, kind, name, type, size } = file
  const detail = { hash, kind, name, type, size }
  const entry: TicketEntry = { ticket: ticketId, at: now, type: 'attached', actor: actor.id, detail }
  await createTicketStore(db).appendEvents([entry])
  return { ticket, attachment, added: true, entries: [entry] }
}

/** Who may take steps on it may attach to it, until it is closed. Throws `not_found`, `forbidden` or `conflict`. */
export async function expectOpenFor(db: Connection, ticketId: string, actor: Actor): Promise<Ticket> {
  const ticket = await createTicketStore(db).find(ticketId)
  if (!ticket) throw new AppError('not_found', `There is no ticket ${ticketId}.`)
  const forbidden = whyNoWorker(ticket, actor)
  if (forbidden) throw new AppError('forbidden', forbidden)
  if (ticket.status === 'closed' || ticket.status === 'cancelled') {
    throw new AppError('conflict', `The ticket is ${ticket.status}: nothing is attached to it any more.`)
  }
  return ticket
}

/** Throws `conflict`. */
async function expectRoom(db: Connection, ticketId: string): Promise<void> {
  if ((await createAttachmentStore(db).of(ticketId)).length < attachmentsPerTicket) return
  throw new AppError('conflict', `The ticket has ${attachmentsPerTicket} attachments, and no more are taken.`)
}
