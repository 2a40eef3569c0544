import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema, severitySchema } from '../../contract/common.ts'
import { ruleItemSchema } from '../../contract/rules.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, listOf } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  kind: listOf(z.string()),
  equipment: listOf(z.string()),
  severity: listOf(severitySchema)
})

/** Rules by id, in the site file's shape. `kind` and `equipment` filter by what the rule itself names. */
export function rulesRoutes({ rules }: Pick<HttpParts, 'rules'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/rules',
      {
        schema: {
          tags: ['rules'],
          summary: 'Rules by id',
          querystring: querySchema,
          response: { 200: pageSchema(ruleItemSchema) }
        }
      },
      async (request) => {
        const { limit, cursor, kind, equipment, severity } = request.query
        const after = cursor === undefined ? '' : decodeIdCursor(cursor)
        const matching = [...(await rules.list())]
          .filter((rule) => rule.id > after)
          .filter((rule) => fits(kind, rule.kind) && fits(equipment, rule.equipment) && fits(severity, rule.severity))
          .sort((one, other) => (one.id < other.id ? -1 : 1))
        const items = matching.slice(0, limit)
        const last = matching.length > limit ? items.at(-1) : undefined
        return { items, nextCursor: last ? encodeIdCursor(last.id) : null }
      }
    )
  }
}

function fits(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || (value !== undefined && wanted.includes(value))
}
