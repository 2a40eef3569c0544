import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { incidentCheckSchema, incidentEndSchema, newIncidentSchema } from '../../contract/incidents.ts'
import { ticketDetailSchema } from '../../contract/tickets.ts'
import type { Settlement } from '../../tickets/desk.ts'
import { type Caller, callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { optionalBody } from '../query.ts'
import { type DetailParts, readDetail } from '../ticket-detail.ts'

const paramsSchema = z.object({ id: z.string() })

type Parts = DetailParts & Pick<HttpParts, 'settled'>

/** Each answers with the ticket. */
export function incidentsRoutes(parts: Parts): FastifyPluginAsyncZod {
  const { incidents, settled } = parts
  const answers = { tags: ['tickets'], params: paramsSchema, response: { 200: ticketDetailSchema } }

  async function answer(id: string, settlement: Promise<Settlement>, { user }: Caller) {
    settled(await settlement)
    return readDetail(parts, id, user)
  }

  return async function routes(app) {
    app.post(
      '/tickets/:id/incident',
      {
        config: { access: 'assign' },
        schema: {
          ...answers,
          summary: 'Begins an incident, with a checklist for each role',
          body: optionalBody(newIncidentSchema)
        }
      },
      (request) => {
        const caller = callerOf(request)
        return answer(request.params.id, incidents.begin(request.params.id, request.body, caller.user), caller)
      }
    )

    app.post(
      '/tickets/:id/incident/check',
      {
        config: { access: ['ticketSteps', 'ticketStepsOwn'] },
        schema: { ...answers, summary: 'Marks an item of a checklist', body: incidentCheckSchema }
      },
      (request) => {
        const caller = callerOf(request)
        return answer(request.params.id, incidents.check(request.params.id, request.body, caller.user), caller)
      }
    )

    app.post(
      '/tickets/:id/incident/end',
      {
        config: { access: 'assign' },
        schema: { ...answers, summary: 'Ends it, and opens the ticket of its review', body: incidentEndSchema }
      },
      (request) => {
        const caller = callerOf(request)
        return answer(request.params.id, incidents.end(request.params.id, request.body, caller.user), caller)
      }
    )
  }
}
