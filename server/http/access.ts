/** Who is asking, and whether he may: the one hook in front of every route of the API. */
import type { FastifyRequest } from 'fastify'
import { isForeignOrigin, sessionCookie } from '../browser-session.ts'
import { AppError } from '../errors.ts'
import { may, type Permission } from '../people/permissions.ts'
import type { SessionInfo } from '../people/sessions.ts'
import type { HttpParts } from './parts.ts'

export type Caller = SessionInfo & { token: string }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `open`: for everybody. Else the permission, or one of several, that the caller's role must have. Left out: `read`. */
    access?: 'open' | Permission | readonly Permission[]
    /** What the audit calls a write here; left out, the words of its path. */
    audit?: string
  }
  interface FastifyRequest {
    /** null on open routes. */
    caller: Caller | null
    /** Whom an open route acts for: a user's id. */
    actingFor: string | null
  }
}

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Runs before the body is read: a stranger's is not looked at. A bearer token counts before a cookie;
 * a write by cookie must not come from a page of another origin (contract §5).
 */
export function createAccessHook(people: HttpParts['people']) {
  return async function checkAccess(request: FastifyRequest): Promise<void> {
    const access = request.routeOptions.config.access ?? 'read'
    if (access === 'open') return
    const bearer = bearerToken(request)
    const token = bearer ?? request.cookies[sessionCookie]
    if (token === undefined) throw new AppError('unauthorized', 'Log in first.')
    if (bearer === undefined && !reading.has(request.method) && isForeignOrigin(request.headers)) {
      throw new AppError('forbidden', 'A page of another origin may not write with the session cookie.')
    }
    const session = await people.session(token)
    if (session === undefined) throw new AppError('unauthorized', 'The session has ended.')
    // Before the role is looked at: a refusal is written down with who was refused.
    request.caller = { ...session, token }
    if (session.readOnly && !reading.has(request.method)) throw new AppError('forbidden', 'A wall screen only reads.')
    const wanted = typeof access === 'string' ? [access] : access
    if (!wanted.some((permission) => may(session.user.role, permission))) {
      throw new AppError('forbidden', `The role ${session.user.role} may not do this.`)
    }
  }
}

/** The caller of a route that is not open. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new AppError('internal', 'BUG: a route that needs a caller is open')
  return request.caller
}

function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
