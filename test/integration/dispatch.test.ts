import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../server/database/database.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import type { Ticket } from '../../server/tickets/ticket.ts'
import type { TicketEventType } from '../../server/tickets/ticket-record.ts'
import { setUpWorkforce } from '../support/a-workforce.ts'
import { openTestDatabase } from '../support/databases.ts'
import { type DeskHouse, openDeskHouse } from '../support/desk-house.ts'

const minute = 60_000
const hour = 60 * minute
const manager: Actor = { id: 'chen', name: '陈经理', role: 'manager' }
const an: Actor = { id: 'an', name: 'an工', role: 'engineer' }
const bo: Actor = { id: 'bo', name: 'bo工', role: 'engineer' }
/** Anybody can do what is to be done there. */
const yards = Array.from({ length: 300 }, (_, index) => `yard-${index}`)
const kinds = {
  'lift-1': 'elevator',
  'cabinet-1': 'power_cabinet',
  'leak-1': 'leak_sensor',
  ...Object.fromEntries(yards.map((yard) => [yard, 'custom']))
}
const otis = { id: 'otis', name: '奥的斯', phone: '4001234567', kinds: ['elevator'] }

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** It is 16:00 on the site when the house opens. */
async function open(
  setUp: (database: Database) => Promise<void> = setUpWorkforce,
  openIt: () => Promise<Database> = openTestDatabase
): Promise<DeskHouse> {
  const house = await openDeskHouse(openIt, { kinds })
  closing.push(() => house.close())
  await setUp(house.database)
  return house
}

async function breach(house: DeskHouse, equipment: string, id = `rule.${equipment}`): Promise<Ticket> {
  const { tickets } = await house.settle(house.raised(equipment, { id }))
  const [ticket] = tickets
  if (!ticket) throw new Error(`no ticket on ${equipment}`)
  return ticket
}

async function now(house: DeskHouse, id: string): Promise<Ticket> {
  const found = (await house.tickets()).find((each) => each.id === id)
  if (!found) throw new Error(`no ticket ${id}`)
  return found
}

/** `type assignee: reasons` of what the dispatcher did. */
async function told(house: DeskHouse, ticket: string): Promise<string[]> {
  const types: TicketEventType[] = ['dispatched', 'redispatched']
  return (await house.timeline(ticket))
    .filter(({ type }) => types.includes(type))
    .map(({ type, detail: { assignee, contractor, to, why } }) => {
      const reasons = (why as { reason: string }[]).map(({ reason }) => reason)
      return `${type} ${assignee ?? contractor ?? to ?? 'nobody'}: ${reasons.join(' ')}`
    })
}

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'taken',
    (error: unknown) => error
  )
}

