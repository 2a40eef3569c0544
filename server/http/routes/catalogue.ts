import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { kindInfoSchema } from '../../contract/equipment.ts'
import { toKindInfo } from '../../present-equipment.ts'
import type { HttpParts } from '../parts.ts'

/** What the kinds and metrics are called in both languages, with units, ranges and words. */
export function catalogueRoutes({ catalogue }: Pick<HttpParts, 'catalogue'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/catalogue',
      {
        schema: {
          tags: ['equipment'],
          summary: 'Kinds and metrics',
          response: { 200: z.object({ items: z.array(kindInfoSchema) }) }
        }
      },
      async () => ({ items: [...catalogue.values()].map(toKindInfo) })
    )
  }
}
