/** The clocks of tickets on a real desk: due times, escalation by stored time, a policy that changes. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createPolicyEditor } from '../../server/clocks/policy-editor.ts'
import type { TicketAction } from '../../server/contract/tickets.ts'
import type { Ticket } from '../../server/tickets/ticket.ts'
import { createTicketStore } from '../../server/tickets/ticket-store.ts'
import { openTestDatabase, postgresServer } from '../support/databases.ts'
import { type DeskHouse, engineer, openDeskHouse } from '../support/desk-house.ts'

const minute = 60_000
const manager = { id: 'ma', name: '马经理', role: 'manager' as const }
const admin = { id: 'ad', name: '管理员', role: 'admin' as const }

let house: DeskHouse
let destroys: (() => Promise<void>)[] = []

/** One database for the life of a house: a restart finds what was committed. */
async function open(): Promise<void> {
  const database = await openTestDatabase()
  destroys.push(database.destroy.bind(database))
  database.destroy = async () => undefined
  house = await openDeskHouse(async () => database)
}
async function close(): Promise<void> {
  await house.close()
  for (const destroy of destroys) await destroy()
  destroys = []
}
afterEach(close)

async function openP1(): Promise<Ticket> {
  const { tickets } = await house.settle(house.raised('pump-1', { severity: 'critical' }))
  const [ticket] = tickets
  if (!ticket) throw new Error('no ticket')
  return ticket
}

const act = async (ticket: Ticket, action: TicketAction, body: object = {}, by = engineer) =>
  house.desk.act(ticket.id, action, body, by)

/** "respond 50 manager 2": clock, percent, to whom, minutes after the opening. */
async function escalations({ id, openedAt }: Ticket): Promise<string[]> {
  const entries = (await house.timeline(id)).filter(({ type }) => type === 'escalated')
  return entries.map(({ at, detail }) => `${detail['clock']} ${detail['percent']} ${detail['to']} ${(at - openedAt) / minute}`)
}

async function shown(ticket: Ticket) {
  const { clocks } = await house.desk.ticket(ticket.id, engineer)
  return Object.fromEntries(clocks.map((clock) => [clock.clock, clock]))
}

describe('a ticket', () => {
  it('shows its clocks, each with its policy and clause', async () => {
    await open()
    const ticket = await openP1()
    house.clock.advance(2 * minute)
    await act(ticket, 'accept')
    const { respond, arrive } = await shown(ticket)
    expect(respond).toMatchObject({
      state: 'met',
      elapsedMs: 2 * minute,
      limitMs: 5 * minute,
      policy: { id: 'standard', version: 1 }
    })
    expect(respond?.source).toMatch(/^001/)
    expect(arrive).toMatchObject({ state: 'running', dueAt: ticket.openedAt + 30 * minute, metAt: null })
  })

  it('waits on hold until the time that was named, and its first due time stays', async () => {
    await open()
    const ticket = await openP1()
    await act(ticket, 'accept')
    await act(ticket, 'arrive')
    house.clock.advance(60 * minute)
    const until = new Date(house.clock.now() + 120 * minute).toISOString()
    const held = await act(ticket, 'hold', { reason: 'parts', until })
    expect(held.tickets[0]?.due.resolve).toBe(ticket.openedAt + (720 + 120) * minute)
    expect((await shown(ticket))['resolve']).toMatchObject({ state: 'paused', originalDueAt: ticket.openedAt + 720 * minute })
    house.clock.advance(30 * minute)
    const resumed = await act(ticket, 'resume')
    expect(resumed.tickets[0]?.due.resolve).toBe(ticket.openedAt + (720 + 30) * minute)
    expect((await shown(ticket))['resolve']).toMatchObject({ state: 'running', pausedMs: 30 * minute, elapsedMs: 60 * minute })
  })

  it('is due sooner when its priority rises, never later', async () => {
    await open()
    const raised = house.raised('pump-1', { severity: 'minor' })
    const [ticket] = (await house.settle(raised)).tickets
    house.clock.advance(119 * minute)
    await house.settle(house.cleared(raised))
    const again = await house.settle(house.raised('pump-1', { severity: 'critical' }))
    expect(again.tickets[0]).toMatchObject({
      priority: 'P1',
      due: {
        respond: (ticket?.openedAt ?? 0) + 120 * minute,
        arrive: (ticket?.openedAt ?? 0) + (119 + 30) * minute,
        resolve: (ticket?.openedAt ?? 0) + (119 + 720) * minute
      }
    })
  })

  it('has a new round of clocks when it is reopened', async () => {
    await open()
    const ticket = await openP1()
    for (const action of ['accept', 'arrive'] as const) await act(ticket, action)
    await act(ticket, 'resolve', { result: 'done' })
    house.clock.advance(1000 * minute)
    const { tickets } = await act(ticket, 'reopen', { note: 'not fixed' }, manager)
    const due = tickets[0]?.due
    expect(due).toEqual({
      respond: house.clock.now() + 5 * minute,
      arrive: house.clock.now() + 30 * minute,
      resolve: house.clock.now() + 720 * minute
    })
    expect((await shown(ticket))['respond']).toMatchObject({ round: 2, state: 'running', elapsedMs: 0 })
  })

  it('is to be reported on anew after each note, told the result of, and called about', async () => {
    await open()
    const wish = { title: '水管爆裂', type: 'repair' as const, priority: 'P1' as const, requester: { name: '赵女士' } }
    const [ticket] = (await house.desk.open(wish, engineer)).tickets
    if (!ticket) throw new Error('no ticket')
    house.clock.advance(10 * minute)
    await act(ticket, 'accept', { eta: new Date(house.clock.now() + 5 * minute).toISOString() })
    await act(ticket, 'arrive')
    house.clock.advance(90 * minute)
    await act(ticket, 'progress', { note: '已关阀' })
    expect((await shown(ticket))['progress']).toMatchObject({
      startedAt: house.clock.now(),
      limitMs: 120 * minute,
      state: 'running'
    })
    expect((await shown(ticket))['follow_up']).toMatchObject({ state: 'waiting', dueAt: null })
    await act(ticket, 'resolve', { result: '已更换' })
    await act(ticket, 'tell_result', { note: '已电话告知' })
    expect((await shown(ticket))['result']).toMatchObject({ state: 'met', elapsedMs: 100 * minute })
    expect((await shown(ticket))['follow_up']).toMatchObject({ state: 'running', limitMs: 24 * 60 * minute })
    house.clock.advance(30 * minute)
    await act(ticket, 'follow_up', { satisfied: false, note: '还在漏' }, manager)
    expect((await shown(ticket))['respond']).toMatchObject({ round: 2, state: 'running', limitMs: 5 * minute })
    expect((await house.desk.ticket(ticket.id, engineer)).clocks.every(({ round }) => round === 2)).toBe(true)
  })

  it('of P4 is to be arrived at within 3 working days of the calendar', async () => {
    await open()
    // Saturday 22 November 2025, 16:00 in China: Monday, Tuesday, Wednesday.
    const wish = { title: '灯不亮', type: 'repair' as const, priority: 'P4' as const }
    const [ticket] = (await house.desk.open(wish, engineer)).tickets
    expect(new Date(ticket?.due.arrive ?? 0).toISOString()).toBe('2025-11-26T10:00:00.000Z')
  })
})

