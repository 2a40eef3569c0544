/** Which rounds fall on which day, of the stored routes and of a draft. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DateTime } from 'luxon'
import {
  calendarPreviewSchema,
  calendarSpanSchema,
  longestCalendarDays,
  patrolCalendarSchema,
  previewedRoundsSchema
} from '../../contract/patrol-calendar.ts'
import { routeSchema } from '../../contract/site.ts'
import { invalidField } from '../../errors.ts'
import { calendarOf, plannedBetween } from '../../patrol/calendar.ts'
import { toPlannedItem } from '../../patrol/present-patrol.ts'
import { dayOf } from '../../patrol/windows.ts'
import type { HttpParts } from '../parts.ts'

type Dates = { from: string; to: string }

export function patrolCalendarRoutes(parts: Pick<HttpParts, 'patrol' | 'timezone' | 'now'>): FastifyPluginAsyncZod {
  const { patrol, now } = parts
  const tags = ['patrol']
  return async function routes(app) {
    app.get(
      '/patrol/calendar',
      {
        schema: {
          tags,
          summary: 'The rounds of a span of days, both dates included',
          querystring: calendarSpanSchema,
          response: { 200: patrolCalendarSchema }
        }
      },
      async ({ query }) => {
        expectSpan(query)
        const zone = parts.timezone
        const walked = await patrol.walked({ from: dayOf(query.from, zone).from, to: dayOf(query.to, zone).to })
        const { routes } = await patrol.view()
        const rounds = calendarOf({ routes, walked, ...query, now: now(), zone })
        return { routes: [...routes], rounds: rounds.map(toPlannedItem) }
      }
    )

    app.post(
      '/patrol/calendar/preview',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'The rounds a route would have; nothing is stored',
          body: calendarPreviewSchema,
          response: { 200: previewedRoundsSchema }
        }
      },
      async ({ body }) => {
        const { route, ...dates } = body
        expectSpan(dates)
        const draft = routeSchema.parse({ id: 'draft', name: 'draft', checkpoints: ['draft'], ...route })
        const rounds = plannedBetween([draft], { ...dates, zone: parts.timezone })
        return {
          rounds: rounds.map((round) => {
            const { date, window, visits } = toPlannedItem({ ...round, status: 'planned', due: null })
            return { date, window, visits }
          })
        }
      }
    )
  }
}

/** Throws `invalid` naming `to`. */
function expectSpan({ from, to }: Dates): void {
  const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days
  if (days < 0 || days >= longestCalendarDays) {
    throw invalidField('to', `expected a date not before \`from\`, and at most ${longestCalendarDays} days in all`)
  }
}
