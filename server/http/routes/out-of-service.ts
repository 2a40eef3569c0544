import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { outOfServiceSchema, outOfServiceWishSchema } from '../../contract/alarms.ts'
import { AppError } from '../../errors.ts'
import { toOutOfServiceItem } from '../../present.ts'
import type { ServiceStep } from '../../tickets/service-work.ts'
import { type Caller, callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { optionalBody } from '../query.ts'

const path = '/equipment/:id/out-of-service'
const paramsSchema = z.object({ id: z.string() })
const noteSchema = optionalBody(z.strictObject({ note: z.string().trim().min(1).max(5000).optional() }))

type Parts = Pick<HttpParts, 'register' | 'desk' | 'settled'>

/** While equipment is out of service its conditions are judged and stored, and its alarms open no ticket. */
export function outOfServiceRoutes({ register, desk, settled }: Parts): FastifyPluginAsyncZod {
  const tags = ['equipment']
  const answers = { tags, params: paramsSchema, response: { 200: outOfServiceSchema } }

  async function take(equipment: string, step: ServiceStep, { user }: Caller) {
    const settlement = await desk.stepOnService(equipment, step, user)
    settled(settlement)
    return toOutOfServiceItem(await desk.service(equipment))
  }

  return async function routes(app) {
    app.get(path, { schema: answers }, async (request) => {
      const { id } = request.params
      if (!register.get(id)) throw new AppError('not_found', `There is no equipment ${id}.`)
      return toOutOfServiceItem(await desk.service(id))
    })

    app.post(
      path,
      {
        config: { access: 'shelve' },
        schema: {
          ...answers,
          summary: 'At most 7 d; fire equipment stays requested until a second person confirms',
          body: outOfServiceWishSchema
        }
      },
      (request) => {
        const { reason, until } = request.body
        return take(request.params.id, { action: 'request', reason, until: Date.parse(until) }, callerOf(request))
      }
    )

    app.post(
      `${path}/confirm`,
      {
        config: { access: 'shelve' },
        schema: { ...answers, summary: 'By somebody else than who asked for it', body: noteSchema }
      },
      (request) => take(request.params.id, { action: 'confirm' }, callerOf(request))
    )

    app.delete(
      path,
      { config: { access: 'shelve' }, schema: { ...answers, summary: 'Back to service', body: noteSchema } },
      (request) => take(request.params.id, { action: 'end', note: request.body.note }, callerOf(request))
    )
  }
}
