import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { UnknownPoint } from '../../../gateway/unknown-points.ts'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { mappingItemSchema, type UnknownPointItem, unknownPointSchema } from '../../contract/mappings.ts'
import { mappingSchema } from '../../contract/site.ts'
import { AppError } from '../../errors.ts'
import type { Mappings } from '../../site/mappings.ts'

/** What part of the mappings REST needs. */
export type MappingsPart = Pick<Mappings, 'list' | 'add' | 'remove' | 'unknown'>

/** Foreign devices: what they are mapped to, and what of them is not. The cursor is a position in the list. */
export function mappingsRoutes(mappings: MappingsPart): FastifyPluginAsyncZod {
  const tags = ['mappings']
  return async function routes(app) {
    app.get(
      '/mappings',
      {
        config: { access: 'admin' },
        schema: { tags, summary: 'By id', querystring: pageQuerySchema, response: { 200: pageSchema(mappingItemSchema) } }
      },
      async (request) => page(mappings.list(), request.query)
    )

    app.post(
      '/mappings',
      {
        config: { access: 'admin' },
        schema: { tags, summary: 'In force at once', body: mappingSchema, response: { 201: mappingItemSchema } }
      },
      async (request, reply) => reply.code(201).send(await mappings.add(request.body))
    )

    app.delete(
      '/mappings/:id',
      { config: { access: 'admin' }, schema: { tags, params: z.object({ id: z.string() }), response: { 204: z.null() } } },
      async (request, reply) => {
        await mappings.remove(request.params.id)
        return reply.code(204).send(null)
      }
    )

    app.get(
      '/unknown-points',
      {
        config: { access: 'readRejects' },
        schema: {
          tags,
          summary: 'Fields of foreign devices without a mapping, with their last message; the thousand heard last',
          querystring: pageQuerySchema,
          response: { 200: pageSchema(unknownPointSchema) }
        }
      },
      async (request) => page(mappings.unknown().map(present), request.query)
    )
  }
}

function page<Item>(all: readonly Item[], { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  const from = cursor === undefined ? 0 : positionOf(cursor)
  const next = from + limit
  return { items: all.slice(from, next), nextCursor: next < all.length ? String(next) : null }
}

function positionOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new AppError('invalid', 'The cursor is not one of this list.', {
    errors: [{ field: 'cursor', message: 'expected the nextCursor of the page before' }]
  })
}

function present(point: UnknownPoint): UnknownPointItem {
  const toTime = (ms: number) => new Date(ms).toISOString()
  return { ...point, firstSeenAt: toTime(point.firstSeenAt), lastSeenAt: toTime(point.lastSeenAt) }
}
