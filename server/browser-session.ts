/** The session cookie, and the one thing it must not do: act for a page of another origin. Shared by REST and the live channel. */
import type { IncomingHttpHeaders } from 'node:http'

export const sessionCookie = 'wuxun_session'

/**
 * Whether the request was sent by a page of another origin than ours. Browsers name the origin of every write
 * and socket; other programs name none, and hold nobody else's cookie.
 */
export function isForeignOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  if (origin === undefined) return false
  if (!URL.canParse(origin) || host === undefined) return true
  const { protocol, host: sender } = new URL(origin)
  // Read as a URL of the same scheme, our own name loses the default port and upper case like the other did.
  const ours = `${protocol}//${host}`
  return !URL.canParse(ours) || new URL(ours).host !== sender
}
