/** The patrol plan by days (contract §5): of the stored routes, and of one that is being written. */
import { z } from 'zod'
import { roundItemSchema } from './patrol.ts'
import { routeSchema } from './site.ts'
import { dateSchema } from './sla.ts'

/** Days a question may span: three months on one sheet. */
export const longestCalendarDays = 93

/** Dates of the site, both included. */
export const calendarSpanSchema = z.object({ from: dateSchema, to: dateSchema })

export const plannedRoundSchema = roundItemSchema
  .pick({ id: true, route: true, routeName: true, type: true, date: true, window: true, status: true })
  .extend({
    /** How many places it goes to, and how often to each. */
    places: z.number().int(),
    visits: z.number().int()
  })
export type PlannedRoundItem = z.infer<typeof plannedRoundSchema>

/** `GET /patrol/calendar?from=&to=`: rounds whose window begins in the span, in the order of their windows. */
export const patrolCalendarSchema = z.object({
  /** In service. */
  routes: z.array(routeSchema),
  /** Past ones as they were planned then, later ones as they are planned now. */
  rounds: z.array(plannedRoundSchema)
})
export type PatrolCalendar = z.infer<typeof patrolCalendarSchema>

/** `POST /patrol/calendar/preview`: what says when a route is walked, with windows or times missing while it is typed. */
export const calendarPreviewSchema = z.strictObject({
  ...calendarSpanSchema.shape,
  route: routeSchema.pick({ windows: true, times: true, days: true, season: true })
})
export const previewedRoundsSchema = z.object({
  rounds: z.array(plannedRoundSchema.pick({ date: true, window: true, visits: true }))
})
export type PreviewedRounds = z.infer<typeof previewedRoundsSchema>
