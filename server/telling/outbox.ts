/** What is to be told, to whom, and how it went: rows of messages and of their way through the channels. */

import type { DeliveryState, Language, TellEvent } from '../contract/telling.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import type { MessageTable } from '../database/people-tables.ts'
import { patienceMs } from './backoff.ts'
import type { Facts } from './facts.ts'
import type { Contact, Lane, Plan } from './recipients.ts'

export type NewMessage = Plan & { facts: Facts; language: Language; recipient: string | null; contact: Contact | null }

/** A delivery with what it delivers. Times in ms. */
export type Delivery = {
  id: string
  message: string
  step: number
  channel: string | null
  state: DeliveryState
  at: number
  attempts: number
  nextAt: number | null
  failOverAt: number | null
  post: string | null
  error: string | null
  lane: Lane
  recipient: string | null
  contact: Contact | null
  language: Language
  chain: readonly string[]
  facts: Facts
}

/** What a delivery becomes; what is left out stays. */
export type DeliveryChange = {
  state?: DeliveryState
  at?: number
  nextAt?: number | null
  failOverAt?: number | null
  post?: string | null
  error?: string | null
}

export type NextTry = { step: number; channel: string; nextAt: number; failOverAt: number | null }

export type DeliveryQuery = {
  ticket?: string
  state?: readonly DeliveryState[]
  channel?: string
  limit: number
  before?: string
}

const rowsPerStatement = 500
const unreachable = 'No channel reaches this person.'

export function createOutbox(db: Connection) {
  return {
    /** Each with its first delivery: queued, held, or failed where nothing reaches its recipient. */
    async add(messages: readonly NewMessage[], now: number): Promise<void> {
      const rows: MessageTable[] = []
      const deliveries = messages.map((message) => {
        const { facts, lane, chain, heldUntil } = message
        const id = createId('ms', now)
        rows.push({
          id,
          ticket: facts.ticket,
          event: facts.event,
          priority: facts.priority,
          lane,
          recipient: message.recipient,
          contact: message.contact && JSON.stringify(message.contact),
          language: message.language,
          chain: JSON.stringify(chain),
          facts: JSON.stringify(facts),
          created_at: now
        })
        const [channel] = chain
        const isUrgent = lane === 'urgent' && heldUntil === undefined && chain.length > 1
        return {
          ...fresh({ message: id, ticket: facts.ticket, step: 0, channel: channel ?? null }, now),
          ...(channel === undefined && { state: 'failed', next_at: null, error: unreachable }),
          ...(channel !== undefined && heldUntil !== undefined && { state: 'held', next_at: heldUntil }),
          fail_over_at: isUrgent ? now + patienceMs(chain.length) : null
        }
      })
      for (let from = 0; from < rows.length; from += rowsPerStatement) {
        await db
          .insertInto('messages')
          .values(rows.slice(from, from + rowsPerStatement))
          .execute()
        await db
          .insertInto('deliveries')
          .values(deliveries.slice(from, from + rowsPerStatement))
          .execute()
      }
    },

    /** What may be tried by `now`, urgent before normal, then as it came. */
    async due(now: number, limit: number): Promise<Delivery[]> {
      const rows = await joined(db)
        .where('deliveries.next_at', '<=', now)
        .orderBy('messages.lane', 'desc')
        .orderBy('messages.created_at')
        .orderBy('deliveries.id')
        .limit(limit)
        .execute()
      return rows.map(toDelivery)
    },

    /** Binds them to one post, an attempt each; those that somebody else took meanwhile stay out. Gives how many are bound. */
    async bind(ids: readonly string[], post: string): Promise<number> {
      let bound = 0
      for (let from = 0; from < ids.length; from += rowsPerStatement) {
        const result = await db
          .updateTable('deliveries')
          .set((eb) => ({ post, state: 'queued', attempts: eb('attempts', '+', 1) }))
          .where('id', 'in', ids.slice(from, from + rowsPerStatement))
          .where('next_at', 'is not', null)
          .where((eb) => eb.or([eb('post', 'is', null), eb('post', '=', post)]))
          .executeTakeFirst()
        bound += Number(result.numUpdatedRows)
      }
      return bound
    },

    async changePost(post: string, change: DeliveryChange): Promise<void> {
      await db
        .updateTable('deliveries')
        .set(toColumns(change))
        .where('post', '=', post)
        .where('next_at', 'is not', null)
        .execute()
    },

    /** Nothing happens to one that is not of this post any more. */
    async change(id: string, post: string, change: DeliveryChange): Promise<void> {
      await db.updateTable('deliveries').set(toColumns(change)).where('id', '=', id).where('post', '=', post).execute()
    },

    /** These are tried no sooner than `nextAt` (ms). */
    async postpone(ids: readonly string[], nextAt: number): Promise<void> {
      for (let from = 0; from < ids.length; from += rowsPerStatement) {
        await db
          .updateTable('deliveries')
          .set({ next_at: nextAt })
          .where('id', 'in', ids.slice(from, from + rowsPerStatement))
          .where('next_at', 'is not', null)
          .where('post', 'is', null)
          .execute()
      }
    },

    /**
     * Ends a delivery as failed over, and has the channel of `next` try; without one it has failed for good. Nothing
     * happens to one that is over or under way by now. Times in ms.
     */
    async passOn({ id, message, facts, post }: Delivery, next: NextTry | undefined, error: string, now: number): Promise<void> {
      const state = next ? 'failed_over' : 'failed'
      const { numUpdatedRows } = await db
        .updateTable('deliveries')
        .set(toColumns({ state, at: now, nextAt: null, failOverAt: null, post: null, error }))
        .where('id', '=', id)
        .where('next_at', 'is not', null)
        .where('post', post === null ? 'is' : '=', post)
        .executeTakeFirst()
      if (!next || Number(numUpdatedRows) === 0) return
      const { step, channel, nextAt, failOverAt } = next
      await db
        .insertInto('deliveries')
        .values({
          ...fresh({ message, ticket: facts.ticket, step, channel }, now),
          next_at: nextAt,
          fail_over_at: failOverAt
        })
        .execute()
    },

    /** Newest first. */
    async list({ ticket, state, channel, limit, before }: DeliveryQuery): Promise<Delivery[]> {
      let select = joined(db).orderBy('deliveries.id', 'desc').limit(limit)
      if (ticket !== undefined) select = select.where('deliveries.ticket', '=', ticket)
      if (channel !== undefined) select = select.where('deliveries.channel', '=', channel)
      if (state?.length) select = select.where('deliveries.state', 'in', state)
      if (before !== undefined) select = select.where('deliveries.id', '<', before)
      return (await select.execute()).map(toDelivery)
    }
  }
}

