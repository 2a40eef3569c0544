import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DateTime } from 'luxon'
import { z } from 'zod'
import {
  calendarDayPutSchema,
  calendarDaySchema,
  calendarDaysSchema,
  calendarPutSchema,
  calendarSchema,
  dateSchema
} from '../../contract/sla.ts'
import type { HttpParts } from '../parts.ts'

const params = z.object({ date: dateSchema })
const yearQuery = z.object({
  year: z
    .string()
    .regex(/^\d{4}$/, 'expected a year such as 2026')
    .optional()
})
const tags = ['calendar']
const access = 'writeCalendar'

/** Office hours and the days that differ from their weekday. A change counts for what is promised from then on. */
export function calendarRoutes(parts: Pick<HttpParts, 'calendar' | 'timezone' | 'now'>): FastifyPluginAsyncZod {
  const { calendar } = parts
  const answer = async () => ({ timezone: parts.timezone, hours: await calendar.hours() })

  return async function routes(app) {
    app.get('/calendar', { schema: { tags, summary: 'Office hours', response: { 200: calendarSchema } } }, answer)

    app.put(
      '/calendar',
      {
        config: { access },
        schema: { tags, summary: 'Office hours', body: calendarPutSchema, response: { 200: calendarSchema } }
      },
      async (request) => {
        await calendar.setHours(request.body.hours)
        return answer()
      }
    )

    app.get(
      '/calendar/days',
      {
        schema: {
          tags,
          summary: 'By date; of this year when none is given',
          querystring: yearQuery,
          response: { 200: calendarDaysSchema }
        }
      },
      async (request) => {
        const year = request.query.year ?? DateTime.fromMillis(parts.now(), { zone: parts.timezone }).toFormat('yyyy')
        return { ...(await calendar.days(year)), nextCursor: null }
      }
    )

    app.put(
      '/calendar/days/:date',
      {
        config: { access },
        schema: {
          tags,
          summary: 'A holiday, or a day that is worked',
          params,
          body: calendarDayPutSchema,
          response: { 200: calendarDaySchema }
        }
      },
      (request) => calendar.setDay(request.params.date, request.body)
    )

    app.delete(
      '/calendar/days/:date',
      { config: { access }, schema: { tags, summary: "The site's own entry", params, response: { 204: z.undefined() } } },
      async (request, reply) => {
        await calendar.removeDay(request.params.date)
        return reply.code(204).send()
      }
    )
  }
}