describe('a new ticket', () => {
  it('is with the right person in the transaction that opens it', async () => {
    const house = await open()
    const ticket = await breach(house, 'leak-1')
    expect(ticket).toMatchObject({ status: 'assigned', assignee: 'an', contractor: null })
    const timeline = await house.timeline(ticket.id)
    expect(timeline.map(({ type }) => type)).toEqual(['opened', 'dispatched'])
    expect(timeline[1]?.detail).toEqual({
      assignee: 'an',
      name: 'an工',
      phone: '13800000001',
      why: [{ reason: 'on_duty' }, { reason: 'skill', value: 'water' }, { reason: 'load', value: 0 }]
    })
  })

  it('by hand goes the same way', async () => {
    const house = await open()
    const wish = { title: '漏水', type: 'repair', priority: 'P3', equipment: 'leak-1' } as const
    const [ticket] = (await house.desk.open(wish, manager)).tickets
    expect(ticket).toMatchObject({ status: 'assigned', assignee: 'an' })
  })

  it('of a group goes to whoever has least in hand, those of the same group counted', async () => {
    const house = await open()
    const { tickets } = await house.settle(
      ...yards.slice(0, 4).map((id) => house.raised(id, { id: `rule.${id}`, severity: 'major' }))
    )
    expect(tickets.map(({ assignee }) => assignee).sort()).toEqual(['an', 'an', 'bo', 'bo'])
  })

  it('goes to who is on duty by the calendar, and by night to the night shift', async () => {
    const house = await open(async (database) => {
      await setUpWorkforce(database)
      await database.insertInto('duties').values({ date: '2025-11-22', shift: 'day', user: 'cai' }).execute()
    })
    expect(await breach(house, 'pump-1')).toMatchObject({ assignee: 'cai' })
    house.clock.advance(16 * hour + 1)
    expect(await breach(house, 'pump-2')).toMatchObject({ assignee: 'an' })
  })

  it('on a lift goes to the firm that serves lifts, which is to be called when nobody of it has a user', async () => {
    const house = await open((database) => setUpWorkforce(database, { contractors: [otis] }))
    const ticket = await breach(house, 'lift-1')
    expect(ticket).toMatchObject({ status: 'open', assignee: null, contractor: 'otis' })
    expect((await house.timeline(ticket.id))[1]?.detail).toEqual({
      contractor: 'otis',
      name: '奥的斯',
      phone: '4001234567',
      why: [{ reason: 'contractor', value: '奥的斯' }]
    })
  })

  it('on a lift goes to a person of the firm, on duty or not', async () => {
    const house = await open((database) =>
      setUpWorkforce(database, {
        contractors: [otis],
        users: [{ id: 'ou', role: 'engineer' }],
        staff: [{ user: 'ou', contractor: 'otis', skills: ['lift'], phone: '13800000009' }]
      })
    )
    expect(await breach(house, 'lift-1')).toMatchObject({ status: 'assigned', assignee: 'ou', contractor: 'otis' })
  })

  it('stays open and says why when nobody fits', async () => {
    const house = await open((database) => setUpWorkforce(database))
    const ticket = await breach(house, 'lift-1')
    expect(ticket).toMatchObject({ status: 'open', assignee: null })
    expect(await told(house, ticket.id)).toEqual(['dispatched nobody: no_skill'])
  })

  it('is left alone where no shift and no firm is set up, whoever has a phone', async () => {
    const house = await open(async (database) => {
      await setUpWorkforce(database)
      await database.updateTable('shifts').set({ enabled: 0 }).execute()
    })
    const ticket = await breach(house, 'pump-1')
    expect(ticket).toMatchObject({ status: 'open', assignee: null })
    expect(await told(house, ticket.id)).toEqual([])
    expect(await house.database.selectFrom('dispatch_rounds').selectAll().execute()).toEqual([])
  })

  it('is one of 300 at once: all are given out evenly, in a few statements', async () => {
    const house = await open()
    const changes = yards.map((yard, index) => house.raised(yard, { id: `rule.${index}` }))
    const { tickets } = await house.settle(...changes)
    const load = new Map<string | null, number>()
    for (const { assignee } of tickets) load.set(assignee, (load.get(assignee) ?? 0) + 1)
    expect(Object.fromEntries(load)).toEqual({ an: 150, bo: 150 })
    expect(await house.database.selectFrom('dispatch_rounds').select('ticket').execute()).toHaveLength(300)
  })
})

