import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { alarmHealthSchema } from '../../contract/alarm-health.ts'
import { type Report, type ReportName, reportSchema } from '../../contract/reports.ts'
import { tableNames, titled } from '../../reports/named-report.ts'
import type { ReportSource } from '../../reports/report-job.ts'
import { readRunningHours } from '../../reports/running-hours.ts'
import { defaultShifts } from '../../reports/shifts.ts'
import type { Span } from '../../reports/spans.ts'
import type { HttpParts } from '../parts.ts'
import { expectAYear, type ReportQuery, reportQuerySchema, reportSpan } from '../report-span.ts'

type Parts = Pick<HttpParts, 'reports' | 'runningLogs' | 'readings' | 'register' | 'catalogue' | 'timezone' | 'now'>

const dayMs = 86_400_000
const windows = defaultShifts.map(({ window }) => window)

const alarmsQuerySchema = reportQuerySchema.extend({ shift: z.enum(windows as [string, ...string[]]).optional() })
const runningLogQuerySchema = reportQuerySchema.extend({
  location: z.string().min(1).optional(),
  step: z.enum(['shift', '2h']).default('shift')
})

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8'
} as const

const summaries: Record<(typeof tableNames)[number], string> = {
  tickets: 'Register of the tickets opened in [from, to), and their figures; the last 30 days when left out',
  sla: 'Per clock, urgency and clause: met, missed, paused, with their tickets; the last 30 days when left out',
  'equipment-reliability': 'Failures, MTBF, MTTR, availability per equipment; the last 30 days when left out',
  hazards: 'Hazards that stood or were due, with their closure rate; the last 30 days when left out',
  patrol: 'Rounds that began in [from, to), and their compliance; the last 30 days when left out',
  contractors: 'How maintenance firms came and repaired, per quarter; this quarter when left out'
}

export function reportsRoutes(parts: Parts): FastifyPluginAsyncZod {
  const tags = ['reports']
  const access = { access: 'readReports' } as const
  const tableAnswer = { 200: z.union([reportSchema, z.string()]) }
  const kinds = Object.fromEntries([...parts.catalogue].map(([kind, { zh, en }]) => [kind, { zh, en }]))
  const clock = () => ({ now: parts.now(), timezone: parts.timezone })
  const startOf = (unit: 'day' | 'quarter', at: number) =>
    DateTime.fromMillis(at, { zone: parts.timezone }).startOf(unit).toMillis()

  type Asked = { name: ReportName; query: ReportQuery; span: Span }

  /** As JSON from `json`, as a file from `source`; the browser is to keep neither. */
  async function answer<Body>(
    reply: FastifyReply,
    { name, query, span }: Asked,
    of: { json: () => Promise<Body>; source: () => Promise<ReportSource> }
  ) {
    reply.header('cache-control', 'no-store')
    const { format, lang } = query
    if (format === 'json') return of.json()
    const bytes = await parts.reports.file(await of.source(), { format, lang })
    const date = (at: number) => DateTime.fromMillis(at, { zone: parts.timezone }).toFormat('yyyy-MM-dd')
    const file = `${name}-${date(span.from)}-${date(span.to)}.${format}`
    reply.header('content-disposition', `${format === 'html' ? 'inline' : 'attachment'}; filename="${file}"`)
    return reply.type(types[format]).send(Buffer.from(bytes))
  }

  return async function routes(app) {
    app.get(
      '/reports/alarms',
      {
        config: access,
        schema: {
          tags,
          summary: 'Alarm health beside the yardsticks; [from, to), the last 7 days when left out',
          querystring: alarmsQuerySchema,
          response: { 200: z.union([alarmHealthSchema, z.string()]) }
        }
      },
      (request, reply) => {
        const { shift, ...query } = request.query
        const span = reportSpan(query, clock(), (to) => to - 7 * dayMs)
        const asked = { ...span, ...clock(), ...(shift !== undefined && { shift }) }
        return answer(
          reply,
          { name: 'alarms', query, span },
          {
            json: () => parts.reports.alarmHealth(asked),
            source: async () => ({ alarms: asked })
          }
        )
      }
    )

    for (const name of tableNames) {
      app.get(
        `/reports/${name}`,
        { config: access, schema: { tags, summary: summaries[name], querystring: reportQuerySchema, response: tableAnswer } },
        async (request, reply) => {
          const { query } = request
          const span = reportSpan(query, clock(), (to) => (name === 'contractors' ? startOf('quarter', to - 1) : to - 30 * dayMs))
          expectAYear(span)
          const metered = name === 'equipment-reliability' ? { runningHours: await runningHours(span) } : {}
          const table = { name, ...span, ...clock(), kinds, ...metered }
          return answer(
            reply,
            { name, query, span },
            {
              json: () => parts.reports.table(table),
              source: async () => ({ table })
            }
          )
        }
      )
    }

    app.get(
      '/reports/running-log',
      {
        config: access,
        schema: {
          tags,
          summary:
            'Readings per plant room and shift, gaps, exceptions, signatures; since yesterday when left out, at most 31 days',
          querystring: runningLogQuerySchema,
          response: tableAnswer
        }
      },
      (request, reply) => {
        const { location, step, ...query } = request.query
        const span = reportSpan(query, clock(), (to) => startOf('day', startOf('day', to) - 1))
        const compute = async (): Promise<Report> => {
          const body = await parts.runningLogs.report({ ...span, step, ...(location !== undefined && { location }) })
          return titled('running-log', body, { ...span, ...clock() })
        }
        return answer(
          reply,
          { name: 'running-log', query, span },
          {
            json: compute,
            source: async () => ({ report: await compute() })
          }
        )
      }
    )
  }

  function runningHours({ from, to }: Span) {
    return readRunningHours(parts.readings, parts.register.list(), {
      from,
      to: Math.min(to, parts.now()),
      timezone: parts.timezone
    })
  }
}
