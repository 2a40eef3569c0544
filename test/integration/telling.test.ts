/** From a happening in the desk to what the other side got, over real requests. */
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atomically } from '../../server/database/transaction.ts'
import { leaseMs } from '../../server/telling/lease.ts'
import { openTestDatabase } from '../support/databases.ts'
import {
  type MailServer,
  type StandIn,
  startDingtalk,
  startFeishu,
  startMailServer,
  startReceiver,
  startWecom
} from '../support/stand-ins.ts'
import { manager, openTellingHouse, type TellingHouse, usual, wang } from '../support/telling-house.ts'

let house: TellingHouse
const open: (StandIn | MailServer)[] = []
async function keep<Server extends StandIn | MailServer>(server: Promise<Server>): Promise<Server> {
  const started = await server
  open.push(started)
  return started
}
beforeEach(async () => {
  house = await openTellingHouse({ database: await openTestDatabase() })
})
afterEach(async () => {
  await house.close()
  for (const server of open.splice(0)) await server.close()
})

const markdownOf = ({ body }: StandIn['taken'][number]) => (body as { markdown: { content?: string; text?: string } }).markdown
const robot = (url: string) => ({ settings: { url, allowPrivate: true } })

describe('without a channel', () => {
  it('nothing is written', async () => {
    const ticket = await house.raise()
    expect(await house.deliveries(ticket)).toEqual([])
  })
})

