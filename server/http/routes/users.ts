import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { userItemSchema } from '../../contract/session.ts'
import type { HttpParts } from '../parts.ts'

/** For those who assign tickets: one has to know to whom. By id. */
export function usersRoutes({ people }: Pick<HttpParts, 'people'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/users',
      {
        config: { access: ['assign', 'readUsers'] },
        schema: { tags: ['users'], querystring: pageQuerySchema, response: { 200: pageSchema(userItemSchema) } }
      },
      async (request) => {
        const { limit, cursor } = request.query
        const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()
        const users = (await people.list()).filter((user) => user.id > after)
        const items = users.slice(0, limit)
        const last = users.length > limit ? items.at(-1) : undefined
        return { items, nextCursor: last ? Buffer.from(last.id).toString('base64url') : null }
      }
    )
  }
}
