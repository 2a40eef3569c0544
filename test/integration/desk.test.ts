import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAlarmStore } from '../../server/alarms/alarm-store.ts'
import type { TicketAction } from '../../server/contract/tickets.ts'
import type { Database } from '../../server/database/database.ts'
import { AppError } from '../../server/errors.ts'
import type { AlarmChange, RuleHeader } from '../../server/rules/changes.ts'
import type { ReadingPoint, ReadingStore } from '../../server/store/reading-store.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import { readCheckpoint } from '../../server/tickets/checkpoint.ts'
import { createDesk, type Desk } from '../../server/tickets/desk.ts'
import type { Ticket } from '../../server/tickets/ticket.ts'
import { createTicketStore } from '../../server/tickets/ticket-store.ts'
import { openTestDatabase } from '../support/databases.ts'

const minute = 60_000
const start = Date.parse('2026-03-01T08:00:00Z')
const rule: RuleHeader = {
  id: 'booster_pump.outlet_low',
  version: 3,
  title: '供水压力低',
  action: '检查水泵与进水',
  severity: 'critical',
  roles: ['engineer'],
  ticket: true,
  metric: 'outlet_pressure',
  latching: false,
  suppressedBy: []
}
const manager: Actor = { id: 'chen', name: '陈经理', role: 'manager' }
const engineer: Actor = { id: 'wang', name: '王工', role: 'engineer' }
const viewer: Actor = { id: 'zhao', name: '赵', role: 'viewer' }
const kinds = new Map([
  ['pump-1', 'booster_pump'],
  ['pump-2', 'booster_pump'],
  ['lift-1', 'elevator']
])

function raised(episode: number, more: { equipment?: string; rule?: Partial<RuleHeader> } = {}): AlarmChange {
  const { equipment = 'pump-1' } = more
  return {
    type: 'raised',
    rule: { ...rule, ...more.rule },
    equipment,
    episode,
    raisedAt: episode + 5000,
    value: 0.2,
    limit: 0.25
  }
}
function cleared(episode: number, equipment = 'pump-1'): AlarmChange {
  return { type: 'cleared', rule, equipment, episode, clearedAt: episode + minute }
}

/** One metric's readings in memory; `gate`, while set, holds every answer back. */
function createReadings() {
  const points: ReadingPoint[] = []
  const readings = {
    points,
    gate: Promise.resolve() as Promise<unknown>,
    async range({ equipment, metric, from, to, limit }: Parameters<ReadingStore['range']>[0]): Promise<ReadingPoint[]> {
      await readings.gate
      if (equipment !== 'pump-1' || metric !== 'outlet_pressure') return []
      return points.filter(([ts]) => ts >= from && ts < to).slice(0, limit)
    }
  }
  return readings
}

let database: Database
let readings: ReturnType<typeof createReadings>
let clock: number
let desk: Desk
let failures: string[]

function openDesk(): Desk {
  const log = { error: (_: object, message: string) => failures.push(message) }
  return createDesk({ database, readings, now: () => clock, kindOf: (equipment) => kinds.get(equipment), log })
}

beforeEach(async () => {
  database = await openTestDatabase()
  readings = createReadings()
  clock = start
  failures = []
  desk = openDesk()
  for (const { id, name, role } of [manager, engineer, viewer]) {
    await database.insertInto('users').values({ id, name, role, password: '', enabled: 1 }).execute()
  }
})

afterEach(async () => {
  await desk.stop()
  await database.destroy()
})

let seq = 0
const settle = (...changes: AlarmChange[]) => desk.settle(changes, { rulesSeq: ++seq, states: [] })
const tickets = async () => (await createTicketStore(database).list({ limit: 50 })).items
const alarms = async () => (await createAlarmStore(database).list({ limit: 50 })).items
const timeline = async (ticket: Ticket) => (await createTicketStore(database).timeline(ticket.id)).map((event) => event.type)

/** The ticket that the changes opened. */
async function opened(...changes: AlarmChange[]): Promise<Ticket> {
  const [ticket] = (await settle(...changes)).tickets
  if (!ticket) throw new Error('no ticket was opened')
  return ticket
}
/** The ticket after the steps, each with a body that fits. */
async function take(ticket: Ticket, ...actions: TicketAction[]): Promise<Ticket> {
  const bodies: Partial<Record<TicketAction, object>> = {
    assign: { assignee: 'wang' },
    resolve: { result: '更换密封' },
    reopen: { note: '又漏了' },
    cancel: { note: '误报' }
  }
  let last = ticket
  for (const action of actions) last = (await desk.act(ticket.id, action, bodies[action], manager)).tickets[0] ?? last
  return last
}