describe('a new P1 ticket', () => {
  it('goes to those on duty and the managers, in one post of the group that calls them all', async () => {
    const wecom = await keep(startWecom({ now: house.clock.now }))
    await house.channel({ id: 'group', kind: 'wecom', ...robot(wecom.url) })
    const ticket = await house.raise()
    expect((await house.deliveries(ticket)).map(({ to, state }) => `${to} ${state}`).sort()).toEqual([
      'chen queued',
      'wang queued',
      'zhou queued'
    ])
    await house.look()
    expect(wecom.taken).toHaveLength(1)
    const sent = wecom.taken[0]?.body as
      | { text: { content: string; mentioned_list: string[]; mentioned_mobile_list: string[] } }
      | undefined
    const text = sent?.text
    expect(text?.content).toContain(`【P1 新工单】${ticket.number} 供水压力低`)
    expect(text?.content).toContain('处置措施: 检查水泵与进水')
    expect(text?.mentioned_list).toEqual(['WangGong'])
    expect(text?.mentioned_mobile_list.sort()).toEqual(['13900000001', '13900000003'])
    const told = await house.deliveries(ticket)
    expect(told.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
    expect(told[0]).toMatchObject({ channel: 'group', event: 'opened', attempts: 1, nextAt: null, error: null })
  })

  it('names the technician, the phone and the link once somebody has it', async () => {
    const feishu = await keep(startFeishu({ now: house.clock.now, secret: 'feishu-secret' }))
    await house.channel({
      id: 'group',
      kind: 'feishu',
      settings: { url: feishu.url, secret: 'feishu-secret', allowPrivate: true }
    })
    const ticket = await house.raise()
    await house.look()
    await house.desk.act(ticket.id, 'assign', { assignee: 'wang' }, manager)
    await house.look()
    const sent = feishu.taken.at(-1)?.body as { card: { elements: { content: string }[] } } | undefined
    const element = sent?.card.elements[0]
    expect(element?.content).toContain('处理人: 王工 13900000002')
    expect(element?.content).toMatch(/\[接单\]\(https:\/\/wuxun\.test\/t\/ln_[0-9a-v]+\.[\w-]{22}\)/)
    expect(element?.content).toContain(`(https://wuxun.test/tickets/${ticket.id})`)
    expect(element?.content).toContain('<at id=ou_wang></at>')
  })

  it('is not told to whoever did it', async () => {
    const hook = await keep(startReceiver(house.clock.now))
    await house.channel({ id: 'hook', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    await house.desk.open({ title: '漏水', type: 'repair', priority: 'P3' }, wang)
    await house.look()
    const items = hook.taken.flatMap(({ body }) => body['items'] as { to: string }[])
    expect(items.map(({ to }) => to)).toEqual(['zhou'])
  })
})

describe('channels', () => {
  it('DingTalk gets a signed post that calls by user id, or by telephone number', async () => {
    const dingtalk = await keep(startDingtalk({ now: house.clock.now, secret: 'SEC123' }))
    await house.channel({
      id: 'group',
      kind: 'dingtalk',
      settings: { url: `${dingtalk.url}?access_token=abc`, secret: 'SEC123', allowPrivate: true }
    })
    await house.raise()
    await house.look()
    expect(dingtalk.taken).toHaveLength(1)
    expect(dingtalk.taken[0]?.body).toMatchObject({
      at: { atUserIds: ['ding-wang'], atMobiles: ['13900000001', '13900000003'], isAtAll: false }
    })
    expect(markdownOf(dingtalk.taken[0] as StandIn['taken'][number]).text).toContain('@ding-wang @13900000001 @13900000003')
  })

  it('a webhook can check who sent it, and tell a post that came twice', async () => {
    const hook = await keep(startReceiver(house.clock.now))
    const { secret = '' } = await house.channel({ id: 'hook', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    hook.answer = () => ({ status: 500 })
    const ticket = await house.raise('pump-1', 'major')
    await house.look()
    hook.answer = undefined
    await house.advance(10_000)
    const [first, second, ...more] = hook.asked
    expect(more).toEqual([])
    expect(first?.headers['idempotency-key']).toBe(second?.headers['idempotency-key'])
    const { 'wuxun-timestamp': timestamp, 'wuxun-signature': signature } = second?.headers ?? {}
    const expected = createHmac('sha256', secret)
      .update(`${String(timestamp)}.${second?.text}`)
      .digest('hex')
    expect(signature).toBe(`sha256=${expected}`)
    expect(second?.body).toMatchObject({ site: '示范小区', items: [{ event: 'opened', number: ticket.number }, {}] })
  })

  it('mail goes to each person alone, with what happened as its subject', async () => {
    const mail = await keep(startMailServer({ now: house.clock.now }))
    await house.channel({
      id: 'mail',
      kind: 'smtp',
      settings: { host: '127.0.0.1', port: mail.port, security: 'plain', from: '物巡 <wuxun@site.test>' }
    })
    await house.raise('pump-1', 'major')
    await house.look()
    expect(mail.taken.map(({ to }) => to).sort()).toEqual([['wang@site.test'], ['zhou@site.test']])
    expect(mail.taken[0]?.source).toMatch(/^Message-ID: <ms_[0-9a-v]+@wuxun>/im)
    expect(mail.taken[0]?.source).toMatch(/^Auto-Submitted: auto-generated/im)
  })

  it('SMS is whatever request the template makes of number and text', async () => {
    const gateway = await keep(startReceiver(house.clock.now))
    await house.channel({
      id: 'sms',
      kind: 'sms',
      settings: {
        url: `${gateway.url}?to={phone}`,
        headers: { authorization: 'AppCode 123' },
        body: '{"mobile":"{phone}","content":"{text}"}',
        expect: '"ok":true',
        allowPrivate: true
      }
    })
    await house.desk.open({ title: '说 "你好"\n\\', type: 'repair', priority: 'P3' }, manager)
    await house.look()
    expect(gateway.taken).toHaveLength(2)
    const sms = gateway.taken.find(({ path }) => path.endsWith('?to=13900000002'))
    expect(sms?.body).toMatchObject({ mobile: '13900000002', content: expect.stringContaining('说 "你好" \\') })
    expect(sms?.headers['authorization']).toBe('AppCode 123')
  })

  it('tell a requester who left a number how it goes, and hide the number from others', async () => {
    const gateway = await keep(startReceiver(house.clock.now))
    await house.channel({ id: 'sms', kind: 'sms', settings: { url: gateway.url, allowPrivate: true } })
    const { tickets } = await house.desk.open({ title: '漏水', type: 'repair', priority: 'P3' }, wang)
    const id = tickets[0]?.id ?? ''
    await house.database
      .updateTable('tickets')
      .set({ requester: JSON.stringify({ name: '业主', phone: '13812345678' }) })
      .where('id', '=', id)
      .execute()
    for (const [action, body] of [
      ['accept', {}],
      ['arrive', {}],
      ['resolve', { result: '换了阀门' }]
    ] as const) {
      await house.desk.act(id, action, body, wang)
    }
    await house.look()
    const last = gateway.taken.find(({ body }) => body['phone'] === '13812345678')
    expect(last?.body['text']).toBe('【已处理完成】WX-000001 漏水\n处理人: 王工 13900000002')
    const told = (await house.deliveries(id)).find(({ event }) => event === 'resolved')
    expect(told).toMatchObject({ to: '138****5678', state: 'sent' })
  })
})

describe('what the other side does not take', () => {
  it('is tried again later and later, then goes to the next channel', async () => {
    const [broken, hook] = [await keep(startReceiver(house.clock.now)), await keep(startReceiver(house.clock.now))]
    broken.answer = () => ({ status: 503 })
    await house.channel({ id: 'one', kind: 'webhook', order: 1, settings: { url: broken.url, allowPrivate: true } })
    await house.channel({ id: 'two', kind: 'webhook', order: 2, settings: { url: hook.url, allowPrivate: true } })
    const ticket = await house.raise('pump-1', 'major')
    await house.advance(300_000)
    const waits = broken.asked.slice(1).map(({ at }, index) => at - (broken.asked[index]?.at ?? 0))
    expect(waits).toEqual([2_000, 4_000, 7_000, 14_000, 28_000])
    expect(hook.taken).toHaveLength(1)
    const states = (await house.deliveries(ticket)).map(({ to, channel, state }) => `${to} ${channel} ${state}`)
    expect(states.sort()).toEqual(['wang one failed_over', 'wang two sent', 'zhou one failed_over', 'zhou two sent'])
  })

  it('for good goes to the next channel at once', async () => {
    const [wrong, hook] = [
      await keep(startDingtalk({ now: house.clock.now, secret: 'right' })),
      await keep(startReceiver(house.clock.now))
    ]
    await house.channel({
      id: 'one',
      kind: 'dingtalk',
      order: 1,
      settings: { url: wrong.url, secret: 'wrong', allowPrivate: true }
    })
    await house.channel({ id: 'two', kind: 'webhook', order: 2, settings: { url: hook.url, allowPrivate: true } })
    const ticket = await house.raise('pump-1', 'major')
    await house.look()
    await house.look()
    expect(wrong.asked).toHaveLength(1)
    expect(hook.taken).toHaveLength(1)
    const over = (await house.deliveries(ticket)).find(({ state }) => state === 'failed_over')
    expect(over).toMatchObject({
      channel: 'one',
      error: '{"errcode":310000,"errmsg":"sign not match"}'
    })
  })

  it('because it came too fast waits until it may, in the channel’s own time', async () => {
    const robotServer = await keep(startDingtalk({ now: house.clock.now }))
    robotServer.answer = () => ({ body: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' } })
    await house.channel({ id: 'one', kind: 'dingtalk', ...robot(robotServer.url) })
    const ticket = await house.raise('pump-1', 'major')
    await house.look()
    robotServer.answer = undefined
    await house.advance(600_000, 5_000)
    expect(robotServer.asked).toHaveLength(1)
    await house.advance(30_000)
    expect(robotServer.taken).toHaveLength(1)
    expect((await house.deliveries(ticket)).every(({ state }) => state === 'sent')).toBe(true)
  })

  it('through any channel is given up after about a day, and not before', async () => {
    const broken = await keep(startReceiver(house.clock.now))
    broken.answer = () => ({ status: 404 })
    await house.channel({ id: 'one', kind: 'webhook', settings: { url: broken.url, allowPrivate: true } })
    const ticket = await house.raise('pump-1', 'major')
    await house.advance(15 * 3_600_000, 60_000)
    expect((await house.deliveries(ticket)).at(-1)?.state).toBe('queued')
    await house.advance(24 * 3_600_000, 300_000)
    expect((await house.deliveries(ticket)).at(-1)).toMatchObject({ state: 'failed', nextAt: null, error: 'HTTP 404 {}' })
  })

  it('at P1 goes over to the next channel within seconds, a blocked one is passed by', async () => {
    const [one, two] = [await keep(startReceiver(house.clock.now)), await keep(startReceiver(house.clock.now))]
    one.answer = () => ({ status: 503 })
    await house.channel({ id: 'one', kind: 'webhook', order: 1, settings: { url: one.url, allowPrivate: true } })
    await house.channel({ id: 'two', kind: 'webhook', order: 2, settings: { url: two.url, allowPrivate: true } })
    const ticket = await house.raise()
    await house.advance(16_000)
    expect(two.taken).toHaveLength(1)
    expect((two.taken[0]?.at ?? 0) - ticket.openedAt).toBeLessThanOrEqual(16_000)
    one.answer = () => ({ status: 429, headers: { 'retry-after': '120' } })
    await house.raise('pump-2')
    await house.advance(3_000)
    await house.raise('pump-3')
    const asked = one.asked.length
    await house.advance(1_000)
    expect(one.asked).toHaveLength(asked)
    expect(two.taken).toHaveLength(3)
  })

  it('is warned of when nothing has gone through for ten minutes, until something does', async () => {
    const broken = await keep(startReceiver(house.clock.now))
    broken.answer = () => ({ status: 503 })
    await house.channel({ id: 'one', kind: 'webhook', settings: { url: broken.url, allowPrivate: true } })
    await house.raise('pump-1', 'major')
    await house.advance(540_000, 10_000)
    expect(house.telling.runner.warnings()).toEqual([])
    await house.advance(120_000, 10_000)
    expect(house.telling.runner.warnings()).toEqual([
      expect.stringMatching(/^Channel one \(one\) has let nothing through since 2025-11-22T08:00:10/)
    ])
    broken.answer = undefined
    await house.advance(1_800_000, 60_000)
    expect(house.telling.runner.warnings()).toEqual([])
  })
})

describe('the daily bulletin', () => {
  const counts = { opened: 5, closed: 3, open: 7, dueToday: 2, overdue: 1 }
  const bulletin = {
    date: '2025-11-22',
    from: '2025-11-21T08:45:00.000Z',
    to: '2025-11-22T08:45:00.000Z',
    generatedAt: '2025-11-22T08:45:00.000Z',
    announcedAt: null,
    counts,
    teams: [
      { ...counts, team: 'water', name: '水电班' },
      { ...counts, team: null, name: null }
    ],
    dueToday: [],
    overdue: []
  }

  it('goes to everybody who works here, in one post, with the figures of each team', async () => {
    const wecom = await keep(startWecom({ now: house.clock.now }))
    await house.channel({ id: 'group', kind: 'wecom', ...robot(wecom.url) })
    await atomically(house.database, (db) => house.telling.announce(db, bulletin))
    await house.look()
    expect(wecom.taken).toHaveLength(1)
    const said = JSON.stringify(wecom.taken[0]?.body)
    expect(said).toContain('【每日状态通报】2025-11-22 新开 5，关闭 3，在办 7，今日到期 2，超时 1')
    expect(said).toContain('水电班: 新开 5')
    expect(said).toContain('/reports')
  })
})

describe('quiet hours', () => {
  it('hold what is not urgent until they end, and tell it at once', async () => {
    const hook = await keep(startReceiver(house.clock.now))
    await house.channel({ id: 'hook', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    await house.channel({ id: 'off', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    // 16:00 in Shanghai.
    await house.prefer('wang', { quiet: { from: '15:00', to: '18:00' } })
    await house.prefer('zhou', { events: ['resolved'] })
    const first = await house.raise('pump-1', 'major')
    await house.raise('pump-2', 'major')
    await house.advance(7_190_000, 10_000)
    expect(hook.asked).toEqual([])
    expect(await house.deliveries(first)).toMatchObject([{ to: 'wang', state: 'held', nextAt: '2025-11-22T10:00:00.000Z' }])
    await house.advance(20_000)
    expect(hook.taken.map(({ body }) => body['title'])).toEqual(['2 张新工单'])
    expect((await house.deliveries(first)).map(({ state }) => state)).toEqual(['sent'])
  })

  it('do not hold P1, unless an admin says so for this person', async () => {
    const hook = await keep(startReceiver(house.clock.now))
    await house.channel({ id: 'hook', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    const quiet = { from: '15:00', to: '18:00' }
    await house.prefer('wang', { quiet })
    await house.prefer('zhou', { quiet, urgentWaits: true })
    const ticket = await house.raise()
    expect((await house.deliveries(ticket)).map(({ to, state }) => `${to} ${state}`).sort()).toEqual([
      'chen queued',
      'wang queued',
      'zhou held'
    ])
  })
})

describe('several instances on one database', () => {
  /** One with the same key, as instances that share a database have. */
  const another = () => openTellingHouse({ database: house.database, box: house.box, clock: house.clock, holder: 'other' })

  it('send each message once, whoever looks; another one takes over when the sender is gone', async () => {
    const hook = await keep(startReceiver(house.clock.now))
    await house.channel({ id: 'hook', kind: 'webhook', settings: { url: hook.url, allowPrivate: true } })
    const other = await another()
    await house.raise('pump-1', 'major')
    await Promise.all([house.look(), other.look()])
    expect(hook.taken).toHaveLength(1)
    await house.raise('pump-2', 'major')
    await other.look()
    expect(hook.taken).toHaveLength(1)
    await other.advance(leaseMs)
    expect(hook.taken).toHaveLength(2)
    await other.telling.runner.stop()
  })

  it('have one budget, which a restart does not fill up', async () => {
    const wecom = await keep(startWecom({ now: house.clock.now }))
    await house.channel({ id: 'group', kind: 'wecom', ...robot(wecom.url) })
    for (let index = 0; index < 5; index++) {
      await house.raise(`pump-${index}`)
      await house.look()
    }
    expect(wecom.taken).toHaveLength(5)
    await house.telling.runner.stop()
    const again = await openTellingHouse({ database: house.database, box: house.box, clock: house.clock })
    await again.raise('pump-9')
    await again.look()
    expect(wecom.asked).toHaveLength(5)
    await again.advance(6_000)
    expect(wecom.taken).toHaveLength(6)
    await again.telling.runner.stop()
  })
})

describe('channel settings', () => {
  it('lie encrypted in the database, and another key does not read them', async () => {
    await house.channel({
      id: 'group',
      kind: 'dingtalk',
      settings: { url: 'https://oapi.dingtalk.com/robot/send?access_token=abcdef', secret: 'SEC-of-robot' }
    })
    const row = await house.database.selectFrom('channels').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toMatch(/SEC-of-robot|abcdef|dingtalk\.com/)
    const ticket = await house.raise()
    const other = await openTellingHouse({ database: house.database, people: usual, clock: house.clock, holder: 'other' })
    await other.look()
    expect(other.telling.runner.warnings()).toEqual([
      expect.stringContaining('Channel group: its settings were written with another key')
    ])
    expect((await house.deliveries(ticket)).every(({ state, attempts }) => state === 'queued' && attempts === 0)).toBe(true)
  })
})