describe('a ticket nobody accepts in time', () => {
  it('goes to the next best, to nobody twice, and at last the manager is told', async () => {
    const house = await open()
    const ticket = await breach(house, 'pump-1')
    await house.advance(5 * minute - 1)
    expect(await now(house, ticket.id)).toMatchObject({ assignee: 'an' })
    const { tickets } = await house.advance(1)
    expect(tickets.map(({ id, assignee, status }) => [id, assignee, status])).toEqual([[ticket.id, 'bo', 'assigned']])
    const { tickets: shown } = await house.advance(5 * minute)
    expect(shown.map(({ id }) => id)).toEqual([ticket.id])
    await house.advance(hour)
    expect(await told(house, ticket.id)).toEqual([
      'dispatched an: on_duty skill load',
      'redispatched bo: on_duty skill load',
      'redispatched manager: everybody_asked'
    ])
    expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'bo' })
    const last = (await house.timeline(ticket.id)).filter(({ type }) => type === 'redispatched')
    expect(last.map(({ at }) => at - ticket.openedAt)).toEqual([5 * minute, 10 * minute])
    expect(last.map(({ detail }) => detail['from'])).toEqual(['an', 'bo'])
  })

  it.each([
    ['P2', 'major', 15],
    ['P3', 'minor', 30]
  ] as const)('of %s is passed on later', async (_, severity, minutes) => {
    const house = await open()
    const [ticket] = (await house.settle(house.raised('pump-1', { severity }))).tickets
    await house.advance(minutes * minute - 1)
    expect((await now(house, ticket?.id ?? '')).assignee).toBe('an')
    await house.advance(1)
    expect((await now(house, ticket?.id ?? '')).assignee).toBe('bo')
  })

  it.each(['accept', 'assign'] as const)('stays where it is after %s', async (action) => {
    const house = await open()
    const ticket = await breach(house, 'pump-1')
    const body = action === 'assign' ? { assignee: 'cai' } : {}
    await house.desk.act(ticket.id, action, body, action === 'assign' ? manager : bo)
    const { status, assignee } = await now(house, ticket.id)
    await house.advance(2 * hour)
    expect(await now(house, ticket.id)).toMatchObject({ status, assignee })
    expect(await told(house, ticket.id)).toHaveLength(1)
    expect(await house.database.selectFrom('dispatch_rounds').selectAll().execute()).toEqual([])
  })

  it('waits for the next shift when nobody is there now; the manager is told once', async () => {
    const house = await open(async (database) => {
      await setUpWorkforce(database)
      await database.updateTable('shifts').set({ team: null }).where('id', '=', 'day').execute()
    })
    const ticket = await breach(house, 'pump-1')
    await house.advance(4 * hour + 5 * minute)
    expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'cai' })
    expect(await told(house, ticket.id)).toEqual([
      'dispatched nobody: nobody_on_duty',
      'redispatched manager: nobody_on_duty',
      'dispatched cai: on_duty generalist load'
    ])
  })

  it('goes from the firm that did not come to our own people', async () => {
    const house = await open((database) =>
      setUpWorkforce(database, { contractors: [otis], staff: [{ user: 'bo', team: 'day', skills: ['lift'] }] })
    )
    const ticket = await breach(house, 'lift-1')
    await house.advance(5 * minute)
    expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'bo', contractor: null })
    expect((await house.timeline(ticket.id)).at(-1)?.detail).toMatchObject({ fromContractor: 'otis', assignee: 'bo' })
  })

  it.each(['a manager reopens it', 'the fault comes back'])(
    'is offered to others again when %s and it is not taken up',
    async (how) => {
      const house = await open()
      const raised = house.raised('pump-1')
      const [ticket] = (await house.settle(raised)).tickets
      if (!ticket) throw new Error('no ticket')
      for (const [action, body] of [
        ['accept', {}],
        ['arrive', {}],
        ['resolve', { result: '修好' }]
      ] as const) {
        await house.desk.act(ticket.id, action, body, an)
      }
      await house.advance(hour)
      if (how === 'the fault comes back') {
        await house.settle(house.cleared(raised))
        house.clock.advance(minute)
        await house.settle(house.raised('pump-1'))
      } else {
        await house.desk.act(ticket.id, 'reopen', { note: '又漏' }, manager)
      }
      expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'an' })
      expect(house.desk.due()).toBe(house.clock.now())
      await house.advance(6 * minute)
      expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'bo' })
    }
  )

  it('is passed on in the very moment in which its alarm comes off the shelf', async () => {
    const house = await open()
    const ticket = await breach(house, 'pump-1')
    const until = house.clock.now() + 5 * minute
    const alarm = await house.alarm('pump-1')
    await house.desk.stepOnAlarm(alarm.id, { action: 'shelve', reason: '检修', until }, an)
    await house.advance(5 * minute)
    expect((await house.alarm('pump-1')).shelvedUntil).toBeNull()
    expect(await now(house, ticket.id)).toMatchObject({ status: 'assigned', assignee: 'bo' })
  })

  it('is passed on once, however often the service starts anew in between', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wuxun-dispatch-'))
    closing.push(() => rm(folder, { recursive: true }))
    const house = await open(setUpWorkforce, () => openDatabase(join(folder, 'wuxun.sqlite')))
    const ticket = await breach(house, 'pump-1')
    await house.restart()
    await house.restart()
    // The service is down while it falls due.
    house.clock.advance(6 * minute)
    await house.restart()
    await house.restart()
    expect(await told(house, ticket.id)).toEqual(['dispatched an: on_duty skill load', 'redispatched bo: on_duty skill load'])
    await house.advance(5 * minute)
    await house.restart()
    expect(await told(house, ticket.id)).toHaveLength(3)
  })
})