describe('settle', () => {
  it('opens one ticket for a raise, with the alarm, its due times and its first entry', async () => {
    const result = await settle(raised(start - 5000))
    expect(result).toMatchObject({
      alarms: [{ rule: rule.id, equipment: 'pump-1', state: 'unacknowledged', active: true, ticket: result.tickets[0]?.id }],
      tickets: [
        {
          number: 'WX-000001',
          type: 'fault',
          title: '供水压力低',
          action: '检查水泵与进水',
          priority: 'P1',
          status: 'open',
          openedAt: start,
          due: { respond: start + 5 * minute, arrive: start + 30 * minute, resolve: start + 720 * minute },
          occurrences: 1,
          recovered: false,
          alarm: result.alarms[0]?.id
        }
      ]
    })
    expect(await tickets()).toEqual(result.tickets)
    expect(await alarms()).toEqual(result.alarms)
  })

  it('marks the ticket as recovered on a clear and closes nothing', async () => {
    const ticket = await opened(raised(start))
    expect(await settle(cleared(start))).toMatchObject({
      alarms: [{ state: 'returned', active: false, clearedAt: start + minute }],
      tickets: [{ id: ticket.id, status: 'open', recovered: true }]
    })
    expect(await timeline(ticket)).toEqual(['opened', 'recovered'])
  })

  it('counts a new raise on the same ticket and the same alarm', async () => {
    const ticket = await opened(raised(start), cleared(start))
    expect(await settle(raised(start + 10 * minute))).toMatchObject({
      alarms: [{ id: ticket.alarm, occurrences: 2, state: 'unacknowledged' }],
      tickets: [{ id: ticket.id, occurrences: 2, recovered: false }]
    })
    expect(await timeline(ticket)).toEqual(['opened', 'recovered', 'repeated'])
  })

  it('puts a new alarm of the cause on the ticket that stands', async () => {
    const ticket = await opened(raised(start))
    await desk.stepOnAlarm(ticket.alarm ?? '', { action: 'acknowledge' }, engineer)
    const result = await settle(cleared(start), raised(start + minute))
    expect(result.alarms.map((alarm) => [alarm.state, alarm.ticket])).toEqual([
      ['normal', ticket.id],
      ['unacknowledged', ticket.id]
    ])
    expect(result.tickets).toMatchObject([{ id: ticket.id, occurrences: 2, alarm: result.alarms[1]?.id }])
  })

  it('sends a resolved ticket back to its assignee when the fault returns', async () => {
    const ticket = await opened(raised(start), cleared(start))
    await take(ticket, 'assign', 'accept', 'arrive', 'resolve')
    const [back] = (await settle(raised(start + minute))).tickets
    expect(back).toMatchObject({ id: ticket.id, status: 'assigned', assignee: 'chen', resolution: null, occurrences: 2 })
  })

  it('opens another ticket only on a new raise after a cancel', async () => {
    const first = await opened(raised(start))
    await take(first, 'cancel')
    expect((await settle(cleared(start))).tickets).toEqual([])
    const second = await opened(raised(start + minute))
    expect(second).toMatchObject({ number: 'WX-000002', occurrences: 1 })
    expect(second.id).not.toBe(first.id)
  })

  it('changes nothing when it gets committed changes again', async () => {
    const changes = [raised(start), cleared(start), raised(start + minute), cleared(start + minute)]
    const result = await settle(...changes)
    expect(result).toMatchObject({ alarms: [{ occurrences: 2 }], tickets: [{ occurrences: 2, recovered: true }] })
    expect(await settle(...changes)).toEqual({ alarms: [], tickets: [] })
    for (const change of changes) expect(await settle(change)).toEqual({ alarms: [], tickets: [] })
    expect(await tickets()).toEqual(result.tickets)
    expect(await alarms()).toEqual(result.alarms)
  })

  it('opens one ticket per rule and equipment, numbered in order, whatever the size of the group', async () => {
    const rules = Array.from({ length: 600 }, (_, index) => ({ ...rule, id: `rule-${index}` }))
    await settle(
      ...rules.map((each) => raised(start, { rule: each })),
      ...rules.map((each) => raised(start, { equipment: 'pump-2', rule: each }))
    )
    await settle(...rules.map((each) => raised(start + minute, { rule: each })))
    const rows = await database.selectFrom('tickets').select(['number', 'occurrences']).orderBy('number').execute()
    expect(rows.length).toBe(1200)
    expect(rows[0]?.number).toBe('WX-000001')
    expect(rows.at(-1)?.number).toBe('WX-001200')
    expect(rows.filter((row) => row.occurrences === 2).length).toBe(600)
  })

  it('keeps an alarm without a ticket when the rule makes none', async () => {
    expect(await settle(raised(start, { rule: { severity: 'info', ticket: false } }))).toMatchObject({
      alarms: [{ severity: 'info', ticket: null }],
      tickets: []
    })
  })

  it('is kept from a second standing ticket by the database itself', async () => {
    const ticket = await opened(raised(start))
    const twin = { ...ticket, id: 'tk_twin', number: 'WX-999999' }
    await expect(createTicketStore(database).save([twin])).rejects.toThrow(/unique/i)
  })

  it('applies calls made at once in their order, beside other users of the connection', async () => {
    const calls = [raised(start), cleared(start), raised(start + minute), cleared(start + minute)].map((change) => {
      void database.selectFrom('users').select('id').execute()
      return settle(change)
    })
    const results = await Promise.all(calls)
    expect(results.map((result) => result.tickets[0]?.occurrences)).toEqual([1, 1, 2, 2])
    expect(results.map((result) => result.tickets[0]?.recovered)).toEqual([false, true, false, true])
  })
})

