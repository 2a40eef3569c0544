/** Patrol (contract §5): scans in, rounds out. */
import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import {
  coverageSchema,
  guideSchema,
  heatSchema,
  newScanSchema,
  positionItemSchema,
  roundItemSchema,
  scanItemSchema,
  suspicionSchema
} from '../../contract/patrol.ts'
import { dateSchema } from '../../contract/sla.ts'
import { AppError, invalidField } from '../../errors.ts'
import { coverageOf } from '../../patrol/coverage.ts'
import { heatOf } from '../../patrol/heat.ts'
import { toPositionItem, toRoundItem, toScanItem } from '../../patrol/present-patrol.ts'
import { may } from '../../people/permissions.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { given, listOf, timeOf } from '../query.ts'
import { expectAYear, reportQuerySchema, reportSpan } from '../report-span.ts'

type Parts = Pick<HttpParts, 'patrol' | 'setup' | 'timezone' | 'now' | 'people'>

const scansQuerySchema = pageQuerySchema.extend({
  guard: listOf(z.string()),
  checkpoint: listOf(z.string()),
  from: z.string().optional(),
  to: z.string().optional(),
  /** Only doubtful ones. */
  suspect: z.enum(['true']).optional(),
  /** Only those in doubt for one of these reasons. */
  reason: listOf(suspicionSchema)
})

const roundQuerySchema = z.object({
  route: listOf(z.string()),
  date: dateSchema.optional()
})

export function patrolRoutes(parts: Parts): FastifyPluginAsyncZod {
  const { patrol, setup, now, people } = parts
  const tags = ['patrol']

  const today = () => DateTime.fromMillis(now(), { zone: parts.timezone }).toFormat('yyyy-MM-dd')

  /** Without an offset it is site time. */
  function timeOfScan(ts: number | string): number {
    if (typeof ts === 'number') return ts
    const time = DateTime.fromISO(ts, { zone: parts.timezone })
    if (time.isValid) return time.toMillis()
    throw invalidField('ts', 'expected ms since the epoch or ISO 8601')
  }

  async function guardOf(wish: string | undefined, user: { id: string; name: string; role: string }) {
    if (wish === undefined || wish === user.id) return user
    const found = await people.get(wish)
    if (found) return found
    throw invalidField('guard', `expected a user's id, there is no ${wish}`)
  }

  return async function routes(app) {
    app.post(
      '/patrol/scans',
      {
        config: { access: ['scan', 'scanForOthers'] },
        schema: {
          tags,
          summary: 'A scan; told twice with the same id it counts once',
          description: 'Doubtful ones are taken and marked `suspect`. 200 in place of 201 for one that was told before.',
          body: newScanSchema,
          response: { 200: scanItemSchema, 201: scanItemSchema }
        }
      },
      async (request, reply) => {
        const { user } = callerOf(request)
        const { ts, id = randomUUID(), guard: wished, hazard, ...rest } = request.body
        if (wished !== undefined && wished !== user.id && !may(user.role, 'scanForOthers')) {
          throw new AppError('forbidden', 'A scan is told in one’s own name.', {
            errors: [{ field: 'guard', message: `expected ${user.id}` }]
          })
        }
        const guard = await guardOf(wished, user)
        const told = { ...rest, id, ts: timeOfScan(ts), guard: guard.id, reader: null }
        const [back] = await patrol.take([{ told, hazard, actor: user }])
        if (!back) throw new AppError('internal', 'BUG: a scan was taken and is not there')
        const { scan, round, isNew } = back
        if (scan.guard !== guard.id) {
          throw new AppError('conflict', 'A scan of this id was told by somebody else.', {
            errors: [{ field: 'id', message: 'is in use' }]
          })
        }
        reply.code(isNew ? 201 : 200)
        return toScanItem(scan, round)
      }
    )

    app.get(
      '/patrol/scans',
      { schema: { tags, summary: 'Newest first', querystring: scansQuerySchema, response: { 200: pageSchema(scanItemSchema) } } },
      async (request) => {
        const { from, to, suspect, ...query } = request.query
        const span = { from: timeOf('from', from), to: timeOf('to', to) }
        const wish = given({ ...query, ...span, suspect: suspect === 'true' || undefined })
        const { items, nextCursor, rounds } = await patrol.scans(wish)
        return { items: items.map((scan) => toScanItem(scan, rounds.get(scan.id))), nextCursor }
      }
    )

    app.get(
      '/patrol/guide',
      {
        schema: { tags, summary: 'Places, routes and the rounds of today, for a phone to keep', response: { 200: guideSchema } }
      },
      async () => {
        const { checkpoints, routes } = await patrol.view()
        const { id, name } = await setup.settings()
        const rounds = await patrol.rounds(today())
        return {
          site: { id, name, timezone: parts.timezone },
          checkpoints: [...checkpoints],
          routes: routes.map((route) => ({
            id: route.id,
            name: route.name,
            type: route.type,
            checkpoints: route.checkpoints,
            order: route.order
          })),
          rounds: rounds.map(({ round, scans }) => toRoundItem(round, scans, now()))
        }
      }
    )

    app.get(
      '/patrol/coverage',
      { schema: { tags, summary: 'Places that no route in service goes to', response: { 200: coverageSchema } } },
      async () => coverageOf(await patrol.view())
    )

    app.get(
      '/patrol/heat',
      {
        config: { access: 'readReports' },
        schema: {
          tags,
          summary: 'Places by hour against their plan, and how predictable rounds are; the last 30 days when left out',
          querystring: reportQuerySchema.pick({ from: true, to: true }),
          response: { 200: heatSchema }
        }
      },
      async (request) => {
        const clock = { now: now(), timezone: parts.timezone }
        const span = reportSpan(request.query, clock, (to) => to - 30 * 86_400_000)
        expectAYear(span)
        return heatOf(await patrol.walked(span), { now: clock.now, zone: clock.timezone })
      }
    )

    app.get(
      '/patrol/rounds',
      {
        schema: {
          tags,
          summary: 'The rounds of a date of the site, today when left out, in the order of their windows',
          querystring: roundQuerySchema,
          response: { 200: pageSchema(roundItemSchema) }
        }
      },
      async (request) => {
        const { route, date = today() } = request.query
        const rounds = await patrol.rounds(date, route)
        return { items: rounds.map(({ round, scans }) => toRoundItem(round, scans, now())), nextCursor: null }
      }
    )

    app.get(
      '/patrol/positions',
      {
        schema: {
          tags,
          summary: 'The hours of patrol shifts that began on a date of the site, today when left out: whose guard was heard',
          querystring: roundQuerySchema.pick({ date: true }),
          response: { 200: pageSchema(positionItemSchema) }
        }
      },
      async (request) => {
        const { date = today() } = request.query
        return { items: (await patrol.positions(date)).map(toPositionItem), nextCursor: null }
      }
    )
  }
}
