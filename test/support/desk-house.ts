/** A desk on a real database, a clock that only the test moves, and a site of a few equipment. */
import { createAlarmHistory } from '../../server/alarms/alarm-history.ts'
import { createAlarmStore } from '../../server/alarms/alarm-store.ts'
import { createTopology, type Feeding } from '../../server/alarms/topology.ts'
import type { Database } from '../../server/database/database.ts'
import { createDispatcher } from '../../server/dispatch/dispatcher.ts'
import type { AlarmChange, AlarmRaised, RuleHeader } from '../../server/rules/changes.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import { createDesk, type Desk, type Settlement } from '../../server/tickets/desk.ts'
import type { DeskOptions } from '../../server/tickets/desk-options.ts'
import { createTicketStore } from '../../server/tickets/ticket-store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { aHeader } from './rule-factories.ts'

export const engineer: Actor = { id: 'wang', name: '王工', role: 'engineer' }
export const otherEngineer: Actor = { id: 'zhou', name: '周工', role: 'engineer' }
export const guard: Actor = { id: 'li', name: '李', role: 'guard' }

export type DeskHouse = Awaited<ReturnType<typeof openDeskHouse>>
type Site = {
  feeding?: readonly Feeding[]
  fire?: readonly string[]
  kinds?: Readonly<Record<string, string>>
} & Pick<DeskOptions, 'attributesOf'>

/** `open` opens the database, also after `restart`. All equipment is a pump, but for the `fire` ones and what `kinds` names; `x` is none. */
export async function openDeskHouse(open: () => Promise<Database>, site: Site = {}) {
  const { feeding = [], fire = [], kinds = {}, ...more } = site
  const clock: FakeClock = createFakeClock()
  const topology = createTopology(feeding)
  const kindOf = (id: string) => kinds[id] ?? (fire.includes(id) ? 'fire_pump' : 'booster_pump')
  const dispatch = createDispatcher({ kindOf, timezone: () => 'Asia/Shanghai' })
  let seq = 0
  let database = await open()
  let desk: Desk
  await start()

  async function start(): Promise<void> {
    desk = createDesk({
      database,
      readings: { range: async () => [] },
      now: clock.now,
      kindOf: (id) => (id === 'x' ? undefined : kindOf(id)),
      isFire: (kind) => kind === 'fire_pump',
      topology: () => topology,
      dispatch,
      witnesses: [dispatch.witness],
      ...more
    })
    await desk.start()
    await desk.tick()
  }

  /** A raise now, of a rule without an on-delay. */
  function raised(equipment: string, rule: Partial<RuleHeader> = {}, more: Partial<AlarmRaised> = {}): AlarmRaised {
    const at = clock.now()
    return { type: 'raised', rule: aHeader(rule), equipment, episode: at, raisedAt: at, value: 0.2, limit: 0.25, ...more }
  }

  return {
    clock,
    raised,
    get desk() {
      return desk
    },
    get database() {
      return database
    },
    cleared({ rule, equipment, episode }: AlarmRaised): AlarmChange {
      return { type: 'cleared', rule, equipment, episode, clearedAt: clock.now() }
    },
    settle: (...changes: AlarmChange[]): Promise<Settlement> => desk.settle(changes, { rulesSeq: ++seq, states: [] }),

    /** Moves the clock, and has the desk do what comes due on the way, each at its time. */
    async advance(ms: number): Promise<Settlement> {
      const end = clock.now() + ms
      const all: Required<Settlement> = { alarms: [], tickets: [], services: [] }
      for (let due = desk.due(); due !== undefined && due <= end; due = desk.due()) {
        clock.set(Math.max(due, clock.now()))
        const settlement = await desk.tick()
        all.alarms.push(...settlement.alarms)
        all.tickets.push(...settlement.tickets)
        all.services.push(...(settlement.services ?? []))
      }
      clock.set(end)
      return all
    },

    alarms: async () => (await createAlarmStore(database).list({ limit: 500 })).items,
    async alarm(equipment: string, rule?: string) {
      const { items } = await createAlarmStore(database).list({
        limit: 500,
        equipment: [equipment],
        ...(rule && { rule: [rule] })
      })
      const [found] = items
      if (!found) throw new Error(`no alarm on ${equipment}`)
      return found
    },
    history: async (alarm: string) => createAlarmHistory(database).of(alarm),
    words: async (alarm: string) => (await createAlarmHistory(database).of(alarm)).map(({ type, state }) => `${type} ${state}`),
    tickets: async () => (await createTicketStore(database).list({ limit: 500 })).items,
    timeline: async (ticket: string | null) => createTicketStore(database).timeline(ticket ?? ''),

    /** As a crash leaves it: only what was committed is there. */
    async restart(): Promise<void> {
      await desk.stop()
      await database.destroy()
      database = await open()
      await start()
    },
    async close(): Promise<void> {
      await desk.stop()
      await database.destroy()
    }
  }
}
