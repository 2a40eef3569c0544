/** Channels, preferences and links, over HTTP. */
import { createECDH, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemSchema } from '../../server/contract/common.ts'
import type { ChannelAnswer, DeliveryItem, PreferencesAnswer } from '../../server/contract/telling.ts'
import type { TicketDetail } from '../../server/contract/tickets.ts'
import { linkLifetimeMs } from '../../server/telling/links.ts'
import { buildHttpHouse } from '../support/http-house.ts'
import { type StandIn, startReceiver, startWecom } from '../support/stand-ins.ts'

let house: Awaited<ReturnType<typeof buildHttpHouse>>
let admin: { authorization: string }
let hook: StandIn
beforeEach(async () => {
  house = await buildHttpHouse()
  admin = await house.bearer('admin')
  hook = await startReceiver()
})
afterEach(async () => {
  await house[Symbol.asyncDispose]()
  await hook.close()
})

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
async function call<Body>(
  method: Method,
  path: string,
  payload?: object,
  headers = admin
): Promise<{ status: number; body: Body }> {
  const answer = await house.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: (answer.body === '' ? undefined : answer.json()) as Body }
}
const webhook = (settings: object = {}) => ({
  id: 'hook',
  kind: 'webhook',
  name: '值班系统',
  settings: { url: hook.url, allowPrivate: true, ...settings }
})

async function send(): Promise<void> {
  house.telling.runner.wake()
  house.telling.runner.tick()
  await house.telling.runner.settled()
}

describe('a channel', () => {
  it('shows its secrets once when they are made, and masked from then on', async () => {
    const made = await call<ChannelAnswer>('POST', '/channels', webhook({ headers: { 'x-key': 'abcdefghijklmnop' } }))
    expect(made).toMatchObject({
      status: 201,
      body: { id: 'hook', enabled: true, order: 100, secret: expect.stringMatching(/^[0-9a-f]{64}$/) }
    })
    const { body } = await call<ChannelAnswer>('GET', '/channels/hook')
    expect(body.settings).toMatchObject({
      url: `${new URL(hook.url).origin}/***7890`,
      secret: `***${made.body.secret?.slice(-4)}`,
      headers: { 'x-key': '***mnop' }
    })
    expect(body).not.toHaveProperty('secret')
    expect(JSON.stringify(await call('GET', '/audit'))).not.toMatch(/abcdefghijklmnop|token-1234567890/)
  })

  it('keeps a secret that is sent back as it was shown, takes a new one, and drops one that is null', async () => {
    await call('POST', '/channels', {
      id: 'd',
      kind: 'dingtalk',
      name: 'd',
      settings: { url: 'https://robot.test/send?access_token=first-token', secret: 'SEC0123456789' }
    })
    const shown = (await call<ChannelAnswer>('GET', '/channels/d')).body.settings
    const kept = await call<ChannelAnswer>('PATCH', '/channels/d', { name: '工程群', settings: shown })
    expect(kept).toMatchObject({ status: 200, body: { name: '工程群', settings: shown } })
    const open = async () => (await house.telling.channels.open()).channels.get('d')?.settings
    expect(await open()).toMatchObject({ url: 'https://robot.test/send?access_token=first-token', secret: 'SEC0123456789' })
    await call('PATCH', '/channels/d', { settings: { secret: null } })
    expect(await open()).not.toHaveProperty('secret')
  })

  it.each([
    ['settings.host', { id: 'm', kind: 'smtp', name: 'm', settings: { from: 'a@b.test' } }],
    ['settings.url', { id: 'm', kind: 'wecom', name: 'm', settings: { url: 'ftp://x' } }],
    ['settings.secrets', { id: 'm', kind: 'wecom', name: 'm', settings: { url: 'https://x.test', secrets: 'x' } }],
    ['kind', { id: 'm', kind: 'pigeon', name: 'm', settings: {} }]
  ])('is refused naming %s', async (field, channel) => {
    const { status, body } = await call<{ errors: { field: string }[] }>('POST', '/channels', channel)
    expect(status).toBe(400)
    expect(body.errors.map((error) => error.field)).toContain(field)
  })

  it('is refused by name in a change as well, and an id in use is a conflict', async () => {
    await call('POST', '/channels', webhook())
    const changed = await call<{ errors: object[] }>('PATCH', '/channels/hook', { settings: { url: 'nonsense', colour: 1 } })
    expect(changed).toMatchObject({ status: 400, body: { errors: [{ field: 'settings.url' }, { field: 'settings.colour' }] } })
    expect((await call('POST', '/channels', webhook())).status).toBe(409)
  })

  it('is tested with what the other side answered', async () => {
    await call('POST', '/channels', webhook())
    expect(await call('POST', '/channels/hook/test')).toMatchObject({
      status: 200,
      body: { ok: true, answer: 'HTTP 200 {"ok":true}' }
    })
    hook.answer = () => ({ status: 302, headers: { location: 'http://10.0.0.1/' } })
    expect((await call<{ answer: string }>('POST', '/channels/hook/test')).body).toMatchObject({
      ok: false,
      answer: 'HTTP 302 {} (redirects are not followed)'
    })
    await call('PATCH', '/channels/hook', { settings: { allowPrivate: false } })
    expect((await call<{ answer: string }>('POST', '/channels/hook/test')).body.answer).toContain(
      '127.0.0.1 lies in a private network'
    )
    await call('DELETE', '/channels/hook')
    expect((await call('POST', '/channels/hook/test')).status).toBe(409)
  })

  it('takes no more tests than its budget allows', async () => {
    const wecom = await startWecom({ now: () => house.clock.now })
    await call('POST', '/channels', { id: 'w', kind: 'wecom', name: 'w', settings: { url: wecom.url, allowPrivate: true } })
    for (let sent = 0; sent < 5; sent++)
      expect(await call('POST', '/channels/w/test')).toMatchObject({ status: 200, body: { ok: true } })
    const answer = await house.app.inject({ method: 'POST', url: '/api/v1/channels/w/test', headers: admin })
    expect(answer.statusCode).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    await wecom.close()
  })

  it('of mail wants an address', async () => {
    await call('POST', '/channels', { id: 'm', kind: 'smtp', name: 'm', settings: { host: '127.0.0.1', from: 'a@b.test' } })
    expect(await call('POST', '/channels/m/test')).toMatchObject({ status: 400, body: { errors: [{ field: 'email' }] } })
  })
})

