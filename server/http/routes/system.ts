import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { systemSchema } from '../../contract/setup.ts'
import type { HttpParts } from '../parts.ts'

/** How the service is doing, for the health page: components, connections, commits. */
export function systemRoutes({ system }: Pick<HttpParts, 'system'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/system',
      { config: { access: 'readRejects' }, schema: { tags: ['health'], response: { 200: systemSchema } } },
      async (_request, reply) => {
        reply.header('cache-control', 'no-store')
        return system()
      }
    )
  }
}
