import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageQuerySchema, pageSchema } from '../../contract/common.ts'
import { userItemSchema } from '../../contract/session.ts'
import { newUserSchema, type UserAnswer, userAccountSchema, userAnswerSchema, userPatchSchema } from '../../contract/setup.ts'
import { AppError } from '../../errors.ts'
import { generatePassword } from '../../people/people.ts'
import { pageById } from '../page-by-id.ts'
import type { HttpParts } from '../parts.ts'
import { given } from '../query.ts'
import { enabledQuery, isWanted, registerResource } from './setup-resource.ts'

type Parts = Pick<HttpParts, 'people'>

export function usersRoutes({ people }: Parts): FastifyPluginAsync {
  async function account(id: string): Promise<UserAnswer> {
    const found = (await people.accounts()).find((user) => user.id === id)
    if (!found) throw new AppError('not_found', `There is no user ${id}.`)
    return found
  }

  /** User `admin` is always there and always an admin: without one nobody could put anything right. */
  function checkChange(id: string, caller: string, change: { role?: string | undefined; enabled?: boolean | undefined }): void {
    if (id === 'admin' && change.role !== undefined && change.role !== 'admin') {
      const message = 'expected role admin for user admin'
      throw new AppError('invalid', 'Invalid: role.', { errors: [{ field: 'role', message }] })
    }
    if (change.enabled !== false) return
    if (id === 'admin') throw new AppError('conflict', 'User admin cannot be disabled.')
    if (id === caller) throw new AppError('conflict', 'Nobody can disable himself.')
  }

  return async function routes(app) {
    await app.register(listRoute({ people }))
    registerResource(app, {
      name: 'users',
      answer: userAnswerSchema,
      new: newUserSchema,
      patch: userPatchSchema,
      async create({ password, ...user }) {
        const generated = password === undefined || password === null ? generatePassword() : undefined
        checkChange(user.id, '', user)
        if (!(await people.add({ ...user, password: generated ?? password ?? '' }))) {
          throw new AppError('conflict', `There is a user ${user.id} already.`, {
            errors: [{ field: 'id', message: 'is in use' }]
          })
        }
        return { ...(await account(user.id)), ...(generated !== undefined && { password: generated }) }
      },
      async update(id, { password, ...change }, caller) {
        await account(id)
        checkChange(id, caller, change)
        await people.update(id, given(change))
        const generated = password === null ? generatePassword() : undefined
        const chosen = generated ?? password ?? undefined
        if (chosen !== undefined) await people.setPassword(id, chosen)
        return { ...(await account(id)), ...(generated !== undefined && { password: generated }) }
      },
      async disable(id, caller) {
        await account(id)
        checkChange(id, caller, { enabled: false })
        await people.update(id, { enabled: false })
      }
    })
    await app.register(oneRoute({ account }))
  }
}

/** For those who assign tickets: one has to know to whom. By id; `enabled` is told only where it is false. */
function listRoute({ people }: Parts): FastifyPluginAsyncZod {
  const item = userItemSchema.extend({ enabled: z.literal(false).optional() })
  return async function routes(app) {
    app.get(
      '/users',
      {
        config: { access: ['assign', 'readUsers'] },
        schema: {
          tags: ['users'],
          querystring: pageQuerySchema.extend({ enabled: enabledQuery }),
          response: { 200: pageSchema(item) }
        }
      },
      async (request) => {
        const users = (await people.accounts()).filter((user) => isWanted(request.query.enabled, user))
        const items = users.map(({ enabled, ...user }) => (enabled ? user : { ...user, enabled }))
        return pageById(items, ({ id }) => id, request.query)
      }
    )
  }
}

function oneRoute({ account }: { account: (id: string) => Promise<UserAnswer> }): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/users/:id',
      {
        config: { access: 'admin' },
        schema: { tags: ['users'], params: z.object({ id: z.string() }), response: { 200: userAccountSchema } }
      },
      (request) => account(request.params.id)
    )
  }
}