describe('preferences', () => {
  it('are one’s own, and say what there is to choose from', async () => {
    await call('POST', '/channels', webhook())
    await call('POST', '/channels', { id: 'm', kind: 'smtp', name: '邮件', settings: { host: 'mail.test', from: 'a@b.test' } })
    const engineer = await house.bearer('engineer')
    const wish = { channels: ['hook'], quiet: { from: '22:00', to: '07:00' }, language: 'en' }
    const { status, body } = await call<PreferencesAnswer>('PUT', '/preferences', wish, engineer)
    expect(status).toBe(200)
    expect(body).toEqual({
      user: 'engineer',
      ...wish,
      events: null,
      priorities: null,
      urgentWaits: false,
      available: [
        { id: 'hook', name: '值班系统', kind: 'webhook', reaches: true },
        { id: 'm', name: '邮件', kind: 'smtp', reaches: false }
      ]
    })
    expect((await call('GET', '/preferences/admin', undefined, engineer)).status).toBe(403)
  })

  it.each([
    ['urgentWaits', { urgentWaits: true }],
    ['channels.0', { channels: ['nowhere'] }],
    ['quiet.from', { quiet: { from: '25:00', to: '07:00' } }],
    ['quiet.to', { quiet: { from: '07:00', to: '07:00' } }],
    ['events.0', { events: ['birthday'] }]
  ])('are refused naming %s', async (field, wish) => {
    const { status, body } = await call<{ errors: { field: string }[] }>(
      'PUT',
      '/preferences',
      wish,
      await house.bearer('engineer')
    )
    expect({ status, fields: body.errors.map((error) => error.field) }).toEqual({ status: 400, fields: [field] })
  })

  it('let an admin alone make P1 wait, which stays when the user changes the rest', async () => {
    await call('PUT', '/preferences/engineer', { urgentWaits: true })
    const { body } = await call<PreferencesAnswer>('PUT', '/preferences', { language: 'zh' }, await house.bearer('engineer'))
    expect(body).toMatchObject({ urgentWaits: true, language: 'zh' })
  })
})

describe('routing', () => {
  it('is data: what the site changes holds from the next ticket on', async () => {
    await call('POST', '/channels', webhook())
    const { body } = await call<Record<string, object>>('PATCH', '/routing', { opened: { to: ['admins'] } })
    expect(body['opened']).toEqual({ to: ['admins'], urgent: [] })
    expect(body['assigned']).toEqual({ to: ['assignee'], urgent: [] })
    const { tickets } = await house.raise()
    const { body: told } = await call<{ items: DeliveryItem[] }>('GET', `/deliveries?ticket=${tickets[0]?.id}`)
    expect(told.items.map(({ to }) => to)).toEqual(['admin'])
    expect((await call('PATCH', '/routing', { opened: { to: ['neighbours'] } })).status).toBe(400)
  })
})