describe('a class of job that takes a certificate', () => {
  const certificates = [
    { id: 'c-an', user: 'an', type: 'low_voltage', number: 'T1', expires: '2025-11-21' },
    { id: 'c-bo', user: 'bo', type: 'low_voltage', number: 'T2', expires: '2025-11-22' }
  ] as const

  it('goes to who has a valid one', async () => {
    const house = await open((database) => setUpWorkforce(database, { certificates }))
    expect(await breach(house, 'cabinet-1')).toMatchObject({ assignee: 'bo' })
  })

  it('is refused to the others, by accept and by assign, with the day it expired, and nothing changes', async () => {
    const house = await open((database) => setUpWorkforce(database, { certificates }))
    const ticket = await breach(house, 'cabinet-1')
    const before = await house.timeline(ticket.id)
    expect(await reasonOf(house.desk.act(ticket.id, 'accept', {}, an))).toMatchObject({
      code: 'conflict',
      message: 'Work on a power_cabinet takes a valid certificate low_voltage: an has one that expired on 2025-11-21.',
      allowed: ['comment', 'hand_on', 'expect', 'progress']
    })
    expect(await reasonOf(house.desk.act(ticket.id, 'assign', { assignee: 'cai' }, manager))).toMatchObject({
      code: 'conflict',
      message: 'Work on a power_cabinet takes a valid certificate low_voltage: cai has none.'
    })
    expect(await house.timeline(ticket.id)).toEqual(before)
    expect((await house.desk.ticket(ticket.id, an)).allowed).toEqual(['comment', 'hand_on', 'expect', 'progress'])
    expect((await house.desk.ticket(ticket.id, bo)).allowed).toContain('accept')
    expect(await reasonOf(house.desk.act(ticket.id, 'accept', {}, bo))).toBe('taken')
    expect(await reasonOf(house.desk.act(ticket.id, 'hand_on', { assignee: 'an' }, bo))).toMatchObject({ code: 'conflict' })
    expect(await now(house, ticket.id)).toMatchObject({ status: 'accepted', assignee: 'bo' })
  })

  it('is refused to whom a new ticket names, and given to nobody else', async () => {
    const house = await open((database) => setUpWorkforce(database, { certificates }))
    const wish = { title: '跳闸', type: 'repair', priority: 'P3', equipment: 'cabinet-1', assignee: 'an' } as const
    expect(await reasonOf(house.desk.open(wish, manager))).toMatchObject({ code: 'conflict' })
    expect(await house.tickets()).toEqual([])
    const [ticket] = (await house.desk.open({ ...wish, assignee: 'bo' }, manager)).tickets
    expect(ticket).toMatchObject({ status: 'assigned', assignee: 'bo' })
    expect(await told(house, ticket?.id ?? '')).toEqual([])
  })

  it('is passed on to nobody whose certificate ran out meanwhile', async () => {
    const house = await open((database) => setUpWorkforce(database, { certificates }))
    house.clock.advance(8 * hour - minute)
    const ticket = await breach(house, 'pump-1')
    expect(await reasonOf(house.desk.act(ticket.id, 'accept', {}, an))).toBe('taken')
    const cabinet = await breach(house, 'cabinet-1')
    expect(await told(house, cabinet.id)).toEqual(['dispatched nobody: no_certificate'])
    house.clock.advance(minute)
    expect(await reasonOf(house.desk.act(cabinet.id, 'accept', {}, bo))).toMatchObject({ code: 'conflict' })
  })

  it('asks for none where nobody keeps any', async () => {
    const house = await open()
    const ticket = await breach(house, 'cabinet-1')
    expect(ticket).toMatchObject({ assignee: 'bo' })
    expect(await reasonOf(house.desk.act(ticket.id, 'accept', {}, an))).toBe('taken')
  })
})