describe('the checkpoint', () => {
  it('is committed with the changes, and alone', async () => {
    const state = { rule: rule.id, equipment: 'pump-1', state: '{"phase":"firing"}' }
    await desk.settle([raised(start)], { rulesSeq: 41, states: [state, { ...state, equipment: 'pump-2' }] })
    expect(await readCheckpoint(database)).toEqual({ rulesSeq: 41, states: [state, { ...state, equipment: 'pump-2' }], late: [] })
    await desk.settle([], {
      rulesSeq: 42,
      states: [
        { ...state, state: null },
        { ...state, equipment: 'pump-2', state: '{}' }
      ]
    })
    expect(await readCheckpoint(database)).toEqual({
      rulesSeq: 42,
      states: [{ ...state, equipment: 'pump-2', state: '{}' }],
      late: []
    })
  })

  it('is 0 in a new database', async () => {
    expect(await readCheckpoint(database)).toEqual({ rulesSeq: 0, states: [], late: [] })
  })

  it('leaves neither alarm nor ticket nor number behind when it cannot be stored', async () => {
    await database.schema.alterTable('rules_progress').renameTo('elsewhere').execute()
    const states = [{ rule: rule.id, equipment: 'pump-1', state: '{}' }]
    await expect(desk.settle([raised(start)], { rulesSeq: 7, states })).rejects.toThrow('rules_progress')
    expect(await tickets()).toEqual([])
    expect(await alarms()).toEqual([])

    await database.schema.alterTable('elsewhere').renameTo('rules_progress').execute()
    expect(await readCheckpoint(database)).toEqual({ rulesSeq: 0, states: [], late: [] })
    expect(await settle(raised(start))).toMatchObject({ tickets: [{ number: 'WX-000001', occurrences: 1 }] })
  })
})

