import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { auditItemSchema, auditVerdictSchema } from '../../contract/audit.ts'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { invalidField } from '../../errors.ts'
import { toTime } from '../../present.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, given, listOf, timesOf } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  actor: listOf(z.string()),
  action: listOf(z.string()),
  object: listOf(z.string())
})

function placeOf(cursor: string): number {
  const seq = Number(decodeIdCursor(cursor))
  if (Number.isSafeInteger(seq)) return seq
  throw invalidField('cursor', 'expected the nextCursor of the page before')
}

export function auditRoutes({ audit }: Pick<HttpParts, 'audit'>): FastifyPluginAsyncZod {
  const tags = ['audit']
  const access = 'readAudit'

  return async function routes(app) {
    app.get(
      '/audit',
      {
        config: { access },
        schema: {
          tags,
          summary: 'Who did what, when: newest first; `action=session` and `object=tickets/tk_1` take in what is below',
          querystring: querySchema,
          response: { 200: pageSchema(auditItemSchema) }
        }
      },
      async (request) => {
        const { from, to, cursor, ...query } = request.query
        const before = cursor === undefined ? undefined : placeOf(cursor)
        const { items, nextCursor } = await audit.list(given({ ...query, ...timesOf({ from, to }), before }))
        return {
          items: items.map((entry) => ({ ...entry, at: toTime(entry.at) })),
          nextCursor: nextCursor === null ? null : encodeIdCursor(nextCursor)
        }
      }
    )

    app.get(
      '/audit/verify',
      {
        config: { access },
        schema: { tags, summary: 'Computes every hash of the chain again', response: { 200: auditVerdictSchema } }
      },
      () => audit.verify()
    )
  }
}
