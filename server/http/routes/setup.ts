/** Setting the site up without a file: equipment, devices, readers, checkpoints, routes, and the site itself. */
import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { equipmentDetailSchema } from '../../contract/equipment.ts'
import {
  checkpointItemSchema,
  checkpointPatchSchema,
  deviceAnswerSchema,
  deviceItemSchema,
  devicePatchSchema,
  equipmentPatchSchema,
  newDeviceSchema,
  newReaderSchema,
  readerAnswerSchema,
  readerItemSchema,
  readerPatchSchema,
  routeItemSchema,
  routePatchSchema,
  siteItemSchema,
  sitePatchSchema
} from '../../contract/setup.ts'
import { checkpointSchema, equipmentSchema, routeSchema } from '../../contract/site.ts'
import { AppError } from '../../errors.ts'
import { toTimeOrNull } from '../../present.ts'
import { toEquipmentDetail, unheard } from '../../present-equipment.ts'
import type { Section } from '../../site/stored-site.ts'
import type { HttpParts } from '../parts.ts'
import { given } from '../query.ts'
import { registerResource } from './setup-resource.ts'

type Parts = Pick<HttpParts, 'setup' | 'field' | 'register' | 'board' | 'catalogue'>

export function setupRoutes({ setup, field, register, board, catalogue }: Parts): FastifyPluginAsync {
  const presence = (id: string) => ({
    connected: field.isConnected(id),
    refusedAt: toTimeOrNull(field.refusedAt(id) ?? null)
  })
  /** With what both devices and readers show; a password only where one was just generated. */
  const onLine = <Entry extends { id: string }>(stored: { entry: Entry; enabled: boolean; password?: string }) => {
    const { entry, enabled, password } = stored
    return { ...entry, enabled, ...presence(entry.id), ...(password !== undefined && { password }) }
  }
  const plain = <Entry extends { id: string }>({ entry, enabled }: { entry: Entry; enabled: boolean }) => ({ ...entry, enabled })

  function detail(id: string) {
    const equipment = register.get(id)
    if (!equipment) throw new AppError('internal', 'BUG: equipment was written and is not known')
    return toEquipmentDetail(equipment, board.snapshot(id) ?? unheard, catalogue.get(equipment.kind))
  }

  const disable = (section: Section) => (id: string) => setup.update(section, id, (entry) => entry, { enabled: false })

  return async function routes(app) {
    registerResource(app, {
      name: 'equipment',
      answer: equipmentDetailSchema,
      new: equipmentSchema,
      patch: equipmentPatchSchema,
      create: async (entry) => detail((await setup.create('equipment', entry)).entry.id),
      async update(id, { enabled, ...patch }) {
        await setup.update('equipment', id, (entry) => ({ ...entry, ...given(patch) }), { enabled })
        return detail(id)
      },
      disable: disable('equipment')
    })
    registerResource(app, {
      name: 'devices',
      reads: {
        item: deviceItemSchema,
        list: async () => (await setup.list('devices')).map(onLine),
        get: async (id) => onLine(await setup.find('devices', id))
      },
      answer: deviceAnswerSchema,
      new: newDeviceSchema,
      patch: devicePatchSchema,
      create: async ({ password, ...entry }) => onLine(await setup.create('devices', entry, password)),
      update: async (id, { enabled, password, ...patch }) =>
        onLine(await setup.update('devices', id, (entry) => ({ ...entry, ...given(patch) }), { enabled, password })),
      disable: disable('devices')
    })
    registerResource(app, {
      name: 'readers',
      reads: {
        item: readerItemSchema,
        list: async () => (await setup.list('readers')).map(onLine),
        get: async (id) => onLine(await setup.find('readers', id))
      },
      answer: readerAnswerSchema,
      new: newReaderSchema,
      patch: readerPatchSchema,
      create: async ({ password, ...entry }) => onLine(await setup.create('readers', entry, password)),
      update: async (id, { enabled, password, ...patch }) =>
        onLine(await setup.update('readers', id, (entry) => ({ ...entry, ...given(patch) }), { enabled, password })),
      disable: disable('readers')
    })
    registerResource(app, {
      name: 'checkpoints',
      reads: {
        item: checkpointItemSchema,
        list: async () => (await setup.list('checkpoints')).map(plain),
        get: async (id) => plain(await setup.find('checkpoints', id))
      },
      answer: checkpointItemSchema,
      new: checkpointSchema,
      patch: checkpointPatchSchema,
      create: async (entry) => plain(await setup.create('checkpoints', entry)),
      async update(id, { enabled, tag, position, ...patch }) {
        const merge = (entry: z.infer<typeof checkpointSchema>) => ({
          ...entry,
          ...given(patch),
          ...(tag !== undefined && { tag: tag ?? undefined }),
          ...(position !== undefined && { position: position ?? undefined })
        })
        return plain(await setup.update('checkpoints', id, merge, { enabled }))
      },
      disable: disable('checkpoints')
    })
    registerResource(app, {
      name: 'routes',
      reads: {
        item: routeItemSchema,
        list: async () => (await setup.list('routes')).map(plain),
        get: async (id) => plain(await setup.find('routes', id))
      },
      answer: routeItemSchema,
      new: routeSchema,
      patch: routePatchSchema,
      create: async (entry) => plain(await setup.create('routes', entry)),
      async update(id, { enabled, times, season, ...patch }) {
        const merge = (entry: z.infer<typeof routeSchema>) => ({
          ...entry,
          ...given(patch),
          ...(times !== undefined && { times: times ?? undefined }),
          ...(season !== undefined && { season: season ?? undefined })
        })
        return plain(await setup.update('routes', id, merge, { enabled }))
      },
      disable: disable('routes')
    })
    await app.register(rotateRoutes({ setup, onLine }))
    await app.register(siteRoutes({ setup }))
  }
}

type OnLine = <Entry extends { id: string }>(stored: {
  entry: Entry
  enabled: boolean
  password?: string
}) => Entry & { enabled: boolean; connected: boolean; refusedAt: string | null; password?: string }

/** A new generated password, with one call that says what it does; `PATCH {password: null}` is the same. */
function rotateRoutes({ setup, onLine }: Pick<HttpParts, 'setup'> & { onLine: OnLine }): FastifyPluginAsyncZod {
  const params = z.object({ id: z.string() })
  const summary = 'A new password, shown in this answer only; connections with the old one are closed'
  return async function routes(app) {
    for (const [section, answer] of [
      ['devices', deviceAnswerSchema],
      ['readers', readerAnswerSchema]
    ] as const) {
      app.post(
        `/${section}/:id/rotate`,
        { config: { access: 'admin' }, schema: { tags: [section], summary, params, response: { 200: answer } } },
        async (request, reply) => {
          reply.header('cache-control', 'no-store')
          const { id } = request.params
          return onLine(await setup.update(section, id, (entry) => entry, { password: null })) as never
        }
      )
    }
  }
}

function siteRoutes({ setup }: Pick<HttpParts, 'setup'>): FastifyPluginAsyncZod {
  const tags = ['site']
  return async function routes(app) {
    app.get('/site', { schema: { tags, summary: 'Name and time zone', response: { 200: siteItemSchema } } }, () =>
      setup.settings()
    )
    app.patch(
      '/site',
      { config: { access: 'admin' }, schema: { tags, body: sitePatchSchema, response: { 200: siteItemSchema } } },
      (request) => setup.updateSettings(request.body)
    )
  }
}
