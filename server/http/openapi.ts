/** The API's description out of the zod schemas: `/api/v1/openapi.json`, readable at `/docs`. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { sessionCookie } from '../browser-session.ts'

export const openApiPath = '/api/v1/openapi.json'

/** To be registered before the routes it describes. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wuxun 物巡',
        version,
        description:
          'Facility monitoring: equipment, readings, rules, alarms, tickets and reports. Errors are problem+json (RFC 9457).'
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: sessionCookie }
        }
      },
      security: [{ bearer: [] }, { cookie: [] }]
    },
    transform: jsonSchemaTransform
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // The page's own styles are inline; nothing is loaded from elsewhere, over plain HTTP either.
    staticCSP:
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'"
  })
}
