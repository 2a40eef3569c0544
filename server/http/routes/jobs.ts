import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Page, pageQuerySchema, pageSchema } from '../../contract/common.ts'
import {
  bulletinItemSchema,
  bulletinSchema,
  handoverSchema,
  handoversSchema,
  newHandoverSchema,
  sampleCheckSchema,
  sampleItemSchema,
  sampleSchema,
  takeHandoverSchema,
  weekSchema
} from '../../contract/jobs.ts'
import { AppError } from '../../errors.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, optionalBody, timeOf } from '../query.ts'

const dateParams = z.object({ date: z.iso.date('expected YYYY-MM-DD') })
const weekParams = z.object({ week: weekSchema })
const idParams = z.object({ id: z.string() })

/** One more than asked for tells whether there is a next page. */
async function pageOf<Item>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  list: (page: { limit: number; before?: string }) => Promise<Item[]>,
  keyOf: (item: Item) => string
): Promise<Page<Item>> {
  const found = await list({ limit: limit + 1, ...(cursor !== undefined && { before: decodeIdCursor(cursor) }) })
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last === undefined ? null : encodeIdCursor(keyOf(last)) }
}

/** Status bulletins and quality samples, for managers; handovers between shifts, for who works in them. */
export function jobsRoutes({ jobs, now }: Pick<HttpParts, 'jobs' | 'now'>): FastifyPluginAsyncZod {
  const { bulletins, samples, handovers } = jobs
  const tags = ['jobs']
  const reads = { access: 'readReports' } as const
  const works = { access: 'handOver' } as const

  return async function routes(app) {
    app.get(
      '/bulletins',
      {
        config: reads,
        schema: {
          tags,
          summary: 'Daily at 17:00, newest first',
          querystring: pageQuerySchema,
          response: { 200: pageSchema(bulletinItemSchema) }
        }
      },
      (request) => pageOf(request.query, bulletins.list, ({ date }) => date)
    )

    app.get(
      '/bulletins/:date',
      { config: reads, schema: { tags, params: dateParams, response: { 200: bulletinSchema } } },
      async (request) => {
        const found = await bulletins.find(request.params.date)
        if (!found) throw new AppError('not_found', `There is no bulletin of ${request.params.date}.`)
        return found
      }
    )

    app.get(
      '/samples',
      {
        config: reads,
        schema: {
          tags,
          summary: 'A fifth of each week, newest first',
          querystring: pageQuerySchema,
          response: { 200: pageSchema(sampleItemSchema) }
        }
      },
      (request) => pageOf(request.query, samples.list, ({ week }) => week)
    )

    app.get(
      '/samples/:week',
      { config: reads, schema: { tags, summary: 'With its seed', params: weekParams, response: { 200: sampleSchema } } },
      async (request) => {
        const found = await samples.find(request.params.week)
        if (!found) throw new AppError('not_found', `There is no sample of ${request.params.week}.`)
        return found
      }
    )

    app.post(
      '/samples/:week/check',
      {
        config: { access: 'assign' },
        schema: {
          tags,
          summary: 'Once a ticket; a finding opens a ticket of type qa',
          params: weekParams,
          body: sampleCheckSchema,
          response: { 200: sampleSchema }
        }
      },
      (request) => samples.check(request.params.week, request.body, callerOf(request).user)
    )

    app.get(
      '/handovers',
      {
        config: works,
        schema: {
          tags,
          summary: 'Newest first; with `at`, also what would be handed over then',
          querystring: pageQuerySchema.extend({ at: z.string().optional() }),
          response: { 200: handoversSchema }
        }
      },
      async (request) => {
        const { at, ...page } = request.query
        const time = at === 'now' ? now() : timeOf('at', at)
        const found = await pageOf(page, handovers.list, ({ id }) => id)
        return { ...found, ...(time !== undefined && { draft: await handovers.draft(time) }) }
      }
    )

    app.post(
      '/handovers',
      {
        config: works,
        schema: { tags, summary: 'Signed by who gives it', body: newHandoverSchema, response: { 201: handoverSchema } }
      },
      async (request, reply) => {
        const { note, ...shift } = request.body
        const given = await handovers.give({ ...shift, ...(note !== undefined && { note }) }, callerOf(request).user.id)
        return reply.code(201).send(given)
      }
    )

    app.post(
      '/handovers/:id/take',
      {
        config: works,
        schema: {
          tags,
          summary: 'By somebody else than who gave it',
          params: idParams,
          body: optionalBody(takeHandoverSchema),
          response: { 200: handoverSchema }
        }
      },
      (request) => handovers.take(request.params.id, request.body.note, callerOf(request).user.id)
    )
  }
}
