import type { FastifyPluginAsync } from 'fastify'
import type { HttpParts } from '../parts.ts'

/** Prometheus text, totals only: open to everybody in reach (contract §5). */
export function metricsRoutes({ metrics }: Pick<HttpParts, 'metrics'>): FastifyPluginAsync {
  return async function routes(app) {
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
      const text = await metrics.metrics()
      return reply.header('cache-control', 'no-store').type(metrics.contentType).send(text)
    })
  }
}