describe('acknowledge', () => {
  it('notes the user, and the note in the timeline of the ticket', async () => {
    const ticket = await opened(raised(start))
    clock += minute
    expect(await desk.stepOnAlarm(ticket.alarm ?? '', { action: 'acknowledge', note: '看到了' }, engineer)).toMatchObject({
      alarms: [{ state: 'acknowledged', active: true, acknowledgedBy: 'wang', acknowledgedAt: start + minute }],
      tickets: []
    })
    const entries = await createTicketStore(database).timeline(ticket.id)
    expect(entries.at(-1)).toMatchObject({ type: 'acknowledged', actor: 'wang', detail: { note: '看到了' } })
  })

  it('is a conflict the second time, forbidden to a viewer, and not found without an alarm', async () => {
    const alarm = (await opened(raised(start))).alarm ?? ''
    await desk.stepOnAlarm(alarm, { action: 'acknowledge' }, engineer)
    await expect(desk.stepOnAlarm(alarm, { action: 'acknowledge' }, engineer)).rejects.toMatchObject({ code: 'conflict' })
    await expect(desk.stepOnAlarm(alarm, { action: 'acknowledge' }, viewer)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(desk.stepOnAlarm('al_none', { action: 'acknowledge' }, engineer)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('steps', () => {
  it('take a ticket from its opening to its end, each with an entry', async () => {
    const ticket = await opened(raised(start), cleared(start))
    const closed = await take(ticket, 'assign', 'accept', 'arrive', 'resolve', 'verify')
    expect(closed).toMatchObject({ status: 'closed', closedAt: clock, resolution: { result: '更换密封', people: ['chen'] } })
    expect(await timeline(ticket)).toEqual(['opened', 'recovered', 'assigned', 'accepted', 'arrived', 'resolved', 'verified'])
    expect(await desk.ticket(ticket.id, manager)).toMatchObject({
      ticket: closed,
      attachments: [],
      allowed: ['reopen', 'comment', 'tell_result', 'follow_up']
    })
  })

  it('refuse to verify while the condition is active, and allow it once it has cleared', async () => {
    const ticket = await opened(raised(start))
    await take(ticket, 'accept', 'arrive', 'resolve')
    await expect(take(ticket, 'verify')).rejects.toMatchObject({
      code: 'conflict',
      allowed: ['reopen', 'comment', 'tell_result', 'follow_up']
    })
    await settle(cleared(start))
    expect((await take(ticket, 'verify')).status).toBe('closed')
  })

  it('refuse to verify on a lift before its papers are attached', async () => {
    const ticket = await opened(raised(start, { equipment: 'lift-1' }), cleared(start, 'lift-1'))
    await take(ticket, 'accept', 'arrive', 'resolve')
    await expect(take(ticket, 'verify')).rejects.toThrow(/operation record and a test report/)
  })

  it('refuse to reopen while a newer ticket stands for the cause', async () => {
    const first = await opened(raised(start), cleared(start))
    await take(first, 'accept', 'arrive', 'resolve', 'verify')
    await settle(raised(start + minute))
    await expect(take(first, 'reopen')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('WX-000002') })
  })

  it('tell a forbidden step, a wrong body, an unknown assignee and an unknown ticket apart', async () => {
    const { id } = await opened(raised(start))
    await expect(desk.act(id, 'cancel', { note: '误报' }, engineer)).rejects.toMatchObject({
      code: 'forbidden',
      allowed: ['accept', 'comment', 'progress']
    })
    await expect(desk.act(id, 'arrive', {}, engineer)).rejects.toMatchObject({
      code: 'conflict',
      allowed: ['accept', 'comment', 'progress']
    })
    await expect(desk.act(id, 'assign', {}, manager)).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'assignee' }] })
    for (const assignee of ['nobody', viewer.id]) {
      await expect(desk.act(id, 'assign', { assignee }, manager)).rejects.toMatchObject({
        code: 'invalid',
        errors: [{ field: 'assignee' }]
      })
    }
    await expect(desk.act('tk_none', 'accept', {}, engineer)).rejects.toBeInstanceOf(AppError)
    expect((await tickets())[0]?.status).toBe('open')
  })
})

describe('a ticket by hand', () => {
  it('is opened by an engineer, with the next number and no breach', async () => {
    await settle(raised(start))
    const wish = { title: '大堂灯不亮', type: 'repair', priority: 'P3', equipment: 'pump-2' } as const
    const [ticket] = (await desk.open(wish, engineer)).tickets
    expect(ticket).toMatchObject({ number: 'WX-000002', type: 'repair', status: 'open', rule: null, equipment: 'pump-2' })
    expect(await desk.ticket(ticket?.id ?? '', engineer)).toMatchObject({
      breach: null,
      timeline: [{ type: 'opened', actor: 'wang' }],
      allowed: ['accept', 'comment', 'progress']
    })
  })

  it('may come several times for the same equipment', async () => {
    const wish = { title: '异响', type: 'repair', priority: 'P4', equipment: 'pump-1' } as const
    await desk.open(wish, engineer)
    await desk.open(wish, engineer)
    expect((await tickets()).length).toBe(2)
  })

  it('is forbidden to a viewer and refused for unknown equipment', async () => {
    const wish = { title: '异响', type: 'repair', priority: 'P4', equipment: 'pump-9' } as const
    await expect(desk.open(wish, viewer)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(desk.open(wish, engineer)).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'equipment' }] })
  })
})

