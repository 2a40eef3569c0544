/** Hazards as they are looked at: each with its photo before and its photo after. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { pageSchema } from '../../contract/common.ts'
import { type HazardItem, hazardItemSchema, hazardQuerySchema, photoPair } from '../../contract/hazards.ts'
import type { TicketStatus } from '../../contract/tickets.ts'
import { openStatuses } from '../../contract/words.ts'
import { toTicketItem } from '../../present.ts'
import type { Attachment } from '../../tickets/attachment-store.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import type { HttpParts } from '../parts.ts'
import { given } from '../query.ts'

const statusesOf: Record<'open' | 'closed' | 'all', readonly TicketStatus[]> = {
  open: openStatuses,
  closed: ['closed'],
  all: [...openStatuses, 'closed']
}

export function hazardsRoutes({ tickets, attachments }: Pick<HttpParts, 'tickets' | 'attachments'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/hazards',
      {
        schema: {
          tags: ['tickets'],
          summary: 'Newest first, with their photos before and after',
          querystring: hazardQuerySchema,
          response: { 200: pageSchema(hazardItemSchema) }
        }
      },
      async (request) => {
        const { state = 'all', ...page } = given(request.query)
        const { items, nextCursor } = await tickets.list({ ...page, type: ['hazard'], status: statusesOf[state] })
        const photos = await attachments.photosOf(items.map(({ id }) => id))
        return { items: items.map((ticket) => toHazardItem(ticket, photos.get(ticket.id) ?? [])), nextCursor }
      }
    )
  }
}

function toHazardItem(ticket: Ticket, photos: readonly Attachment[]): HazardItem {
  const { before, after } = photoPair(photos, ticket)
  return {
    ...toTicketItem(ticket),
    before: toPhoto(before),
    after: toPhoto(after),
    lacksAfter: ticket.class === 'fix_by_date' && after === undefined
  }
}

function toPhoto(photo: Attachment | undefined): HazardItem['after'] {
  return photo ? { hash: photo.hash, at: new Date(photo.at).toISOString() } : null
}
