import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { problemSchema } from '../../contract/common.ts'
import { type Health, healthSchema } from '../../contract/session.ts'
import type { HttpParts } from '../parts.ts'
import { sendProblem } from '../problem.ts'

export function healthRoutes({ health, version }: Pick<HttpParts, 'health' | 'version'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/health',
      {
        config: { access: 'open' },
        schema: {
          tags: ['health'],
          security: [],
          summary: '503 when readings cannot be acknowledged',
          response: { 200: healthSchema, 503: problemSchema }
        }
      },
      async (_request, reply) => {
        const { acknowledging, components, warnings = [] } = health()
        const extra = warnings.length > 0 ? { warnings: [...warnings] } : {}
        reply.header('cache-control', 'no-store')
        if (!acknowledging) {
          const problem = { title: 'Service Unavailable', status: 503, detail: 'Readings cannot be acknowledged now.' }
          return sendProblem(reply, problem, { version, components, ...extra })
        }
        const allWell = warnings.length === 0 && Object.values(components).every((state) => state === 'ok')
        const status: Health['status'] = allWell ? 'ok' : 'degraded'
        return { status, version, components, ...extra }
      }
    )
  }
}
