/** Teams, firms and shifts; staff and their certificates. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { durationSchema, pageQuerySchema, pageSchema, parseDuration } from '../../contract/common.ts'
import {
  type ContractorInput,
  certificateItemSchema,
  certificatePatchSchema,
  contractorItemSchema,
  contractorPatchSchema,
  contractorSchema,
  newCertificateSchema,
  ownStaffFields,
  type ShiftInput,
  shiftItemSchema,
  shiftPatchSchema,
  shiftSchema,
  staffItemSchema,
  staffPatchSchema,
  teamItemSchema,
  teamPatchSchema,
  teamSchema
} from '../../contract/workforce.ts'
import { AppError } from '../../errors.ts'
import { may } from '../../people/permissions.ts'
import { toCertificateItem, toStaffItem, type Viewer } from '../../present-people.ts'
import type { Section } from '../../site/stored-site.ts'
import { callerOf } from '../access.ts'
import { pageById } from '../page-by-id.ts'
import type { HttpParts } from '../parts.ts'
import { given, listOf } from '../query.ts'
import { enabledQuery, isWanted, registerResource } from './setup-resource.ts'

type Parts = Pick<HttpParts, 'setup' | 'workforce' | 'now'> & { readonly timezone: string }

export function viewerOf(request: FastifyRequest, { now, timezone }: Pick<Parts, 'now' | 'timezone'>): Viewer {
  return { user: callerOf(request).user, now: now(), timezone }
}

/** Fields that a patch may empty: null takes one away, left out it stays. */
function emptied<Patch extends Record<string, string | null | undefined>>(
  patch: Patch
): { [Key in keyof Patch]?: string | undefined } {
  const entries = Object.entries(given(patch)).map(([field, value]) => [field, value ?? undefined])
  return Object.fromEntries(entries) as { [Key in keyof Patch]?: string | undefined }
}

export function workforceRoutes(parts: Parts): FastifyPluginAsync {
  const { setup } = parts
  const plain = <Entry extends { id: string }>({ entry, enabled }: { entry: Entry; enabled: boolean }) => ({ ...entry, enabled })
  const disable = (section: Section) => (id: string) => setup.update(section, id, (entry) => entry, { enabled: false })

  return async function routes(app) {
    registerResource(app, {
      name: 'teams',
      reads: {
        item: teamItemSchema,
        access: 'readStaff',
        list: async () => (await setup.list('teams')).map(plain),
        get: async (id) => plain(await setup.find('teams', id))
      },
      answer: teamItemSchema,
      new: teamSchema,
      patch: teamPatchSchema,
      create: async (entry) => plain(await setup.create('teams', entry)),
      update: async (id, { enabled, ...patch }) =>
        plain(await setup.update('teams', id, (entry) => ({ ...entry, ...given(patch) }), { enabled })),
      disable: disable('teams')
    })
    registerResource(app, {
      name: 'contractors',
      reads: {
        item: contractorItemSchema,
        access: 'readStaff',
        list: async () => (await setup.list('contractors')).map(plain),
        get: async (id) => plain(await setup.find('contractors', id))
      },
      answer: contractorItemSchema,
      new: contractorSchema,
      patch: contractorPatchSchema,
      create: async (entry) => plain(await setup.create('contractors', entry)),
      async update(id, { enabled, phone, email, ...patch }) {
        const merge = (entry: ContractorInput) => ({ ...entry, ...given(patch), ...emptied({ phone, email }) })
        return plain(await setup.update('contractors', id, merge, { enabled }))
      },
      disable: disable('contractors')
    })
    registerResource(app, {
      name: 'shifts',
      reads: {
        item: shiftItemSchema,
        access: 'readStaff',
        list: async () => (await setup.list('shifts')).map(plain),
        get: async (id) => plain(await setup.find('shifts', id))
      },
      answer: shiftItemSchema,
      new: shiftSchema,
      patch: shiftPatchSchema,
      create: async (entry) => plain(await setup.create('shifts', entry)),
      async update(id, { enabled, team, ...patch }) {
        const merge = (entry: ShiftInput) => ({ ...entry, ...given(patch), ...emptied({ team }) })
        return plain(await setup.update('shifts', id, merge, { enabled }))
      },
      disable: disable('shifts')
    })
    await app.register(staffRoutes(parts))
    await app.register(certificatesRoutes(parts))
  }
}

