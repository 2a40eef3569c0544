/** The few REST calls the demo makes of its own service, as any script would. */
import type { EquipmentItem } from '../contract/equipment.ts'
import type { TagKeyItem } from '../contract/patrol.ts'
import type { CheckpointInput } from '../contract/site.ts'
import type { TicketItem } from '../contract/tickets.ts'
import type { SampleTags } from './tags.ts'

export type ApiClient = {
  equipment(): Promise<EquipmentItem[]>
  /** Tickets that are neither closed nor cancelled. */
  openTickets(): Promise<TicketItem[]>
  checkpoints(): Promise<CheckpointInput[]>
  /** Those that are enrolled already stay as they are. */
  enrol(tags: SampleTags): Promise<void>
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
  const send = (method: 'POST' | 'PUT', path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

  async function login(): Promise<string> {
    try {
      return tokenOf(await send('POST', 'session', { username, password }))
    } catch (error) {
      if (formerPassword === undefined) throw error
      const token = tokenOf(await send('POST', 'session', { username, password: formerPassword }))
      await send('POST', 'session/password', { old: formerPassword, new: password }, { authorization: `Bearer ${token}` })
      return tokenOf(await send('POST', 'session', { username, password }))
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
    openTickets: () => all<TicketItem>(`tickets?status=${openStatuses}`),
    checkpoints: () => all<CheckpointInput>('checkpoints'),
    async enrol({ meta, tags }) {
      const known = (await call('patrol/tags', { headers: { authorization } })) as { items: TagKeyItem[] }
      const fresh = tags.filter(({ uid }) => !known.items.some((item) => item.uid === uid))
      if (fresh.length > 0) await send('PUT', 'patrol/meta-key', { key: meta }, { authorization })
      for (const tag of fresh) await send('POST', 'patrol/tags', tag, { authorization })
    }
  }
}

function tokenOf(session: unknown): string {
  if (typeof session === 'object' && session !== null && 'token' in session) return String(session.token)
  throw new Error('POST session: no token')
}
