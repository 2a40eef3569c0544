/** The duty calendar, and who is on duty. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageSchema } from '../../contract/common.ts'
import {
  dutyCopiedSchema,
  dutyCopySchema,
  dutySchema,
  dutyWriteSchema,
  onDutyItemSchema,
  siteDateSchema
} from '../../contract/workforce.ts'
import { addDays, siteDateOf } from '../../dispatch/duty-times.ts'
import { invalidField } from '../../errors.ts'
import { toOnDutyItem } from '../../present-people.ts'
import type { HttpParts } from '../parts.ts'
import { timeOf } from '../query.ts'
import { viewerOf } from './workforce.ts'

/** Of one answer: a year, and the week that ends it. */
const longestDays = 372

type Parts = Pick<HttpParts, 'workforce' | 'now'> & { readonly timezone: string }

export function dutiesRoutes(parts: Parts): FastifyPluginAsyncZod {
  const { workforce, now } = parts
  const tags = ['duties']
  const { duties } = workforce

  function rangeOf(query: { from?: string | undefined; to?: string | undefined }): { from: string; to: string } {
    const from = query.from ?? siteDateOf(now(), parts.timezone)
    const to = query.to ?? addDays(from, 6)
    if (to < from) throw invalidField('to', `expected ${from} or later`)
    if (to > addDays(from, longestDays)) throw invalidField('to', `expected at most ${longestDays} days after ${from}`)
    return { from, to }
  }

  return async function routes(app) {
    app.get(
      '/duties',
      {
        schema: {
          tags,
          summary: 'Site dates, both included; the week from today when left out. Days nobody is named for are left out',
          querystring: z.object({ from: siteDateSchema.optional(), to: siteDateSchema.optional() }),
          response: { 200: pageSchema(dutySchema) }
        }
      },
      async (request) => ({ items: await duties.list(rangeOf(request.query)), nextCursor: null })
    )
    app.put(
      '/duties',
      {
        config: { access: 'writeDuties' },
        schema: { tags, summary: 'In place of whoever was on it', body: dutyWriteSchema, response: { 200: dutySchema } }
      },
      async (request) => {
        await duties.replace(request.body)
        return { ...request.body, users: [...new Set(request.body.users)] }
      }
    )
    app.post(
      '/duties/copy',
      {
        config: { access: 'writeDuties' },
        schema: {
          tags,
          summary: 'A week into others, in place of theirs',
          body: dutyCopySchema,
          response: { 200: dutyCopiedSchema }
        }
      },
      async (request) => ({ copied: await duties.copy(request.body) })
    )
    app.get(
      '/on-duty',
      {
        schema: {
          tags,
          summary: 'Shift by shift; now when `at` is left out',
          querystring: z.object({ at: z.string().optional() }),
          response: { 200: pageSchema(onDutyItemSchema) }
        }
      },
      async (request) => {
        const viewer = viewerOf(request, parts)
        const found = await workforce.onDuty(timeOf('at', request.query.at) ?? now())
        return { items: found.map((each) => toOnDutyItem(each, viewer)), nextCursor: null }
      }
    )
  }
}
