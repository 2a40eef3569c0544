import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import {
  newPolicySchema,
  policyAppliedSchema,
  policyChoicePatchSchema,
  policyChoiceSchema,
  policyItemSchema,
  policyPatchSchema
} from '../../contract/sla.ts'
import { callerOf } from '../access.ts'
import { pageById } from '../page-by-id.ts'
import type { HttpParts } from '../parts.ts'
import { given } from '../query.ts'

const params = z.object({ id: z.string() })
const versionQuery = z.object({ version: z.coerce.number().int().min(1).optional() })
const tags = ['sla']

/** Service time policies, each figure with its clause, and which of them serves which type of ticket. */
export function slaRoutes({ policies, desk, settled }: Pick<HttpParts, 'policies' | 'desk' | 'settled'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/sla/policies',
      {
        config: { access: 'readPolicies' },
        schema: {
          tags,
          summary: 'The newest version of each',
          querystring: pageQuerySchema,
          response: { 200: pageSchema(policyItemSchema) }
        }
      },
      async (request) => pageById(await policies.list(), ({ id }) => id, given(request.query))
    )

    app.get(
      '/sla/policies/:id',
      {
        config: { access: 'readPolicies' },
        schema: {
          tags,
          summary: 'The newest version, or another one',
          params,
          querystring: versionQuery,
          response: { 200: policyItemSchema }
        }
      },
      (request) => policies.get(request.params.id, request.query.version)
    )

    app.post(
      '/sla/policies',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'A copy of another one (from), or rows of its own',
          body: newPolicySchema,
          response: { 201: policyItemSchema }
        }
      },
      async (request, reply) => {
        const policy = await policies.create(request.body, callerOf(request).user.id)
        reply.code(201).header('location', `/api/v1/sla/policies/${encodeURIComponent(policy.id)}`)
        return policy
      }
    )

    app.patch(
      '/sla/policies/:id',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'A new version, for tickets opened from now on',
          params,
          body: policyPatchSchema,
          response: { 200: policyItemSchema }
        }
      },
      (request) => policies.update(request.params.id, request.body, callerOf(request).user.id)
    )

    app.post(
      '/sla/policies/:id/apply',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'To the open tickets of the types it serves; what has passed, and what was promised first, stays',
          params,
          response: { 200: policyAppliedSchema }
        }
      },
      async (request) => {
        const policy = await policies.get(request.params.id)
        const settlement = await desk.applyPolicy({ policy, types: policy.types }, callerOf(request).user)
        settled(settlement)
        return { policy: policy.id, version: policy.version, tickets: settlement.tickets.length }
      }
    )

    app.get(
      '/sla/types',
      {
        config: { access: 'readPolicies' },
        schema: { tags, summary: 'Which policy serves which type', response: { 200: policyChoiceSchema } }
      },
      () => policies.choice()
    )

    app.patch(
      '/sla/types',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          summary: 'For tickets opened from now on',
          body: policyChoicePatchSchema,
          response: { 200: policyChoiceSchema }
        }
      },
      (request) => policies.choose(given(request.body))
    )
  }
}
