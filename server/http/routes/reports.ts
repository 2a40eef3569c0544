import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { alarmHealthSchema } from '../../contract/alarm-health.ts'
import { invalidField, notSupportedYet } from '../../errors.ts'
import { alarmHealthCsv } from '../../reports/alarm-health-csv.ts'
import { defaultShifts } from '../../reports/shifts.ts'
import type { HttpParts } from '../parts.ts'
import { timesOf } from '../query.ts'

type Parts = Pick<HttpParts, 'reports' | 'timezone' | 'now'>

const weekMs = 7 * 86_400_000

const querySchema = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  shift: z.string().optional(),
  format: z.enum(['json', 'csv', 'xlsx']).default('json')
})

/** The one report there is; the other names are refused in `unsupported.ts`. */
export function reportsRoutes(parts: Parts): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/reports/alarms',
      {
        config: { access: 'readReports' },
        schema: {
          tags: ['reports'],
          summary: 'Alarm health beside the yardsticks; [from, to), the last 7 days when left out',
          querystring: querySchema,
          response: { 200: z.union([alarmHealthSchema, z.string()]) }
        }
      },
      async (request, reply) => {
        const { shift, format } = request.query
        if (format === 'xlsx') throw notSupportedYet(`GET ${app.prefix}/reports/alarms?format=xlsx`)
        const now = parts.now()
        const given = timesOf({ from: request.query.from, to: request.query.to })
        const to = given.to ?? now
        const from = given.from ?? to - weekMs
        if (from >= to) throw invalidField('from', 'expected a time before `to`')
        if (shift !== undefined && !defaultShifts.some(({ window }) => window === shift)) {
          throw invalidField('shift', `expected one of ${defaultShifts.map(({ window }) => window).join(', ')}`)
        }
        const query = { from, to, now, timezone: parts.timezone, ...(shift !== undefined && { shift }) }
        const report = await parts.reports.alarmHealth(query)
        reply.header('cache-control', 'no-store')
        if (format === 'json') return report
        const name = `alarms-${report.from.slice(0, 10)}-${report.to.slice(0, 10)}.csv`
        reply.header('content-disposition', `attachment; filename="${name}"`)
        return reply.type('text/csv; charset=utf-8').send(alarmHealthCsv(report))
      }
    )
  }
}
