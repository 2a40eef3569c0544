import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { alarmItemSchema, alarmStateSchema } from '../../contract/alarms.ts'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { AppError } from '../../errors.ts'
import { toAlarmItem } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { flagSchema, given, listOf, optionalBody } from '../query.ts'

const querySchema = pageQuerySchema.extend({ state: listOf(alarmStateSchema), equipment: listOf(z.string()), active: flagSchema })
const noteSchema = optionalBody(z.strictObject({ note: z.string().trim().min(1).max(5000).optional() }))

type Parts = Pick<HttpParts, 'alarms' | 'desk' | 'settled'>

export function alarmsRoutes({ alarms, desk, settled }: Parts): FastifyPluginAsyncZod {
  const tags = ['alarms']
  return async function routes(app) {
    app.get(
      '/alarms',
      {
        schema: { tags, summary: 'Newest raise first', querystring: querySchema, response: { 200: pageSchema(alarmItemSchema) } }
      },
      async (request) => {
        const { items, nextCursor } = await alarms.list(given(request.query))
        return { items: items.map(toAlarmItem), nextCursor }
      }
    )

    app.post(
      '/alarms/:id/acknowledge',
      {
        config: { access: 'acknowledge' },
        schema: { tags, params: z.object({ id: z.string() }), body: noteSchema, response: { 200: alarmItemSchema } }
      },
      async (request) => {
        const settlement = await desk.acknowledge(request.params.id, callerOf(request).user, request.body.note)
        settled(settlement)
        const alarm = settlement.alarms.find((each) => each.id === request.params.id)
        if (!alarm) throw new AppError('internal', 'BUG: the desk acknowledged another alarm')
        return toAlarmItem(alarm)
      }
    )
  }
}
