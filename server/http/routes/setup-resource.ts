/** The three writes and two reads that every entry of the site has (contract §5). */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type PageQuery, pageQuerySchema, pageSchema } from '../../contract/common.ts'
import type { Permission } from '../../people/permissions.ts'
import { pageById } from '../page-by-id.ts'
import { listOf } from '../query.ts'

type WithId = { id: string; enabled?: boolean | undefined }

export type Resource<Item extends WithId, Answer extends WithId, New, Patch> = {
  /** Its path and tag. */
  name: string
  /** Left out: reads are somebody else's. */
  reads?: {
    item: z.ZodType<Item>
    /** Left out: for admins, as the writes are. */
    access?: Permission
    list(): Promise<Item[]>
    get(id: string): Promise<Item>
  }
  answer: z.ZodType<Answer>
  new: z.ZodType<New>
  patch: z.ZodType<Patch>
  create(entry: New): Promise<Answer>
  update(id: string, patch: Patch, caller: string): Promise<Answer>
  /** Takes it out of service; never deletes. */
  disable(id: string, caller: string): Promise<unknown>
}

const paramsSchema = z.object({ id: z.string() })
type Params = z.infer<typeof paramsSchema>
const access = 'admin'

/** `enabled`: which to list, in service when left out; `true,false` for all. */
export const enabledQuery = listOf(z.enum(['true', 'false']))
export const isWanted = (wanted: readonly string[] | undefined, { enabled = true }: { enabled?: boolean | undefined }): boolean =>
  (wanted ?? ['true']).includes(String(enabled))

/** Fastify's types cannot follow a schema that is a parameter: each route names what its schema lets through. */
export function registerResource<Item extends WithId, Answer extends WithId, New, Patch>(
  app: FastifyInstance,
  resource: Resource<Item, Answer, New, Patch>
): void {
  const { name, reads } = resource
  const tags = [name]

  if (reads) {
    const querystring = pageQuerySchema.extend({ enabled: enabledQuery })
    const readAccess = reads.access ?? access
    app.get<{ Querystring: PageQuery & { enabled?: string[] } }>(
      `/${name}`,
      { config: { access: readAccess }, schema: { tags, querystring, response: { 200: pageSchema(reads.item) } } },
      async (request) => {
        const { enabled } = request.query
        const items = (await reads.list()).filter((item) => isWanted(enabled, item))
        return pageById(items, ({ id }) => id, request.query)
      }
    )
    app.get<{ Params: Params }>(
      `/${name}/:id`,
      { config: { access: readAccess }, schema: { tags, params: paramsSchema, response: { 200: reads.item } } },
      async (request) => await reads.get(request.params.id)
    )
  }

  app.post(
    `/${name}`,
    { config: { access }, schema: { tags, body: resource.new, response: { 201: resource.answer } } },
    async (request, reply) => {
      const answer = await resource.create(request.body as New)
      // It may hold a generated password: shown once, kept nowhere.
      reply.code(201).header('cache-control', 'no-store')
      reply.header('location', `/api/v1/${name}/${encodeURIComponent(answer.id)}`)
      return answer
    }
  )
  app.patch<{ Params: Params }>(
    `/${name}/:id`,
    { config: { access }, schema: { tags, params: paramsSchema, body: resource.patch, response: { 200: resource.answer } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return await resource.update(request.params.id, request.body as Patch, callerId(request))
    }
  )
  app.delete<{ Params: Params }>(
    `/${name}/:id`,
    {
      config: { access },
      schema: {
        tags,
        summary: 'Disables it, deletes nothing',
        params: paramsSchema,
        response: { 204: z.undefined() }
      }
    },
    async (request, reply) => {
      await resource.disable(request.params.id, callerId(request))
      return reply.code(204).send()
    }
  )
}

function callerId(request: { caller: { user: { id: string } } | null }): string {
  return request.caller?.user.id ?? ''
}
