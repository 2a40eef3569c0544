/** Tags that cannot be copied: their keys, for admins, and for managers what their counters tell. A key goes in and never comes out. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageSchema } from '../../contract/common.ts'
import { metaKeySchema, newTagKeySchema, tagCountersSchema, tagKeyItemSchema } from '../../contract/patrol.ts'
import type { HttpParts } from '../parts.ts'

export function patrolTagsRoutes({ tagKeys }: Pick<HttpParts, 'tagKeys'>): FastifyPluginAsyncZod {
  const tags = ['patrol']
  const config = { access: 'admin' as const }
  return async function routes(app) {
    app.get(
      '/patrol/tags',
      { config, schema: { tags, summary: 'Tags with keys, by checkpoint', response: { 200: pageSchema(tagKeyItemSchema) } } },
      async () => ({ items: await tagKeys.list(), nextCursor: null })
    )
    app.post(
      '/patrol/tags',
      {
        config,
        schema: {
          tags,
          summary: 'Enrols a tag; known already: its key anew',
          body: newTagKeySchema,
          response: { 201: tagKeyItemSchema }
        }
      },
      async (request, reply) => {
        reply.code(201)
        return await tagKeys.enrol(request.body)
      }
    )
    app.get(
      '/patrol/counters',
      {
        config: { access: 'readReports' },
        schema: {
          tags,
          summary: 'How many counters of each tag nobody told of, by checkpoint',
          response: { 200: pageSchema(tagCountersSchema) }
        }
      },
      async () => {
        const items = (await tagKeys.list()).map(({ uid, checkpoint, unused }) => ({ uid, checkpoint, unused }))
        return { items, nextCursor: null }
      }
    )
    app.delete(
      '/patrol/tags/:uid',
      { config, schema: { tags, params: z.object({ uid: z.string() }), response: { 204: z.undefined() } } },
      async (request, reply) => {
        await tagKeys.forget(request.params.uid.toUpperCase())
        return reply.code(204).send()
      }
    )
    app.put(
      '/patrol/meta-key',
      {
        config,
        schema: { tags, summary: 'K_meta, the same for all tags', body: metaKeySchema, response: { 204: z.undefined() } }
      },
      async (request, reply) => {
        await tagKeys.setMeta(request.body.key)
        return reply.code(204).send()
      }
    )
  }
}
