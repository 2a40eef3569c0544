import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionCookie } from '../../browser-session.ts'
import { loginSchema, passwordChangeSchema, type Session, sessionSchema } from '../../contract/session.ts'
import { AppError } from '../../errors.ts'
import type { LoginRefusal } from '../../people/people.ts'
import type { OpenedSession } from '../../people/sessions.ts'
import { toTime } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'
import { createRateHook } from '../rate.ts'

/** Beside the limits of the people part, which count failures: what one address may ask of the password hasher at all. */
const hashingsPerMinute = 300

export function sessionRoutes({ people, now, tls }: Pick<HttpParts, 'people' | 'now' | 'tls'>): FastifyPluginAsyncZod {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: tls !== undefined } as const
  const tags = ['session']

  function handOver(reply: FastifyReply, session: OpenedSession): Session {
    const maxAge = Math.max(0, Math.floor((session.expiresAt - now()) / 1000))
    reply.header('cache-control', 'no-store').setCookie(sessionCookie, session.token, { ...cookie, maxAge })
    return toSession(session)
  }

  return async function routes(app) {
    const hashing = createRateHook(app, hashingsPerMinute)
    app.post(
      '/session',
      {
        config: { access: 'open' },
        onRequest: hashing,
        schema: { tags, security: [], summary: 'Log in', body: loginSchema, response: { 200: sessionSchema } }
      },
      async (request, reply) => {
        const { username, password } = request.body
        const result = await people.login(username, password, request.ip)
        if (!result.ok) throw refused(result)
        return handOver(reply, result.session)
      }
    )

    app.get('/session', { schema: { tags, summary: 'Who am I', response: { 200: sessionSchema } } }, async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return toSession(callerOf(request))
    })

    app.delete('/session', { schema: { tags, summary: 'Log out', response: { 204: z.undefined() } } }, async (request, reply) => {
      await people.logout(callerOf(request).token)
      return reply.clearCookie(sessionCookie, cookie).code(204).send()
    })

    app.post(
      '/session/password',
      {
        onRequest: hashing,
        schema: {
          tags,
          summary: 'Change the own password; ends all sessions of the user and opens a new one',
          body: passwordChangeSchema,
          response: { 200: sessionSchema }
        }
      },
      async (request, reply) => {
        const { old, new: next } = request.body
        const result = await people.changePassword(callerOf(request).user.id, old, next)
        if (result.ok) return handOver(reply, result.session)
        if (result.reason === 'too_many') throw refused(result)
        // Not 401: the session is a good one, and a client would take that for its end.
        throw new AppError('invalid', 'The old password is wrong.', { errors: [{ field: 'old', message: 'wrong password' }] })
      }
    )
  }
}

function toSession({ token, user, expiresAt }: Pick<OpenedSession, 'token' | 'user' | 'expiresAt'>): Session {
  return { token, user, expiresAt: toTime(expiresAt) }
}

function refused(refusal: LoginRefusal): AppError {
  if (refusal.reason === 'wrong_credentials') return new AppError('unauthorized', 'User name or password is wrong.')
  return new AppError('too_many', `Too many attempts. Try again in ${refusal.retryAfter} s.`, { retryAfter: refusal.retryAfter })
}