describe('web push', () => {
  it('reaches a browser that subscribed, encrypted for it; one that is gone is forgotten', async () => {
    await call('POST', '/channels', {
      id: 'push',
      kind: 'webpush',
      name: '浏览器',
      settings: { subject: 'mailto:it@site.test', allowPrivate: true }
    })
    const { body } = await call<{ publicKey: string }>('GET', '/push/key')
    expect(Buffer.from(body.publicKey, 'base64url')).toHaveLength(65)
    const keys = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') }
    const engineer = await house.bearer('engineer')
    expect((await call('POST', '/push/subscriptions', { endpoint: hook.url, keys }, engineer)).status).toBe(201)
    const { tickets } = await house.raise()
    await send()
    expect(hook.taken).toHaveLength(1)
    expect(hook.taken[0]?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      urgency: 'high',
      authorization: expect.stringMatching(/^vapid t=/)
    })
    expect(hook.taken[0]?.text).not.toContain('供水压力低')
    const { body: ticket } = await call<TicketDetail>('GET', `/tickets/${tickets[0]?.id}`)
    expect(ticket.deliveries.find(({ to }) => to === 'engineer')).toMatchObject({ channel: 'push', state: 'sent' })
    expect(ticket.deliveries.find(({ to }) => to === 'manager')).toMatchObject({
      channel: null,
      state: 'failed',
      error: 'No channel reaches this person.'
    })

    hook.answer = () => ({ status: 410 })
    await house.raise({ equipment: 'unit-1' })
    await send()
    expect((await call<{ items: object[] }>('GET', '/push/subscriptions', undefined, engineer)).body.items).toEqual([])
  })
})