describe('escalation', () => {
  it('tells the manager at half of each clock, the admin at its end', async () => {
    await open()
    const ticket = await openP1()
    await house.advance(31 * minute)
    expect(await escalations(ticket)).toEqual([
      'dispatch 50 manager 2.5',
      'respond 50 manager 2.5',
      'dispatch 100 admin 5',
      'respond 100 admin 5',
      'arrive 50 manager 15',
      'arrive 100 admin 30'
    ])
    const entry = (await house.timeline(ticket.id)).find(({ type }) => type === 'escalated')
    expect(entry).toMatchObject({ actor: null, detail: { due: new Date(ticket.openedAt + 5 * minute).toISOString() } })
  })

  it('does not speak of clocks that were met, and waits with the pause', async () => {
    await open()
    const ticket = await openP1()
    await act(ticket, 'accept')
    await act(ticket, 'arrive')
    house.clock.advance(60 * minute)
    await act(ticket, 'hold', { reason: 'parts', until: new Date(house.clock.now() + 600 * minute).toISOString() })
    house.clock.advance(200 * minute)
    await act(ticket, 'resume')
    const told: string[][] = []
    for (const minutes of [559, 560, 919, 920]) {
      house.clock.set(ticket.openedAt + minutes * minute)
      await house.desk.tick()
      told.push((await escalations(ticket)).filter((each) => each.startsWith('resolve')))
    }
    const half = 'resolve 50 manager 560'
    expect(told).toEqual([[], [half], [half], [half, 'resolve 100 admin 920']])
    expect((await escalations(ticket)).filter((each) => /^(respond|dispatch|arrive)/.test(each))).toEqual([])
  })

  it('tells each step once, over restarts and jumps of the clock', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ type: fc.constant('jump' as const), minutes: fc.integer({ min: -30, max: 600 }) }),
            fc.record({
              type: fc.constantFrom('restart' as const, 'accept' as const, 'arrive' as const, 'resolve' as const),
              minutes: fc.constant(0)
            })
          ),
          { minLength: 3, maxLength: 10 }
        ),
        async (moves) => {
          await open()
          const ticket = await openP1()
          let latest = house.clock.now()
          const done = new Map<string, number>()
          for (const { type, minutes } of moves) {
            if (type === 'restart') await house.restart()
            else if (type === 'jump') {
              house.clock.advance(minutes * minute)
              // As the timer of the service does: whatever is due now, and nothing on the way there.
              await house.desk.tick()
            } else {
              const body = type === 'resolve' ? { result: 'done' } : {}
              const ok = await act(ticket, type, body).then(
                () => true,
                () => false
              )
              if (ok) done.set(type, house.clock.now())
            }
            latest = Math.max(latest, house.clock.now())
          }
          await house.desk.tick()
          const told = (await escalations(ticket)).filter((each) => !each.startsWith('progress'))
          expect(new Set(told.map((each) => each.split(' ').slice(0, 2).join(' '))).size).toBe(told.length)
          // A clock nobody met, whose end has been, was told of at both its steps.
          for (const [clock, action, limit] of [
            ['respond', 'accept', 5],
            ['arrive', 'arrive', 30],
            ['resolve', 'resolve', 720]
          ] as const) {
            if (done.has(action) || latest < ticket.openedAt + limit * minute) continue
            const steps = told.filter((each) => each.startsWith(clock)).map((each) => each.split(' ')[1])
            expect(steps).toEqual(['50', '100'])
          }
          await close()
        }
      ),
      // A database a run: those of PostgreSQL take their time.
      { numRuns: postgresServer() === undefined ? 8 : 3 }
    )
  })

  it('looks at a ticket once that had nothing to tell after all', async () => {
    await open()
    const ticket = await openP1()
    await house.database.updateTable('tickets').set({ escalate_at: ticket.openedAt }).execute()
    await house.desk.tick()
    expect(await escalations(ticket)).toEqual([])
    expect((await house.tickets())[0]?.escalateAt).toBe(ticket.openedAt + 2.5 * minute)
    expect(house.desk.due()).toBeGreaterThan(house.clock.now())
  })

  it('reads only what is due, of however many open tickets', async () => {
    await open()
    const { database } = house
    const ticket = await openP1()
    const row = await database.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
    for (let from = 0; from < 10_000; from += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => {
        const id = `tk_many_${from + index}`
        return { ...row, id, number: id, rule: null, escalate_at: row.opened_at + (100 + from + index) * minute }
      })
      await database.insertInto('tickets').values(rows).execute()
    }
    const store = createTicketStore(database)
    expect(await store.toEscalate(ticket.openedAt + 103 * minute, 500)).toHaveLength(5)
    expect(await store.nextEscalation()).toBe(ticket.openedAt + 2.5 * minute)
    const begun = performance.now()
    for (let ask = 0; ask < 100; ask++) {
      await store.nextEscalation()
      await store.toEscalate(ticket.openedAt, 500)
    }
    // A scan of the table would take a hundred times as long.
    expect((performance.now() - begun) / 100).toBeLessThan(20)
  })
})

