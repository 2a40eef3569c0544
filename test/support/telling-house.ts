/** A desk whose news is told, on a real database, over real requests to stand-ins, by a clock that only the test moves. */
import { randomBytes } from 'node:crypto'
import type { Role } from '../../server/contract/common.ts'
import type { NewChannel, Preferences } from '../../server/contract/telling.ts'
import { newChannelSchema } from '../../server/contract/telling.ts'
import type { Database } from '../../server/database/database.ts'
import { createSecretBox, type SecretBox } from '../../server/secret-box.ts'
import { writeSiteSettings } from '../../server/site/site-settings.ts'
import { createTelling, type Telling, type TellingOptions } from '../../server/telling/telling.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import { createDesk, type Desk } from '../../server/tickets/desk.ts'
import type { Ticket } from '../../server/tickets/ticket.ts'
import { createFakeClock } from './fake-clock.ts'
import { aHeader } from './rule-factories.ts'

export type Colleague = {
  id: string
  role: Role
  phone?: string
  email?: string
  wecom?: string
  dingtalk?: string
  feishu?: string
  team?: string
}
export const manager: Actor = { id: 'chen', name: '陈经理', role: 'manager' }
export const wang: Actor = { id: 'wang', name: '王工', role: 'engineer' }

/** Everybody the usual site has. */
export const usual: Colleague[] = [
  { id: 'admin', role: 'admin', email: 'admin@site.test' },
  { id: 'chen', role: 'manager', email: 'chen@site.test', phone: '13900000001' },
  {
    id: 'wang',
    role: 'engineer',
    email: 'wang@site.test',
    phone: '13900000002',
    dingtalk: 'ding-wang',
    feishu: 'ou_wang',
    wecom: 'WangGong'
  },
  { id: 'zhou', role: 'engineer', email: 'zhou@site.test', phone: '13900000003' }
]

export type TellingHouse = Awaited<ReturnType<typeof openTellingHouse>>

type Options = {
  database: Database
  people?: readonly Colleague[]
  box?: SecretBox
  send?: TellingOptions['send']
  clock?: ReturnType<typeof createFakeClock>
  holder?: string
}

export async function openTellingHouse({ database, people = usual, send, holder = 'this', ...given }: Options) {
  const clock = given.clock ?? createFakeClock()
  const box = given.box ?? createSecretBox(randomBytes(32))
  await writeSiteSettings(database, {
    id: 'demo',
    name: '示范小区',
    timezone: 'Asia/Shanghai',
    defaults: 'off',
    anonymous: false,
    publicUrl: 'https://wuxun.test'
  })
  for (const { id, role, team = null, ...reach } of people) {
    const name = id === 'wang' ? '王工' : id
    await database
      .insertInto('users')
      .values({ id, name, role, password: 'x', enabled: 1 })
      .onConflict((on) => on.doNothing())
      .execute()
    const nobody = { phone: null, email: null, wecom: null, dingtalk: null, feishu: null, contractor: null }
    await database
      .insertInto('staff')
      .values({ ...nobody, ...reach, user: id, team, skills: '[]', enabled: 1 })
      .onConflict((on) => on.doNothing())
      .execute()
  }
  const telling: Telling = createTelling({
    database,
    box,
    holder,
    now: clock.now,
    random: () => 0.5,
    ownUrl: () => 'http://10.0.0.5:8080',
    ...(send && { send })
  })
  const desk: Desk = createDesk({
    database,
    readings: { range: async () => [] },
    now: clock.now,
    kindOf: () => 'booster_pump',
    witnesses: [telling.witness]
  })
  await desk.start()
  let seq = 0
  const { runner } = telling

  async function look(): Promise<void> {
    runner.wake()
    runner.tick()
    await runner.settled()
  }

  return {
    clock,
    box,
    telling,
    desk,
    database,
    /** Sends what may go now. */
    look,

    /** Moves the clock in steps, each with what the runner does in it. */
    async advance(ms: number, stepMs = 1_000): Promise<void> {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        runner.tick()
        await runner.settled()
      }
    },

    /** As the API takes it. */
    channel: (channel: Pick<NewChannel, 'id' | 'kind'> & Record<string, unknown>) =>
      telling.channels.create(newChannelSchema.parse({ name: channel.id, ...channel })),
    prefer: (user: string, wish: Partial<Preferences>) =>
      telling.preferences.save(user, { channels: [], events: null, priorities: null, quiet: null, language: null, ...wish }),

    /** A ticket that a rule opens. */
    async raise(equipment = 'pump-1', severity: 'critical' | 'major' = 'critical'): Promise<Ticket> {
      const at = clock.now()
      const raised = { rule: aHeader({ severity }), equipment, episode: at, raisedAt: at, value: 0.2, limit: 0.25 }
      const { tickets } = await desk.settle([{ type: 'raised', ...raised }], { rulesSeq: ++seq, states: [] })
      const [ticket] = tickets
      if (!ticket) throw new Error('no ticket was opened')
      return ticket
    },
    deliveries: async (ticket: Ticket | string) => telling.deliveries.ofTicket(typeof ticket === 'string' ? ticket : ticket.id),

    async close(): Promise<void> {
      await runner.stop()
      await desk.stop()
      await database.destroy()
    }
  }
}
