/**
 * 500 alarms a minute for a minute against a mail server and three robots that enforce their limits: nobody's budget is
 * passed, every P1 is delivered or failed over within 60 s, and in the end everything is told.
 * `TELLING_FLOOD=500` plays it in full, the gate a part of it.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestDatabase } from '../support/databases.ts'
import { reportFigures } from '../support/report-figures.ts'
import { type MailServer, type StandIn, startDingtalk, startFeishu, startMailServer, startWecom } from '../support/stand-ins.ts'
import { openTellingHouse, type TellingHouse, usual } from '../support/telling-house.ts'

const alarms = Number(process.env['TELLING_FLOOD'] ?? 50)
const stepMs = 500
/** PostgreSQL on a crowded machine takes its time. */
const timeout = 240_000
const minuteMs = 60_000

let house: TellingHouse
let robots: Record<'wecom' | 'dingtalk' | 'feishu', StandIn>
let mail: MailServer
beforeEach(async () => {
  const people = [...usual, { id: 'sun', role: 'engineer' as const, feishu: 'ou_sun' }]
  house = await openTellingHouse({ database: await openTestDatabase(), people })
  const { now } = house.clock
  robots = {
    wecom: await startWecom({ now }),
    dingtalk: await startDingtalk({ now, secret: 'SEC' }),
    feishu: await startFeishu({ now, secret: 'SEC' })
  }
  mail = await startMailServer({ now, perMinute: 60 })
})
afterEach(async () => {
  await house.close()
  await Promise.all([...Object.values(robots), mail].map((server) => server.close()))
})

it(
  `${alarms} alarms in a minute stay within every budget, and each P1 gets through or over in time`,
  async () => {
    await house.channel({
      id: 'dingtalk',
      kind: 'dingtalk',
      order: 1,
      settings: { url: robots.dingtalk.url, secret: 'SEC', allowPrivate: true }
    })
    await house.channel({ id: 'wecom', kind: 'wecom', order: 2, settings: { url: robots.wecom.url, allowPrivate: true } })
    await house.channel({
      id: 'feishu',
      kind: 'feishu',
      order: 3,
      settings: { url: robots.feishu.url, secret: 'SEC', allowPrivate: true }
    })
    const mailSettings = { host: '127.0.0.1', port: mail.port, security: 'plain', from: 'wuxun@site.test', perMinute: 60 }
    await house.channel({ id: 'mail', kind: 'smtp', order: 4, settings: mailSettings })
    // Each channel has its share of the flood.
    await house.prefer('wang', { channels: ['dingtalk'] })
    await house.prefer('zhou', { channels: ['wecom'] })
    await house.prefer('sun', { channels: ['feishu'] })
    await house.prefer('chen', { channels: ['mail'] })

    const urgent: string[] = []
    const all: string[] = []
    let opened = 0
    for (let passed = 0; passed < minuteMs; passed += stepMs) {
      for (; opened < (alarms * (passed + stepMs)) / minuteMs; opened++) {
        // One in ten is critical.
        const ticket = await house.raise(`pump-${opened}`, opened % 10 === 0 ? 'critical' : 'major')
        all.push(ticket.id)
        if (ticket.priority === 'P1') urgent.push(ticket.id)
      }
      await house.advance(stepMs, stepMs)
    }
    await house.advance(2 * minuteMs, stepMs)

    for (const { tooFast } of Object.values(robots)) expect(tooFast).toEqual([])
    expect(mail.tooFast).toBe(0)
    const slowest = await slowestUrgent(urgent)
    expect(slowest).toBeLessThanOrEqual(minuteMs)
    const told = await Promise.all(all.map((id) => house.deliveries(id)))
    expect(told.flat().filter(({ nextAt }) => nextAt !== null)).toEqual([])
    // Each message has ended as sent, once.
    const ends = new Map<string, number>()
    for (const { message, state } of told.flat()) ends.set(message, (ends.get(message) ?? 0) + (state === 'sent' ? 1 : 0))
    expect([...ends.values()].every((count) => count === 1)).toBe(true)
    const { wecom, dingtalk, feishu } = robots
    reportFigures(
      `${alarms} alarms in a minute, ${ends.size} messages: ${dingtalk.taken.length} posts to DingTalk, ${wecom.taken.length} to WeCom, ${feishu.taken.length} to Feishu, ${mail.taken.length} mails; slowest P1 after ${slowest / 1000} s`
    )
  },
  timeout
)

it(
  'a robot that is shut for ten minutes holds no P1 up: the next channel has it',
  async () => {
    robots.dingtalk.answer = () => ({ body: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' } })
    await house.channel({
      id: 'dingtalk',
      kind: 'dingtalk',
      order: 1,
      settings: { url: robots.dingtalk.url, secret: 'SEC', allowPrivate: true }
    })
    await house.channel({ id: 'wecom', kind: 'wecom', order: 2, settings: { url: robots.wecom.url, allowPrivate: true } })
    const tickets: string[] = []
    for (let index = 0; index < 20; index++) {
      tickets.push((await house.raise(`pump-${index}`)).id)
      await house.advance(1_000, stepMs)
    }
    await house.advance(minuteMs, stepMs)
    expect(robots.dingtalk.asked).toHaveLength(1)
    expect(robots.wecom.tooFast).toEqual([])
    expect(await slowestUrgent(tickets)).toBeLessThanOrEqual(minuteMs)
  },
  timeout
)

/** From the opening to the first delivery that is sent or has gone over, ms; the slowest of all messages. */
async function slowestUrgent(tickets: readonly string[]): Promise<number> {
  let slowest = 0
  for (const id of tickets) {
    const { openedAt } = (await house.desk.ticket(id, { id: 'chen', name: 'chen', role: 'manager' })).ticket
    const firsts = new Map<string, number>()
    for (const { message, state, at } of await house.deliveries(id)) {
      if (state !== 'sent' && state !== 'failed_over') continue
      firsts.set(message, Math.min(firsts.get(message) ?? Number.POSITIVE_INFINITY, Date.parse(at) - openedAt))
    }
    expect(firsts.size).toBeGreaterThan(0)
    slowest = Math.max(slowest, ...firsts.values())
  }
  return slowest
}
