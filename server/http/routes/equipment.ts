import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { equipmentDetailSchema, equipmentItemSchema, equipmentStatusSchema } from '../../contract/equipment.ts'
import { AppError } from '../../errors.ts'
import { type PresentedState, toEquipmentDetail, toEquipmentItem, unheard } from '../../present-equipment.ts'
import type { HttpParts } from '../parts.ts'
import { decodeIdCursor, encodeIdCursor, listOf } from '../query.ts'
import { enabledQuery, isWanted } from './setup-resource.ts'

const querySchema = pageQuerySchema.extend({
  kind: listOf(z.string()),
  status: listOf(equipmentStatusSchema),
  location: listOf(z.string()),
  enabled: enabledQuery
})

type Parts = Pick<HttpParts, 'register' | 'board' | 'catalogue' | 'setup'>

/** Equipment has no age: the list goes by id. */
export function equipmentRoutes({ register, board, catalogue, setup }: Parts): FastifyPluginAsyncZod {
  const tags = ['equipment']
  const stateOf = (id: string): PresentedState => board.snapshot(id) ?? unheard

  /** In service only, unless `enabled` asks for others. */
  async function listed(enabled: readonly string[] | undefined) {
    if (enabled === undefined) return register.list()
    const wanted = (await setup.list('equipment')).filter((stored) => isWanted(enabled, stored))
    return wanted.flatMap(({ entry }) => register.get(entry.id) ?? [])
  }

  return async function routes(app) {
    app.get(
      '/equipment',
      {
        schema: { tags, summary: 'Equipment by id', querystring: querySchema, response: { 200: pageSchema(equipmentItemSchema) } }
      },
      async (request) => {
        const { limit, cursor, kind, status, location, enabled } = request.query
        const after = cursor === undefined ? '' : decodeIdCursor(cursor)
        const matching = (await listed(enabled))
          .filter((each) => each.id > after && fits(kind, each.kind) && fits(location, each.location))
          .filter((each) => status === undefined || fits(status, stateOf(each.id).status))
          .sort((one, other) => (one.id < other.id ? -1 : 1))
        const page = matching.slice(0, limit)
        const last = matching.length > limit ? page.at(-1) : undefined
        return {
          items: page.map((each) => toEquipmentItem(each, stateOf(each.id))),
          nextCursor: last ? encodeIdCursor(last.id) : null
        }
      }
    )

    app.get(
      '/equipment/:id',
      { schema: { tags, params: z.object({ id: z.string() }), response: { 200: equipmentDetailSchema } } },
      async (request) => {
        const { id } = request.params
        const equipment = register.get(id)
        if (!equipment) throw new AppError('not_found', `There is no equipment ${id}.`)
        return toEquipmentDetail(equipment, stateOf(id), catalogue.get(equipment.kind))
      }
    )
  }
}

function fits(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(value)
}
