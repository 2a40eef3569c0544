import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema, prioritySchema } from '../../contract/common.ts'
import {
  newTicketSchema,
  type TicketDetail,
  ticketActionBodies,
  ticketActions,
  ticketDetailSchema,
  ticketItemSchema,
  ticketStatusSchema
} from '../../contract/tickets.ts'
import { AppError } from '../../errors.ts'
import { toTicketDetail, toTicketItem } from '../../present.ts'
import { whyNoWorker } from '../../tickets/ticket.ts'
import { type Caller, callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { given, listOf, optionalBody } from '../query.ts'

const querySchema = pageQuerySchema.extend({
  status: listOf(ticketStatusSchema),
  equipment: listOf(z.string()),
  assignee: listOf(z.string()),
  priority: listOf(prioritySchema),
  rule: listOf(z.string())
})
const paramsSchema = z.object({ id: z.string() })

type Parts = Pick<HttpParts, 'tickets' | 'desk' | 'workforce' | 'deliveries' | 'settled'>

export function ticketsRoutes({ tickets, desk, workforce, deliveries, settled }: Parts): FastifyPluginAsyncZod {
  const tags = ['tickets']

  async function detail(id: string, { user }: Caller): Promise<TicketDetail> {
    const { ticket, ...more } = await desk.ticket(id, user)
    return toTicketDetail(ticket, {
      ...more,
      deliveries: (await deliveries?.ofTicket(id)) ?? [],
      contacts: await workforce.contactsOf(ticket),
      seesPhones: whyNoWorker(ticket, user) === undefined
    })
  }

  return async function routes(app) {
    app.get(
      '/tickets',
      { schema: { tags, summary: 'Newest first', querystring: querySchema, response: { 200: pageSchema(ticketItemSchema) } } },
      async (request) => {
        const { items, nextCursor } = await tickets.list(given(request.query))
        return { items: items.map(toTicketItem), nextCursor }
      }
    )

    app.get('/tickets/:id', { schema: { tags, params: paramsSchema, response: { 200: ticketDetailSchema } } }, (request) =>
      detail(request.params.id, callerOf(request))
    )

    app.post(
      '/tickets',
      {
        config: { access: 'createTicket' },
        schema: { tags, summary: 'By hand', body: newTicketSchema, response: { 201: ticketDetailSchema } }
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const settlement = await desk.open(request.body, caller.user)
        settled(settlement)
        const [ticket] = settlement.tickets
        if (!ticket) throw new AppError('internal', 'BUG: the desk opened no ticket')
        reply.code(201).header('location', `/api/v1/tickets/${encodeURIComponent(ticket.id)}`)
        return detail(ticket.id, caller)
      }
    )

    // A route each, so that the description shows every step's body and a wrong field is named.
    for (const action of ticketActions) {
      app.post(
        `/tickets/:id/actions/${action}`,
        {
          config: { access: ['ticketSteps', 'ticketStepsOwn'] },
          schema: {
            tags,
            params: paramsSchema,
            body: optionalBody<z.ZodType>(ticketActionBodies[action]),
            response: { 200: ticketDetailSchema }
          }
        },
        async (request) => {
          const caller = callerOf(request)
          settled(await desk.act(request.params.id, action, request.body, caller.user))
          return detail(request.params.id, caller)
        }
      )
    }

    app.post(
      '/tickets/:id/actions/:action',
      { schema: { hide: true, params: paramsSchema.extend({ action: z.string() }) } },
      (request) => {
        const message = `expected one of ${ticketActions.join(', ')}`
        throw new AppError('not_found', `There is no step ${request.params.action}: ${message}.`, {
          errors: [{ field: 'action', message }]
        })
      }
    )
  }
}
