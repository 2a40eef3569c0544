/** What each person wishes to be told; and browsers that take web push. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageSchema } from '../../contract/common.ts'
import {
  adminPreferencesSchema,
  newPushSubscriptionSchema,
  preferencesAnswerSchema,
  preferencesSchema,
  pushSubscriptionSchema
} from '../../contract/telling.ts'
import { AppError } from '../../errors.ts'
import { toTime } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'

type Parts = NonNullable<HttpParts['telling']> & Pick<HttpParts, 'now'>

export function preferencesRoutes({ preferences, pushSubscriptions, pushKey, now }: Parts): FastifyPluginAsyncZod {
  const tags = ['preferences']
  const userParams = z.object({ user: z.string() })
  const answer = { 200: preferencesAnswerSchema }

  return async function routes(app) {
    app.get('/preferences', { schema: { tags, summary: "One's own", response: answer } }, (request) =>
      preferences.find(callerOf(request).user.id)
    )
    app.put(
      '/preferences',
      { schema: { tags, summary: 'What is left out takes its default', body: preferencesSchema, response: answer } },
      (request) => preferences.save(callerOf(request).user.id, request.body)
    )
    app.get(
      '/preferences/:user',
      { config: { access: 'admin' }, schema: { tags, params: userParams, response: answer } },
      (request) => preferences.find(request.params.user)
    )
    app.put(
      '/preferences/:user',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: "Somebody's, with whether P1 waits for the end of quiet hours too",
          params: userParams,
          body: adminPreferencesSchema,
          response: answer
        }
      },
      (request) => preferences.save(request.params.user, request.body)
    )

    const pushTags = ['push']
    app.get(
      '/push/key',
      {
        schema: {
          tags: pushTags,
          summary: 'What a browser subscribes with',
          response: { 200: z.object({ publicKey: z.string() }) }
        }
      },
      async () => {
        const publicKey = await pushKey()
        if (publicKey === undefined) throw new AppError('not_found', 'There is no channel for web push.')
        return { publicKey }
      }
    )
    app.get(
      '/push/subscriptions',
      { schema: { tags: pushTags, response: { 200: pageSchema(pushSubscriptionSchema) } } },
      async (request) => ({
        items: (await pushSubscriptions.list(callerOf(request).user.id)).map(shown),
        nextCursor: null
      })
    )
    app.post(
      '/push/subscriptions',
      {
        schema: {
          tags: pushTags,
          summary: 'PushSubscription.toJSON() of a browser of one’s own',
          body: newPushSubscriptionSchema,
          response: { 201: pushSubscriptionSchema }
        }
      },
      async (request, reply) => {
        reply.code(201)
        return shown(await pushSubscriptions.add(callerOf(request).user.id, request.body, now()))
      }
    )
    app.delete(
      '/push/subscriptions/:id',
      { schema: { tags: pushTags, params: z.object({ id: z.string() }), response: { 204: z.undefined() } } },
      async (request, reply) => {
        await pushSubscriptions.remove(callerOf(request).user.id, request.params.id)
        return reply.code(204).send()
      }
    )
  }
}

function shown({ id, endpoint, createdAt }: { id: string; endpoint: string; createdAt: number }) {
  return { id, endpoint, createdAt: toTime(createdAt) }
}
