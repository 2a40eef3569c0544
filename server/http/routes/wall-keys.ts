/** Wall screens: their keys, for admins, and the exchange of one for a session that only reads. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageSchema } from '../../contract/common.ts'
import { sessionSchema } from '../../contract/session.ts'
import { newWallKeySchema, wallKeyAnswerSchema, wallKeyItemSchema, wallLoginSchema } from '../../contract/wall-keys.ts'
import { AppError } from '../../errors.ts'
import type { WallKey } from '../../people/wall-keys.ts'
import { toTime, toTimeOrNull } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { createRateHook } from '../rate.ts'

/** A screen asks a few times a day; a key of 256 bits is not guessed at any rate. */
const exchangesPerMinute = 60

export function wallKeysRoutes({ people: { walls } }: Pick<HttpParts, 'people'>): FastifyPluginAsyncZod {
  const config = { access: 'admin' as const }
  return async function routes(app) {
    app.get(
      '/wall-keys',
      { config, schema: { tags: ['setup'], summary: 'Oldest first', response: { 200: pageSchema(wallKeyItemSchema) } } },
      async () => ({ items: (await walls.list()).map(toItem), nextCursor: null })
    )

    app.post(
      '/wall-keys',
      {
        config,
        schema: {
          tags: ['setup'],
          summary: 'The key is told in this answer only',
          body: newWallKeySchema,
          response: { 201: wallKeyAnswerSchema }
        }
      },
      async (request, reply) => {
        const { key, ...made } = await walls.create(request.body.name, callerOf(request).user.id)
        reply.code(201).header('cache-control', 'no-store').header('location', `/api/v1/wall-keys/${made.id}`)
        return { ...toItem(made), key }
      }
    )

    app.delete(
      '/wall-keys/:id',
      {
        config,
        schema: {
          tags: ['setup'],
          summary: 'Revokes it; its screens go dark at once',
          params: z.object({ id: z.string() }),
          response: { 204: z.undefined() }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        if (!(await walls.revoke(id))) throw new AppError('not_found', `There is no wall key ${id}.`)
        return reply.code(204).send()
      }
    )

    app.post(
      '/session/wall',
      {
        config: { access: 'open' },
        onRequest: createRateHook(app, exchangesPerMinute),
        schema: {
          tags: ['session'],
          security: [],
          summary: 'A session of role viewer that only reads; sets no cookie',
          body: wallLoginSchema,
          response: { 200: sessionSchema }
        }
      },
      async (request, reply) => {
        const session = await walls.exchange(request.body.key)
        if (!session) throw new AppError('unauthorized', 'This wall key is none, or was revoked.')
        request.actingFor = session.user.id
        reply.header('cache-control', 'no-store')
        return { token: session.token, user: session.user, expiresAt: toTime(session.expiresAt) }
      }
    )
  }
}

function toItem({ id, name, createdAt, createdBy, usedAt }: WallKey) {
  return { id, name, createdAt: toTime(createdAt), createdBy, usedAt: toTimeOrNull(usedAt) }
}
