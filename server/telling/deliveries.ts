/** What became of messages, as it is shown. */
import type { Page } from '../contract/common.ts'
import type { DeliveryItem, DeliveryState } from '../contract/telling.ts'
import type { Database } from '../database/database.ts'
import { createOutbox, type Delivery } from './outbox.ts'

export type DeliveriesQuery = {
  ticket?: string
  state?: readonly DeliveryState[]
  channel?: string
  limit: number
  before?: string
}
/** On a ticket's own page. */
const shownOfTicket = 200

export type Deliveries = ReturnType<typeof createDeliveries>

export function createDeliveries(database: Database) {
  const outbox = createOutbox(database)
  return {
    /** Newest first; `nextCursor` is the bare id of the last one. */
    async list({ limit, ...query }: DeliveriesQuery): Promise<Page<DeliveryItem>> {
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
    to: recipient ?? hidden(contact?.phone ?? ''),
    channel,
    state,
    at: new Date(at).toISOString(),
    attempts,
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
    error
  }
}

/** 13812345678 → 138****5678 */
function hidden(phone: string): string {
  return phone.length > 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'
}
