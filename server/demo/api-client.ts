/** The few REST calls the demo makes of its own service, as any script would. */
import type { EquipmentItem } from '../contract/equipment.ts'
import type { TicketItem } from '../contract/tickets.ts'

export type ApiClient = {
  equipment(): Promise<EquipmentItem[]>
  /** Tickets that are neither closed nor cancelled. */
  openTickets(): Promise<TicketItem[]>
}

const openStatuses = 'open,assigned,accepted,arrived,on_hold,resolved'

type Credentials = { username: string; password: string; formerPassword?: string }

/**
 * Logs in. When the password is refused and there is a former one, changes it to the new one.
 * Throws when neither is taken.
 */
export async function connectApi(baseUrl: string, credentials: Credentials): Promise<ApiClient> {
  const { username, password, formerPassword } = credentials
  const base = new URL('api/v1/', baseUrl)

  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(new URL(path, base), init)
    if (response.ok) return response.status === 204 ? undefined : response.json()
    throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status}`)
  }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

  async function login(): Promise<string> {
    try {
      return tokenOf(await post('session', { username, password }))
    } catch (error) {
      if (formerPassword === undefined) throw error
      const token = tokenOf(await post('session', { username, password: formerPassword }))
      await post('session/password', { old: formerPassword, new: password }, { authorization: `Bearer ${token}` })
      return tokenOf(await post('session', { username, password }))
    }
  }
  const authorization = `Bearer ${await login()}`

  async function all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = []
    let cursor: string | null = null
    do {
      const query: string = `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
      const page = (await call(query, { headers: { authorization } })) as { items: Item[]; nextCursor: string | null }
      items.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    return items
  }
  return {
    equipment: () => all<EquipmentItem>('equipment'),
    openTickets: () => all<TicketItem>(`tickets?status=${openStatuses}`)
  }
}

function tokenOf(session: unknown): string {
  if (typeof session === 'object' && session !== null && 'token' in session) return String(session.token)
  throw new Error('POST session: no token')
}
