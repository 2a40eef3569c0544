import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { newRemarkSchema, runningLogParamsSchema, runningLogSchema, signRunningLogSchema } from '../../contract/reports.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { optionalBody } from '../query.ts'

const path = '/running-logs/:location/:date/:shift'

/** One page of the running log: a plant room, a date, a shift. */
export function runningLogsRoutes({ runningLogs }: Pick<HttpParts, 'runningLogs'>): FastifyPluginAsyncZod {
  const tags = ['reports']
  const config = { access: 'keepLogs' } as const
  const answers = { tags, params: runningLogParamsSchema, response: { 200: runningLogSchema } }

  return async function routes(app) {
    app.get(
      path,
      { config, schema: { ...answers, summary: 'With its hash and whether what was signed still holds' } },
      (request) => runningLogs.log(request.params)
    )

    app.post(
      `${path}/remarks`,
      { config, schema: { ...answers, summary: 'A remark by hand', body: newRemarkSchema } },
      (request) => runningLogs.remark(request.params, request.body.text, callerOf(request).user.id)
    )

    app.post(
      `${path}/sign`,
      { config, schema: { ...answers, summary: 'When the shift is over', body: optionalBody(signRunningLogSchema) } },
      (request) => {
        const { note, hash } = request.body
        const wish = { ...(note !== undefined && { note }), ...(hash !== undefined && { seen: hash }) }
        return runningLogs.sign(request.params, wish, callerOf(request).user.id)
      }
    )
  }
}