function staffRoutes(parts: Parts): FastifyPluginAsyncZod {
  const { workforce } = parts
  const tags = ['staff']
  const params = z.object({ user: z.string() })
  return async function routes(app) {
    app.get(
      '/staff',
      {
        schema: {
          tags,
          summary: 'By user; for viewers and guards without how to reach the others',
          querystring: pageQuerySchema.extend({ enabled: enabledQuery }),
          response: { 200: pageSchema(staffItemSchema) }
        }
      },
      async (request) => {
        const { enabled = ['true', 'false'] } = request.query
        const viewer = viewerOf(request, parts)
        const members = (await workforce.members()).filter((member) => isWanted(enabled, member))
        const { items, nextCursor } = pageById(members, ({ user }) => user, request.query)
        return { items: items.map((member) => toStaffItem(member, viewer)), nextCursor }
      }
    )
    app.get('/staff/:user', { schema: { tags, params, response: { 200: staffItemSchema } } }, async (request) =>
      toStaffItem(await workforce.member(request.params.user), viewerOf(request, parts))
    )
    app.patch(
      '/staff/:user',
      {
        schema: {
          tags,
          summary: 'Admins; everybody his own phone, address and chat ids',
          params,
          body: staffPatchSchema,
          response: { 200: staffItemSchema }
        }
      },
      async (request) => {
        const { user: target } = request.params
        const viewer = viewerOf(request, parts)
        const own = target === viewer.user.id
        const isMine = (field: string) => own && ownStaffFields.some((mine) => mine === field)
        const denied = may(viewer.user.role, 'admin') ? undefined : Object.keys(request.body).find((field) => !isMine(field))
        if (denied !== undefined || (!own && !may(viewer.user.role, 'admin'))) {
          const message = `may be set by an admin only; of yourself you may set ${ownStaffFields.join(', ')}`
          const errors = denied === undefined ? undefined : [{ field: denied, message }]
          throw new AppError('forbidden', `${denied ?? 'Staff'} ${message}.`, { ...(errors && { errors }) })
        }
        return toStaffItem(await workforce.updateStaff(target, given(request.body)), viewer)
      }
    )
  }
}

function certificatesRoutes(parts: Parts): FastifyPluginAsync {
  const { certificates } = parts.workforce
  // What only admins write, they see in full.
  const shown = (certificate: Awaited<ReturnType<typeof certificates.find>>) =>
    toCertificateItem(certificate, {
      user: { id: '', name: '', role: 'admin' },
      now: parts.now(),
      timezone: parts.timezone
    })
  return async function routes(app) {
    registerResource(app, {
      name: 'certificates',
      answer: certificateItemSchema,
      new: newCertificateSchema,
      patch: certificatePatchSchema,
      create: async (entry) => shown(await certificates.add(entry)),
      update: async (id, patch) => shown(await certificates.update(id, given(patch))),
      disable: (id) => certificates.update(id, { enabled: false })
    })
    await app.register(certificateReads(parts))
  }
}

function certificateReads(parts: Parts): FastifyPluginAsyncZod {
  const { certificates } = parts.workforce
  const tags = ['certificates']
  const querystring = pageQuerySchema.extend({
    user: listOf(z.string()),
    enabled: enabledQuery,
    expiring: durationSchema.optional()
  })
  return async function routes(app) {
    app.get(
      '/certificates',
      {
        config: { access: 'readStaff' },
        schema: {
          tags,
          summary: 'expiring=30d: those that expire within it or have expired, soonest first, all at once',
          querystring,
          response: { 200: pageSchema(certificateItemSchema) }
        }
      },
      async (request) => {
        const { user, enabled, expiring } = request.query
        const viewer = viewerOf(request, parts)
        if (expiring !== undefined) {
          const found = await certificates.expiring(parseDuration(expiring) ?? 0, user)
          return { items: found.map((each) => toCertificateItem(each, viewer)), nextCursor: null }
        }
        const wanted = (await certificates.list(user)).filter((each) => isWanted(enabled, each))
        const { items, nextCursor } = pageById(wanted, ({ id }) => id, request.query)
        return { items: items.map((each) => toCertificateItem(each, viewer)), nextCursor }
      }
    )
    app.get(
      '/certificates/:id',
      {
        config: { access: 'readStaff' },
        schema: { tags, params: z.object({ id: z.string() }), response: { 200: certificateItemSchema } }
      },
      async (request) => toCertificateItem(await certificates.find(request.params.id), viewerOf(request, parts))
    )
  }
}