describe('the frozen breach', () => {
  const episode = start - 5000
  const complete = () => readings.points.filter(([ts]) => ts >= episode - 30 * minute && ts <= start + 5 * minute)
  beforeEach(() => {
    for (let ts = start - 40 * minute; ts <= start + minute; ts += minute) readings.points.push([ts, 0.4])
  })
  const expected = () => readings.points.filter(([ts]) => ts >= episode - 30 * minute && ts <= start)

  it('holds the readings of the 30 min before, up to the raise', async () => {
    const ticket = await opened(raised(episode))
    await desk.frozen(ticket.id)
    const { breach } = await desk.ticket(ticket.id, viewer)
    expect(breach).toEqual({
      partial: true,
      metric: 'outlet_pressure',
      limit: 0.25,
      value: 0.2,
      ruleVersion: 3,
      at: start,
      episode,
      points: expected(),
      context: { earlier: [], maintenance: null, daysSinceMaintenance: null, parts: [] },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/)
    })
    expect(breach?.points?.length).toBe(31)
  })

  it('is completed with the 5 min after the raise, once they are over', async () => {
    for (let ts = start + 2 * minute; ts <= start + 10 * minute; ts += minute) readings.points.push([ts, 0.3])
    const ticket = await opened(raised(episode))
    const copied = async () => (await createTicketStore(database).breach(ticket.id))?.points
    desk.copyBreaches()
    await desk.frozen(ticket.id)
    expect(await copied()).toEqual(expected())

    clock = start + 5 * minute - 1
    desk.copyBreaches()
    expect(await copied()).toEqual(expected())
    clock++
    desk.copyBreaches()
    await expect.poll(copied).toEqual(complete())
    clock += minute
    desk.copyBreaches()
    await desk.frozen(ticket.id)
    expect(await copied()).toEqual(complete())
  })

  it('is copied by itself, one a tick, when nobody opens the ticket', async () => {
    const tickets = [await opened(raised(episode)), await opened(raised(episode, { rule: { id: 'other' } }))]
    const copied = async () => {
      const breaches = await Promise.all(tickets.map(({ id }) => createTicketStore(database).breach(id)))
      return breaches.map((breach) => breach?.points !== null)
    }
    desk.copyBreaches()
    expect(await copied()).toEqual([false, false])
    clock = start + 5 * minute
    desk.copyBreaches()
    await expect.poll(copied).toEqual([true, false])
    await expect
      .poll(async () => {
        desk.copyBreaches()
        return copied()
      })
      .toEqual([true, true])
  })

  it('delays no settlement, and survives steps taken meanwhile', async () => {
    let open: () => void = () => undefined
    readings.gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const ticket = await opened(raised(episode))
    await settle(cleared(episode))
    await take(ticket, 'accept')
    expect((await createTicketStore(database).breach(ticket.id))?.points).toBeNull()
    open()
    await desk.frozen(ticket.id)
    const store = createTicketStore(database)
    expect((await store.breach(ticket.id))?.points).toEqual(expected())
    expect(await store.find(ticket.id)).toMatchObject({ status: 'accepted', recovered: true })
    await take(ticket, 'arrive')
    expect((await store.breach(ticket.id))?.points).toEqual(expected())
  })

  it('is filled at the next start when it could not be', async () => {
    readings.gate = Promise.reject(new Error('the journal is closed'))
    readings.gate.catch(() => undefined)
    const ticket = await opened(raised(episode))
    await desk.frozen(ticket.id)
    expect(failures.length).toBe(1)
    expect(await createTicketStore(database).unfrozen()).toEqual([ticket.id])
    await desk.stop()

    readings.gate = Promise.resolve()
    clock = start + 5 * minute
    desk = openDesk()
    await desk.start()
    await desk.frozen(ticket.id)
    expect((await createTicketStore(database).breach(ticket.id))?.points).toEqual(complete())
    expect(await createTicketStore(database).unfrozen()).toEqual([])
  })

  it('is completed after a restart, when somebody looked at it before its time was over', async () => {
    const ticket = await opened(raised(episode))
    await desk.frozen(ticket.id)
    expect(await createTicketStore(database).unfrozen()).toEqual([ticket.id])
    await desk.stop()

    readings.points.push([start + 2 * minute, 0.3])
    clock = start + 5 * minute
    desk = openDesk()
    await desk.start()
    await desk.frozen(ticket.id)
    const { points, partial } = (await createTicketStore(database).breach(ticket.id)) ?? {}
    expect(points).toEqual(complete())
    expect(points?.at(-1)).toEqual([start + 2 * minute, 0.3])
    expect(partial).toBeUndefined()
    expect(await createTicketStore(database).unfrozen()).toEqual([])
  })

  it('keeps what it has when the journal is gone before it is completed', async () => {
    const ticket = await opened(raised(episode))
    await desk.frozen(ticket.id)
    const before = expected()
    await desk.stop()

    readings.points.length = 0
    readings.points.push([start + 2 * minute, 0.3])
    clock = start + 5 * minute
    desk = openDesk()
    await desk.start()
    await desk.frozen(ticket.id)
    expect((await createTicketStore(database).breach(ticket.id))?.points).toEqual([...before, [start + 2 * minute, 0.3]])
    expect(await desk.proveBreach(ticket.id)).toMatchObject({ ok: true })
  })

  it('altered before it is completed is not sealed anew', async () => {
    const ticket = await opened(raised(episode))
    await desk.frozen(ticket.id)
    const store = createTicketStore(database)
    const altered = (await store.breachText(ticket.id))?.replace('0.4]', '0.39]') ?? null
    await database.updateTable('tickets').set({ breach: altered }).where('id', '=', ticket.id).execute()
    clock = start + 5 * minute
    await desk.frozen(ticket.id)
    expect(await desk.proveBreach(ticket.id)).toMatchObject({ ok: false })
  })

  it('has no points when the rule judges no metric', async () => {
    const ticket = await opened(raised(episode, { rule: { metric: null } }))
    await desk.frozen(ticket.id)
    expect((await createTicketStore(database).breach(ticket.id))?.points).toEqual([])
  })
})