describe('a policy that changes', () => {
  it('counts for tickets opened afterwards; for open ones when it is applied, with what has passed kept', async () => {
    await open()
    const policies = createPolicyEditor({ database: house.database, now: house.clock.now })
    const before = await openP1()
    await house.advance(10 * minute)
    const { rows } = await policies.get('standard')
    const longer = { priority: 'P1' as const, clocks: { arrive: { within: '45m', source: '现场约定' } } }
    const item = await policies.update('standard', { rows: [...rows, longer] }, 'ad')
    expect(item).toMatchObject({ version: 2, origin: 'site', types: ['fault', 'repair', 'liaison', 'review', 'check'] })
    const [after] = (await house.settle(house.raised('pump-2', { severity: 'critical' }))).tickets
    expect(after?.due.arrive).toBe(house.clock.now() + 45 * minute)
    expect((await shown(before))['arrive']).toMatchObject({ limitMs: 30 * minute, policy: { version: 1 } })

    const applied = await house.desk.applyPolicy({ policy: item, types: item.types }, admin)
    expect(applied.tickets.map(({ id }) => id)).toEqual([before.id])
    expect((await shown(before))['arrive']).toMatchObject({
      limitMs: 45 * minute,
      elapsedMs: 10 * minute,
      dueAt: before.openedAt + 45 * minute,
      originalDueAt: before.openedAt + 30 * minute,
      policy: { id: 'standard', version: 2 },
      source: '现场约定'
    })
    const entry = (await house.timeline(before.id)).find(({ type }) => type === 'policy_changed')
    expect(entry).toMatchObject({
      actor: 'ad',
      detail: { policy: { id: 'standard', version: 2 }, from: { id: 'standard', version: 1 } }
    })
    expect(entry?.detail['before']).toMatchObject({ arrive: new Date(before.openedAt + 30 * minute).toISOString() })

    house.clock.set(before.openedAt + 22.5 * minute)
    await house.desk.tick()
    house.clock.set(before.openedAt + 45 * minute)
    await house.desk.tick()
    expect((await escalations(before)).filter((each) => each.startsWith('arrive'))).toEqual([
      'arrive 50 manager 22.5',
      'arrive 100 admin 45'
    ])
    expect((await house.desk.applyPolicy({ policy: item, types: item.types }, admin)).tickets).toEqual([])
  })
})