function fresh(of: { message: string; ticket: string; step: number; channel: string | null }, now: number) {
  return {
    id: createId('dl', now),
    ...of,
    state: 'queued',
    at: now,
    attempts: 0,
    next_at: now as number | null,
    fail_over_at: null as number | null,
    post: null,
    error: null as string | null
  }
}

function toColumns({ state, at, nextAt, failOverAt, post, error }: DeliveryChange) {
  return {
    ...(state !== undefined && { state }),
    ...(at !== undefined && { at }),
    ...(nextAt !== undefined && { next_at: nextAt }),
    ...(failOverAt !== undefined && { fail_over_at: failOverAt }),
    ...(post !== undefined && { post }),
    ...(error !== undefined && { error })
  }
}

function joined(db: Connection) {
  return db
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message')
    .select([
      'deliveries.id',
      'deliveries.message',
      'deliveries.step',
      'deliveries.channel',
      'deliveries.state',
      'deliveries.at',
      'deliveries.attempts',
      'deliveries.next_at',
      'deliveries.fail_over_at',
      'deliveries.post',
      'deliveries.error',
      'messages.lane',
      'messages.recipient',
      'messages.contact',
      'messages.language',
      'messages.chain',
      'messages.facts'
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof joined>['execute']>>[number]

function toDelivery(row: Row): Delivery {
  return {
    id: row.id,
    message: row.message,
    step: row.step,
    channel: row.channel,
    state: row.state as DeliveryState,
    at: row.at,
    attempts: row.attempts,
    nextAt: row.next_at,
    failOverAt: row.fail_over_at,
    post: row.post,
    error: row.error,
    lane: row.lane as Lane,
    recipient: row.recipient,
    contact: row.contact === null ? null : (JSON.parse(row.contact) as Contact),
    language: row.language as Language,
    chain: JSON.parse(row.chain) as string[],
    facts: JSON.parse(row.facts) as Facts & { event: TellEvent }
  }
}
