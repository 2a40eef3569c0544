import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { rejectItemSchema } from '../../contract/session.ts'
import { AppError } from '../../errors.ts'
import { toRejectItem } from '../../present.ts'
import type { HttpParts } from '../parts.ts'

/** Messages that could not be taken, newest first; the cursor is a reject's number. */
export function rejectsRoutes({ rejects }: Pick<HttpParts, 'rejects'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/rejects',
      {
        config: { access: 'readRejects' },
        schema: { tags: ['rejects'], querystring: pageQuerySchema, response: { 200: pageSchema(rejectItemSchema) } }
      },
      async (request) => {
        const { limit, cursor } = request.query
        const found = await rejects.rejects({ limit: limit + 1, ...(cursor !== undefined && { before: positionOf(cursor) }) })
        const page = found.slice(0, limit)
        const last = found.length > limit ? page.at(-1) : undefined
        return { items: page.map(toRejectItem), nextCursor: last ? String(last.id) : null }
      }
    )
  }
}

function positionOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw new AppError('invalid', 'The cursor is not one of this list.', {
    errors: [{ field: 'cursor', message: 'expected the nextCursor of the page before' }]
  })
}
