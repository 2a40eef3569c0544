import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { deliverySchema, deliveryStateSchema } from '../../contract/telling.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, given, listOf } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  ticket: z.string().optional(),
  state: listOf(deliveryStateSchema),
  channel: z.string().optional()
})

export function deliveriesRoutes({ deliveries }: NonNullable<HttpParts['telling']>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/deliveries',
      {
        schema: {
          tags: ['deliveries'],
          summary: 'Who was told of what on which channel, and how that went; newest first',
          querystring: querySchema,
          response: { 200: pageSchema(deliverySchema) }
        }
      },
      async (request) => {
        const { cursor, ...query } = given(request.query)
        const before = cursor === undefined ? {} : { before: decodeIdCursor(cursor) }
        const { items, nextCursor } = await deliveries.list({ ...query, ...before })
        return { items, nextCursor: nextCursor === null ? null : encodeIdCursor(nextCursor) }
      }
    )
  }
}
