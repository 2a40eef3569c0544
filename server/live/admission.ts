/** Who opens a socket: by token or by session cookie. */
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { sessionCookie } from '../browser-session.ts'
import type { Role } from '../contract/common.ts'

export type LiveSession = { user: { id: string; role: Role } /** ms */; expiresAt: number }

/** What the live channel needs of the people part. */
export type LiveSessions = {
  session(token: string): Promise<LiveSession | undefined>
  /** Told when sessions of a user ended: log-out, password or role change. */
  onSessionsEnded(listener: (ended: { user: string }) => void): void
}

const authSchema = z.object({ token: z.string().max(200).optional(), since: z.coerce.number().catch(0).optional() })

/** The handshake's `auth`. A `since` that is no number is one that is not remembered: `resync`. */
export function readAuth(auth: unknown): { token?: string | undefined; since?: number | undefined } {
  const parsed = authSchema.safeParse(auth)
  return parsed.success ? parsed.data : {}
}

export function cookieToken(headers: IncomingHttpHeaders): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === sessionCookie && value) return value
  }
  return undefined
}
