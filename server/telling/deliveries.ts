/** What became of messages, as it is shown. */
import type { Page } from '../contract/common.ts'
import type { DeliveryItem } from '../contract/telling.ts'
import type { Database } from '../database/database.ts'
import { maskPhone } from '../people/masking.ts'
import { createOutbox, type Delivery, type DeliveryQuery } from './outbox.ts'

/** On a ticket's own page. */
const shownOfTicket = 200

export type Deliveries = ReturnType<typeof createDeliveries>

export function createDeliveries(database: Database) {
  const outbox = createOutbox(database)
  return {
    /** Newest first; `nextCursor` is the bare id of the last one. */
    async list({ limit, ...query }: DeliveryQuery): Promise<Page<DeliveryItem>> {
      const found = await outbox.list({ ...query, limit: limit + 1 })
      const items = found.slice(0, limit)
      return { items: items.map(toItem), nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
    },

    /** The last of a ticket, oldest first. */
    async ofTicket(ticket: string): Promise<DeliveryItem[]> {
      return (await outbox.list({ ticket, limit: shownOfTicket })).reverse().map(toItem)
    }
  }
}

function toItem(delivery: Delivery): DeliveryItem {
  const { id, message, facts, recipient, contact, channel, state, at, attempts, nextAt, error } = delivery
  return {
    id,
    message,
    ticket: facts.ticket,
    event: facts.event,
    priority: facts.priority,
    to: recipient ?? maskPhone(contact?.phone ?? '') ?? '',
    channel,
    state,
    at: new Date(at).toISOString(),
    attempts,
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
    error
  }
}
