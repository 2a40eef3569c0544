import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import {
  newPermitSchema,
  permitActionBodies,
  permitActions,
  permitItemSchema,
  permitStateSchema
} from '../../contract/permits.ts'
import { AppError } from '../../errors.ts'
import type { PermitWish } from '../../permits/permit.ts'
import { toPermitItem } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { given, listOf, optionalBody } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  state: listOf(permitStateSchema),
  equipment: listOf(z.string()),
  ticket: listOf(z.string())
})
const paramsSchema = z.object({ id: z.string() })

const summaries = {
  approve: 'By somebody else than who asked for it: fire equipment',
  confirm: 'The next step, done',
  extend: 'At most 7 d ahead; on fire equipment by somebody else than who asked for it',
  close: 'After `restored`; an expired one with a note',
  cancel: 'Before work could begin'
} as const

type Parts = Pick<HttpParts, 'permits' | 'desk' | 'settled'>

export function permitsRoutes({ permits, desk, settled }: Parts): FastifyPluginAsyncZod {
  const tags = ['permits']
  const access = 'shelve'

  return async function routes(app) {
    app.get(
      '/permits',
      {
        schema: {
          tags,
          summary: 'Newest request first',
          querystring: querySchema,
          response: { 200: pageSchema(permitItemSchema) }
        }
      },
      async (request) => {
        const { items, nextCursor } = await permits.list(given(request.query))
        return { items: items.map((permit) => toPermitItem(permit, callerOf(request).user.id)), nextCursor }
      }
    )

    app.get('/permits/:id', { schema: { tags, params: paramsSchema, response: { 200: permitItemSchema } } }, async (request) => {
      const { id } = request.params
      const permit = await permits.find(id)
      if (!permit) throw new AppError('not_found', `There is no permit ${id}.`)
      return toPermitItem(permit, callerOf(request).user.id)
    })

    app.post(
      '/permits',
      {
        config: { access },
        schema: {
          tags,
          summary: 'Takes the equipment out of service at once; fire equipment once a second person approves',
          body: newPermitSchema,
          response: { 201: permitItemSchema }
        }
      },
      async (request, reply) => {
        const { user } = callerOf(request)
        const { permit, ...settlement } = await desk.requestPermit(request.body, user)
        settled(settlement)
        reply.code(201).header('location', `/api/v1/permits/${encodeURIComponent(permit.id)}`)
        return toPermitItem(permit, user.id)
      }
    )

    for (const action of permitActions) {
      app.post(
        `/permits/:id/${action}`,
        {
          config: { access },
          schema: {
            tags,
            summary: summaries[action],
            params: paramsSchema,
            body: optionalBody<z.ZodType>(permitActionBodies[action]),
            response: { 200: permitItemSchema }
          }
        },
        async (request) => {
          const { user } = callerOf(request)
          // The schema was picked by the action, so the two belong together.
          const { permit, ...settlement } = await desk.stepOnPermit(
            request.params.id,
            { action, body: request.body } as PermitWish,
            user
          )
          settled(settlement)
          return toPermitItem(permit, user.id)
        }
      )
    }
  }
}
