/** Ways to reach people, and who is told of what. */
import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import {
  channelAnswerSchema,
  channelItemSchema,
  channelPatchSchema,
  channelTestAnswerSchema,
  channelTestSchema,
  newChannelSchema,
  routingPatchSchema,
  routingSchema
} from '../../contract/telling.ts'
import { callerOf } from '../access.ts'
import { pageById } from '../page-by-id.ts'
import type { HttpParts } from '../parts.ts'
import { given, optionalBody } from '../query.ts'
import { enabledQuery, isWanted, registerResource } from './setup-resource.ts'

type Parts = NonNullable<HttpParts['telling']>
const tags = ['channels']
const params = z.object({ id: z.string() })

export function channelsRoutes(parts: Parts): FastifyPluginAsync {
  const { channels } = parts
  return async function routes(app) {
    await app.register(readRoutes(parts))
    registerResource(app, {
      name: 'channels',
      answer: channelAnswerSchema,
      new: newChannelSchema,
      patch: channelPatchSchema,
      create: channels.create,
      update: (id, patch) => channels.update(id, given(patch)),
      disable: (id) => channels.update(id, { enabled: false })
    })
  }
}

function readRoutes({ channels, test, routing }: Parts): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/channels',
      {
        config: { access: 'assign' },
        schema: {
          tags,
          summary: 'Secrets are masked',
          querystring: pageQuerySchema.extend({ enabled: enabledQuery }),
          response: { 200: pageSchema(channelItemSchema) }
        }
      },
      async (request) => {
        const items = (await channels.list()).filter((item) => isWanted(request.query.enabled, item))
        return pageById(items, ({ id }) => id, request.query)
      }
    )

    app.get(
      '/channels/:id',
      { config: { access: 'assign' }, schema: { tags, params, response: { 200: channelItemSchema } } },
      (request) => channels.find(request.params.id)
    )

    app.post(
      '/channels/:id/test',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'Sends a test now, and answers what the other side said',
          params,
          body: optionalBody(channelTestSchema),
          response: { 200: channelTestAnswerSchema }
        }
      },
      (request) => test(request.params.id, request.body, callerOf(request).user.id)
    )

    app.get(
      '/routing',
      {
        config: { access: 'assign' },
        schema: { tags, summary: 'Who is told of what', response: { 200: routingSchema } }
      },
      () => routing.read()
    )

    app.patch(
      '/routing',
      {
        config: { access: 'admin' },
        schema: { tags, summary: 'What is left out stays', body: routingPatchSchema, response: { 200: routingSchema } }
      },
      (request) => routing.change(given(request.body))
    )
  }
}
