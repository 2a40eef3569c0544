import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruleVersionSchema } from '../../contract/backtest.ts'
import { pageQuerySchema, pageSchema, severitySchema } from '../../contract/common.ts'
import { ruleItemSchema, rulePatchSchema, ruleSchema } from '../../contract/rules.ts'
import { AppError } from '../../errors.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, listOf } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  kind: listOf(z.string()),
  equipment: listOf(z.string()),
  severity: listOf(severitySchema)
})
const params = z.object({ id: z.string() })
const tags = ['rules']
const access = 'writeRules'

/**
 * Described by its schema, judged by the rule parser: a rule is refused in the same words over REST and in the site
 * file. All that is asked of it here is to be an object.
 */
const unjudged = () => (body: unknown) =>
  z.record(z.string(), z.unknown()).safeParse(body).success
    ? { value: body }
    : { error: new AppError('invalid', 'The body is no rule.', { errors: [{ field: 'body', message: 'expected an object' }] }) }

/** Rules by id, in the site file's shape. `kind` and `equipment` filter by what the rule itself names. */
export function rulesRoutes({ rules, ruleEditor }: Pick<HttpParts, 'rules' | 'ruleEditor'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/rules',
      { schema: { tags, summary: 'Rules by id', querystring: querySchema, response: { 200: pageSchema(ruleItemSchema) } } },
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

    app.get('/rules/:id', { schema: { tags, summary: 'One rule', params, response: { 200: ruleItemSchema } } }, async (request) =>
      known(request.params.id, await rules.find(request.params.id))
    )

    app.get(
      '/rules/:id/versions',
      {
        schema: {
          tags,
          summary: 'What became of a rule, newest first',
          params,
          response: { 200: z.object({ items: z.array(ruleVersionSchema) }) }
        }
      },
      async (request) => {
        const { id } = request.params
        known(id, await rules.find(id))
        return { items: await rules.versions(id) }
      }
    )

    app.post(
      '/rules',
      {
        config: { access },
        validatorCompiler: unjudged,
        schema: { tags, summary: 'A new rule, in force at once', body: ruleSchema, response: { 201: ruleItemSchema } }
      },
      async (request, reply) => {
        const item = await ruleEditor.create(request.body, callerOf(request).user.id)
        reply.code(201).header('location', `/api/v1/rules/${encodeURIComponent(item.id)}`)
        return item
      }
    )

    app.patch<{ Params: { id: string }; Body: Record<string, unknown> }>(
      '/rules/:id',
      {
        config: { access },
        validatorCompiler: unjudged,
        schema: {
          tags,
          summary: 'Fields given replace, null removes; a new version, in force at once',
          params,
          body: rulePatchSchema,
          response: { 200: ruleItemSchema }
        }
      },
      async (request) => await ruleEditor.update(request.params.id, request.body, callerOf(request).user.id)
    )

    app.delete(
      '/rules/:id',
      {
        config: { access },
        schema: { tags, summary: 'Takes it out of force, deletes nothing', params, response: { 204: z.undefined() } }
      },
      async (request, reply) => {
        await ruleEditor.disable(request.params.id, callerOf(request).user.id)
        return reply.code(204).send()
      }
    )
  }
}

function known<Item>(id: string, item: Item | undefined): Item {
  if (item === undefined) throw new AppError('not_found', `There is no rule ${id}.`)
  return item
}

function fits(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || (value !== undefined && wanted.includes(value))
}