describe('a link', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const get = (path: string) => house.app.inject({ url: path, headers: { accept: 'text/html' } })
  const post = (path: string, payload = '') => house.app.inject({ method: 'POST', url: path, headers: form, payload })

  /** A P1 ticket that the manager has assigned to the engineer, and the path of his link. */
  async function assigned(equipment = 'pump-1'): Promise<{ id: string; path: string }> {
    const { tickets } = await house.raise({ equipment })
    const id = tickets[0]?.id ?? ''
    // The assignment comes after the opening, and so do its messages.
    house.clock.now++
    await call('POST', `/tickets/${id}/actions/assign`, { assignee: 'engineer' }, await house.bearer('manager'))
    await send()
    return { id, path: linkIn(hook) }
  }
  function linkIn({ taken }: StandIn, label = '接单'): string {
    const text = String(taken.at(-1)?.body['text'])
    const [, path = ''] = new RegExp(`${label}: http://localhost(/t/\\S+)`).exec(text) ?? []
    return path
  }
  const ticket = async (id: string) => (await call<TicketDetail>('GET', `/tickets/${id}`)).body

  beforeEach(async () => {
    await call('POST', '/channels', webhook())
  })

  it('shows a page without a script, and changes nothing however often it is opened', async () => {
    const { id, path } = await assigned()
    for (let opened = 0; opened < 3; opened++) {
      const page = await get(path)
      expect(page.statusCode).toBe(200)
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-type': 'text/html; charset=utf-8'
      })
      expect(page.body).toContain('供水压力低')
      expect(page.body).toContain('<button>接单 · engineer</button>')
      expect(page.body).not.toMatch(/<script|https?:\/\//)
    }
    expect((await house.app.inject({ method: 'HEAD', url: path })).statusCode).toBe(200)
    expect(await ticket(id)).toMatchObject({ status: 'assigned' })
  })

  it('acts as the person it was made for, once, and the timeline says how', async () => {
    const { id, path } = await assigned()
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(path, 'note=%E9%A9%AC%E4%B8%8A%E5%88%B0')))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(7).fill(410)])
    expect(answers.find(({ statusCode }) => statusCode === 410)?.body).toContain('链接已使用过')
    const { status, assignee, timeline } = await ticket(id)
    expect({ status, assignee }).toEqual({ status: 'accepted', assignee: 'engineer' })
    const accepted = timeline.filter(({ type }) => type === 'accepted')
    expect(accepted).toMatchObject([{ actor: 'engineer', detail: { note: '马上到', via: 'link' } }])
    expect(house.settlements.at(-1)?.tickets[0]?.status).toBe('accepted')
    expect((await get(path)).statusCode).toBe(410)
    const asked = await house.app.inject({ method: 'POST', url: path, headers: { accept: 'application/json' } })
    expect(asked.headers['content-type']).toContain('application/problem+json')
    expect(problemSchema.parse(asked.json())).toMatchObject({ status: 410, detail: expect.stringContaining('链接已使用过') })
    const { body } = await call<{ items: object[] }>('GET', '/audit')
    expect(body.items).toContainEqual(expect.objectContaining({ action: 'links.use', actor: 'engineer', object: 't/***' }))
    expect(JSON.stringify(body)).not.toContain(path.slice(3))
  })

  it('begins with what the site says, or with where the service listens', async () => {
    const link = async () => {
      await assigned(`unit-${hook.taken.length}`)
      return /接单: (\S+)\/t\//.exec(String(hook.taken.at(-1)?.body['text']))?.[1]
    }
    await call('PATCH', '/site', { name: '示范小区', publicUrl: 'https://wuxun.example.com/' })
    expect(await link()).toBe('https://wuxun.example.com')
    await call('PATCH', '/site', { publicUrl: null })
    expect(await link()).toBe('http://localhost')
    expect((await call('PATCH', '/site', { publicUrl: 'wuxun.example.com' })).status).toBe(400)
  })

  it('hands a ticket on to a colleague, and is not used up by a form that names none', async () => {
    const { id } = await assigned()
    const path = linkIn(hook, '转交')
    expect((await get(path)).body).toContain('<option value="guard">guard</option>')
    const nameless = await post(path, 'assignee=')
    expect(nameless.statusCode).toBe(400)
    expect(nameless.body).toContain('role="alert"')
    expect((await post(path, 'assignee=guard&note=x')).statusCode).toBe(200)
    const { assignee, timeline } = await ticket(id)
    expect(assignee).toBe('guard')
    expect(timeline.at(-1)).toMatchObject({ type: 'handed_on', actor: 'engineer', detail: { assignee: 'guard', via: 'link' } })
  })

  it('takes the time one means to be there by the clock of the site', async () => {
    const { id } = await assigned()
    const path = linkIn(hook, '预计到达')
    expect((await get(path)).body).toContain('value="2025-11-22T16:30"')
    expect((await post(path, 'at=soon')).statusCode).toBe(400)
    expect((await post(path, 'at=2025-11-22T16%3A45')).statusCode).toBe(200)
    expect((await ticket(id)).eta).toBe('2025-11-22T08:45:00.000Z')
  })

  it('that has expired says so and does nothing', async () => {
    const { id, path } = await assigned()
    house.clock.now += linkLifetimeMs
    admin = await house.bearer('admin')
    for (const answer of [await get(path), await post(path)]) {
      expect(answer.statusCode).toBe(410)
      expect(answer.body).toContain('链接已过期')
    }
    expect((await ticket(id)).status).toBe('assigned')
  })

  it('that was altered, is of another ticket, or of somebody who has gone does nothing', async () => {
    const { id, path } = await assigned()
    const [linkId = '', signature = ''] = path.slice(3).split('.')
    const swapped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const other = await assigned('unit-2')
    expect(other.path).not.toBe(path)
    const foreign = `/t/${linkId}.${other.path.split('.')[1]}`
    for (const bad of [
      `/t/${linkId}.${swapped}`,
      `/t/${linkId}`,
      `/t/${linkId}.${signature}.x`,
      `${path}x`,
      foreign,
      '/t/nothing'
    ]) {
      for (const answer of [await get(bad), await post(bad)]) {
        expect({ bad, status: answer.statusCode }).toEqual({ bad, status: 404 })
        expect(answer.body).toContain('链接无效')
      }
    }
    // What is signed is who, which ticket and what for: a row that was changed does not count.
    await house.database.updateTable('links').set({ user: 'admin' }).where('id', '=', linkId).execute()
    expect((await post(path)).statusCode).toBe(404)
    await house.database.updateTable('links').set({ user: 'engineer' }).where('id', '=', linkId).execute()
    await house.database.updateTable('users').set({ enabled: 0 }).where('id', '=', 'engineer').execute()
    expect((await post(path)).statusCode).toBe(404)
    expect((await ticket(id)).status).toBe('assigned')
  })

  it('whose step the ticket does not allow any more is told why, and is not used up', async () => {
    const { id, path } = await assigned()
    const manager = await house.bearer('manager')
    await call('POST', `/tickets/${id}/actions/accept`, {}, manager)
    const refused = await post(path)
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain('The ticket is accepted: accept is not possible.')
    await call('POST', `/tickets/${id}/actions/assign`, { assignee: 'engineer' }, manager)
    expect((await post(path)).statusCode).toBe(200)
  })

  it('is not made for a group when its channel carries none', async () => {
    await call('PATCH', '/channels/hook', { links: false })
    const { id, path } = await assigned()
    expect(path).toBe('')
    expect(String(hook.taken.at(-1)?.body['text'])).toContain(`/tickets/${id}`)
  })
})