describe('lists', () => {
  it('come newest first in pages that neither repeat nor skip, also within one millisecond', async () => {
    for (let index = 0; index < 7; index++) {
      if (index % 3 === 0) clock += minute
      await settle(raised(clock, { rule: { id: `rule-${index}` } }))
    }
    for (const list of [createTicketStore(database).list, createAlarmStore(database).list]) {
      const all = (await list({ limit: 50 })).items.map((item) => item.id)
      const paged: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({ limit: 2, ...(cursor !== null && { cursor }) })
        paged.push(...page.items.map((item) => item.id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(paged).toEqual(all)
      expect(all.length).toBe(7)
    }
  })

  it('take several values per filter', async () => {
    await settle(raised(start), raised(start, { equipment: 'pump-2', rule: { severity: 'major' } }))
    const store = createTicketStore(database)
    expect((await store.list({ limit: 50, equipment: ['pump-1', 'pump-2'], status: ['open'] })).items.length).toBe(2)
    expect((await store.list({ limit: 50, priority: ['P2'], rule: [rule.id] })).items).toMatchObject([{ equipment: 'pump-2' }])
    expect((await store.list({ limit: 50, assignee: ['wang'] })).items).toEqual([])
    await settle(cleared(start))
    const alarmStore = createAlarmStore(database)
    expect((await alarmStore.list({ limit: 50, active: false })).items).toMatchObject([
      { equipment: 'pump-1', state: 'returned' }
    ])
    expect((await alarmStore.list({ limit: 50, state: ['unacknowledged', 'returned'] })).items.length).toBe(2)
    expect(await alarmStore.activeAll()).toMatchObject([{ equipment: 'pump-2' }])
    expect(await alarmStore.standing(rule.id, 'pump-1')).toMatchObject({ state: 'returned' })
  })

  it('refuse a cursor that is not theirs by name', async () => {
    await expect(createTicketStore(database).list({ limit: 50, cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'cursor' }]
    })
  })
})
