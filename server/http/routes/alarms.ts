import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { alarmDetailSchema, alarmItemSchema, alarmKindSchema, alarmStateSchema, shelveSchema } from '../../contract/alarms.ts'
import { pageQuerySchema, pageSchema, severitySchema } from '../../contract/common.ts'
import { AppError } from '../../errors.ts'
import { toAlarmDetail, toAlarmItem } from '../../present.ts'
import type { AlarmStep } from '../../tickets/alarm-work.ts'
import { type Caller, callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { flagSchema, given, listOf, optionalBody, timeOf } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  state: listOf(alarmStateSchema),
  equipment: listOf(z.string()),
  rule: listOf(z.string()),
  severity: listOf(severitySchema),
  kind: listOf(alarmKindSchema),
  cause: listOf(z.string()),
  active: flagSchema,
  from: z.string().optional(),
  to: z.string().optional()
})
const paramsSchema = z.object({ id: z.string() })
const noteSchema = optionalBody(z.strictObject({ note: z.string().trim().min(1).max(5000).optional() }))

type Parts = Pick<HttpParts, 'alarms' | 'alarmHistory' | 'desk' | 'settled' | 'now'>

export function alarmsRoutes({ alarms, alarmHistory, desk, settled, now }: Parts): FastifyPluginAsyncZod {
  const tags = ['alarms']

  async function take(id: string, step: AlarmStep, { user }: Caller) {
    const settlement = await desk.stepOnAlarm(id, step, user)
    settled(settlement)
    const alarm = settlement.alarms.find((each) => each.id === id)
    if (!alarm) throw new AppError('internal', 'BUG: the desk changed another alarm')
    return toAlarmItem(alarm, now())
  }

  return async function routes(app) {
    app.get(
      '/alarms',
      {
        schema: {
          tags,
          summary: 'Newest raise first; `from` and `to` are times of the raise, `cause` lists what folds under an alarm',
          querystring: querySchema,
          response: { 200: pageSchema(alarmItemSchema) }
        }
      },
      async (request) => {
        const { from, to, ...query } = request.query
        const span = { from: timeOf('from', from), to: timeOf('to', to) }
        const { items, nextCursor } = await alarms.list(given({ ...query, ...span }))
        return { items: items.map((alarm) => toAlarmItem(alarm, now())), nextCursor }
      }
    )

    app.get(
      '/alarms/:id',
      { schema: { tags, summary: 'With its history', params: paramsSchema, response: { 200: alarmDetailSchema } } },
      async (request) => {
        const { id } = request.params
        const alarm = await alarms.find(id)
        if (!alarm) throw new AppError('not_found', `There is no alarm ${id}.`)
        return toAlarmDetail(alarm, await alarmHistory.of(id), now())
      }
    )

    for (const action of ['acknowledge', 'unshelve', 'reset'] as const) {
      app.post(
        `/alarms/:id/${action}`,
        {
          config: { access: action === 'acknowledge' ? 'acknowledge' : 'shelve' },
          schema: { tags, params: paramsSchema, body: noteSchema, response: { 200: alarmItemSchema } }
        },
        (request) => take(request.params.id, { action, note: request.body.note }, callerOf(request))
      )
    }

    app.post(
      '/alarms/:id/shelve',
      {
        config: { access: 'shelve' },
        schema: {
          tags,
          summary: 'Silent until then, at most 8 h; a fire alarm cannot be shelved',
          params: paramsSchema,
          body: shelveSchema,
          response: { 200: alarmItemSchema }
        }
      },
      (request) => {
        const { reason, until } = request.body
        return take(request.params.id, { action: 'shelve', reason, until: Date.parse(until) }, callerOf(request))
      }
    )
  }
}
