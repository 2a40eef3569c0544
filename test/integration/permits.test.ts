/** Permits on a real database: what they do to alarms and tickets, and what time does to them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type NewPermit, type PermitStep, permitSteps } from '../../server/contract/permits.ts'
import type { TicketAction } from '../../server/contract/tickets.ts'
import { openDatabase } from '../../server/database/database.ts'
import type { PermitWish } from '../../server/permits/permit.ts'
import { createPermitStore } from '../../server/permits/permit-store.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import { openTestDatabase, postgresServer } from '../support/databases.ts'
import { type DeskHouse, engineer, guard, openDeskHouse, otherEngineer } from '../support/desk-house.ts'

const minute = 60_000
const hour = 60 * minute
let house: DeskHouse
beforeEach(async () => {
  house = await openDeskHouse(openTestDatabase, {
    fire: ['fire-1'],
    attributesOf: (id) => (id === 'guarded-1' ? { permit: 'required' } : {})
  })
})
afterEach(() => house.close())

const timeIn = (ms: number) => new Date(house.clock.now() + ms).toISOString()
const ask = async (wish: Partial<NewPermit> = {}, actor: Actor = engineer) =>
  (await house.desk.requestPermit({ equipment: 'pump-1', reason: '更换轴承', until: timeIn(hour), ...wish }, actor)).permit
const confirm = (id: string, step: PermitStep, more: { photo?: string } = {}) =>
  house.desk.stepOnPermit(id, { action: 'confirm', body: { step, ...more } }, engineer)
const close = (id: string, note?: string) => house.desk.stepOnPermit(id, { action: 'close', body: { note } }, engineer)
async function prepare(id: string): Promise<void> {
  for (const step of ['power_off', 'tag_out', 'voltage_test'] as const) await confirm(id, step)
}
function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'wuxun-permits-'))
  return { path, [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true }) }
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code: string; message: string; allowed?: string[] }) => error
  )
const act = (ticket: string, action: TicketAction, body: object = {}) => house.desk.act(ticket, action, body, engineer)
async function arriveAt(equipment: string): Promise<string> {
  const { tickets } = await house.settle(house.raised(equipment))
  const id = tickets[0]?.id ?? ''
  await act(id, 'accept')
  await act(id, 'arrive')
  return id
}
const steps = async (ticket: string) =>
  (await house.timeline(ticket)).flatMap(({ type, detail }) =>
    type === 'permit' ? [`${detail['step']} ${detail['state']}`] : []
  )

describe('an open permit', () => {
  it('takes exactly the alarms of its equipment out of service, and closing it has those that stand speak', async () => {
    const standing = await house.settle(house.raised('pump-1', { id: 'standing', ticket: false }))
    const other = await house.settle(house.raised('pump-2', { id: 'other' }))
    const ticket = other.tickets[0]?.id ?? ''
    const { permit, ...settled } = await house.desk.requestPermit(
      { equipment: 'pump-1', ticket, reason: '更换轴承', until: timeIn(hour) },
      engineer
    )
    expect(settled).toMatchObject({
      alarms: [{ id: standing.alarms[0]?.id, state: 'out_of_service' }],
      tickets: [{ id: ticket }],
      services: [{ id: permit.service, equipment: 'pump-1', reason: '更换轴承', endedAt: null }]
    })
    expect(await house.alarm('pump-2')).toMatchObject({ state: 'unacknowledged' })
    await prepare(permit.id)
    expect(await house.settle(house.raised('pump-1'))).toMatchObject({ alarms: [{ state: 'out_of_service' }], tickets: [] })
    await confirm(permit.id, 'restored')
    expect(await close(permit.id)).toMatchObject({
      permit: { state: 'closed' },
      tickets: expect.arrayContaining([expect.objectContaining({ equipment: 'pump-1', priority: 'P1' })]),
      services: [{ id: permit.service, endedBy: 'wang' }]
    })
    expect(await house.desk.service('pump-1')).toBeUndefined()
    expect(await steps(ticket)).toEqual([
      'requested preparing',
      'power_off preparing',
      'tag_out preparing',
      'voltage_test active',
      'restored active',
      'closed closed'
    ])
  })

  it('keeps its ticket from being resolved, and is told with it', async () => {
    const ticket = await arriveAt('pump-1')
    const { id } = await ask({ ticket })
    const resolve = () => act(ticket, 'resolve', { result: '换好' })
    expect(await refusal(resolve())).toMatchObject({
      code: 'conflict',
      message: `Permit ${id} is preparing: it is closed before the work is called done.`,
      allowed: expect.not.arrayContaining(['resolve'])
    })
    await prepare(id)
    await confirm(id, 'restored')
    await close(id)
    expect(await house.desk.ticket(ticket, engineer)).toMatchObject({ permits: [{ id, state: 'closed' }] })
    expect(await resolve()).toMatchObject({ tickets: [{ status: 'resolved' }] })
  })

  it('cannot be undone by putting its equipment back by hand', async () => {
    const { id } = await ask()
    expect(await refusal(house.desk.stepOnService('pump-1', { action: 'end' }, engineer))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(id)
    })
    await house.desk.stepOnPermit(id, { action: 'cancel', body: { note: '改日' } }, engineer)
    expect(await house.desk.service('pump-1')).toBeUndefined()
  })

  it('that is extended keeps the alarms away until then', async () => {
    const { id } = await ask()
    await house.desk.stepOnPermit(id, { action: 'extend', body: { until: timeIn(3 * hour), reason: '等配件' } }, engineer)
    expect((await house.advance(2 * hour)).services).toEqual([])
    expect(await house.advance(hour)).toMatchObject({ services: [{ equipment: 'pump-1', endedBy: null }] })
    expect(await createPermitStore(house.database).find(id)).toMatchObject({
      state: 'expired',
      extensions: [{ reason: '等配件' }]
    })
  })
})

describe('equipment that needs a permit', () => {
  it.each(['a manager reopened them', 'the fault came back'])(
    'has its tickets resolved only after one was active, and again after %s',
    async (how) => {
      const manager: Actor = { id: 'boss', name: 'boss', role: 'manager' }
      const raised = house.raised('guarded-1')
      const [{ id: ticket } = { id: '' }] = (await house.settle(raised)).tickets
      await act(ticket, 'accept')
      await act(ticket, 'arrive')
      const resolve = () => act(ticket, 'resolve', { result: '换好' })
      const work = async () => {
        const { id } = await ask({ equipment: 'guarded-1', ticket })
        await prepare(id)
        await confirm(id, 'restored')
        await close(id)
      }
      const needsOne = { code: 'conflict', message: expect.stringContaining('guarded-1 needs a permit') }
      expect(await refusal(resolve())).toMatchObject(needsOne)
      const { id } = await ask({ equipment: 'guarded-1', ticket })
      await house.desk.stepOnPermit(id, { action: 'cancel', body: { note: '改日' } }, engineer)
      expect(await refusal(resolve())).toMatchObject(needsOne)
      await work()
      await resolve()
      house.clock.advance(minute)
      if (how === 'the fault came back') await house.settle(house.cleared(raised), house.raised('guarded-1'))
      else await house.desk.act(ticket, 'reopen', { note: '又漏了' }, manager)
      await act(ticket, 'accept')
      await act(ticket, 'arrive')
      expect(await refusal(resolve())).toMatchObject(needsOne)
      await work()
      expect(await resolve()).toMatchObject({ tickets: [{ status: 'resolved' }] })
    }
  )
})

describe('fire equipment', () => {
  it('stays in service until a second person approves', async () => {
    const { id, state } = await ask({ equipment: 'fire-1' })
    expect(state).toBe('requested')
    expect(await house.settle(house.raised('fire-1'))).toMatchObject({ alarms: [{ state: 'unacknowledged' }] })
    const approve = (actor: Actor) => house.desk.stepOnPermit(id, { action: 'approve', body: {} }, actor)
    expect(await refusal(approve(engineer))).toMatchObject({ code: 'conflict', allowed: ['cancel'] })
    expect(await approve(otherEngineer)).toMatchObject({
      alarms: [{ equipment: 'fire-1', state: 'out_of_service' }],
      services: [{ requestedBy: 'wang', confirmedBy: 'zhou' }]
    })
  })
})

describe('a forgotten permit', () => {
  it('that hangs on no ticket opens one for a manager when it expires', async () => {
    const { id } = await ask({ ticket: undefined })
    const { tickets } = await house.advance(hour)
    expect(tickets).toMatchObject([{ type: 'check', priority: 'P2', roles: ['manager'], equipment: 'pump-1' }])
    const told = await house.timeline(tickets[0]?.id ?? '')
    expect(told.map(({ type }) => type)).toEqual(['opened', 'permit'])
    expect(told.at(-1)).toMatchObject({ detail: { permit: id, step: 'expired' } })
    expect((await house.advance(1)).tickets).toEqual([])
  })

  it('expires by itself once, loudly, also over a restart, and its alarms come back by condition', async () => {
    await house.close()
    await using folder = makeFolder()
    house = await openDeskHouse(() => openDatabase(join(folder.path, 'wuxun.sqlite')))
    const ticket = await arriveAt('pump-1')
    const { id } = await ask({ ticket })
    await prepare(id)
    expect(await house.alarm('pump-1')).toMatchObject({ state: 'out_of_service' })
    await house.restart()
    expect((await house.advance(hour - 1)).services).toEqual([])
    expect(await house.advance(1)).toMatchObject({
      alarms: [{ equipment: 'pump-1', state: 'unacknowledged' }],
      tickets: [{ id: ticket }],
      services: [{ equipment: 'pump-1', endedBy: null }]
    })
    await house.restart()
    await house.advance(hour)
    expect((await steps(ticket)).filter((word) => word.startsWith('expired'))).toEqual(['expired expired'])
    expect(await createPermitStore(house.database).list({ limit: 5, state: ['expired'] })).toMatchObject({ items: [{ id }] })
    expect(await refusal(ask())).toMatchObject({ code: 'conflict', message: expect.stringContaining('is expired') })
    expect(await refusal(act(ticket, 'resolve', { result: '换好' }))).toMatchObject({ message: expect.stringContaining(id) })
    expect(await refusal(close(id))).toMatchObject({ code: 'conflict', allowed: ['close'] })
    expect(await close(id, '昨晚已送电')).toMatchObject({ permit: { state: 'closed', note: '昨晚已送电' } })
  })
})

describe('whatever people do and whenever time runs out', () => {
  type Move = (id: string) => Promise<unknown>
  /** One look of the desk at its end: eight days of them would take minutes. */
  const wait = (ms: number) => {
    house.clock.advance(ms)
    return house.desk.tick()
  }
  const by =
    (step: PermitWish, actor: Actor): Move =>
    (id) =>
      house.desk.stepOnPermit(id, step, actor)
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...permitSteps).map((step) => by({ action: 'confirm', body: { step } }, engineer)) },
    { weight: 2, arbitrary: fc.constant(by({ action: 'approve', body: {} }, otherEngineer)) },
    { weight: 2, arbitrary: fc.constant(by({ action: 'close', body: { note: '完工' } }, engineer)) },
    fc.constant(by({ action: 'cancel', body: { note: '改日' } }, engineer)),
    fc.integer({ min: 1, max: 120 }).map(
      (m): Move =>
        (id) =>
          by({ action: 'extend', body: { until: timeIn(m * minute), reason: 'x' } }, otherEngineer)(id)
    ),
    {
      weight: 3,
      arbitrary: fc.integer({ min: 1, max: 40 }).map(
        (m): Move =>
          () =>
            wait(m * minute)
      )
    }
  )

  it('the alarms of exactly that equipment are away exactly while the permit holds them, and it expires at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('pump-1', 'fire-1'), fc.array(move, { maxLength: 14 }), async (equipment, moves) => {
        const run = await openDeskHouse(openTestDatabase, { fire: ['fire-1'] })
        const [outer, closing] = [house, () => run.close()]
        house = run
        try {
          const { tickets } = await house.settle(house.raised(equipment), house.raised('pump-2'))
          const ticket = tickets.find((each) => each.equipment === equipment)?.id ?? ''
          const { id } = await ask({ equipment, ticket })
          for (const make of [async () => undefined, ...moves, () => wait(8 * 24 * hour)]) {
            await refusal(make(id))
            const permit = await createPermitStore(house.database).find(id)
            const isAway = permit?.state === 'preparing' || permit?.state === 'active'
            expect((await house.desk.service(equipment)) !== undefined).toBe(isAway)
            expect((await house.alarm(equipment)).state).toBe(isAway ? 'out_of_service' : 'unacknowledged')
            expect((await house.alarm('pump-2')).state).toBe('unacknowledged')
          }
          const permit = await createPermitStore(house.database).find(id)
          expect(['expired', 'closed', 'cancelled']).toContain(permit?.state)
          const expiries = (await steps(ticket)).filter((word) => word.startsWith('expired'))
          expect(expiries.length).toBe(permit?.expiredAt === null ? 0 : 1)
        } finally {
          house = outer
          await closing()
        }
      }),
      { numRuns: postgresServer() === undefined ? 20 : 3 }
    )
  })
})

describe('what cannot be', () => {
  const anyHash = 'a'.repeat(64)
  const refused = [
    ['by a guard', () => ask({}, guard), { code: 'forbidden' }],
    [
      'on equipment that is not there',
      () => house.desk.requestPermit({ equipment: 'x', reason: 'x', until: timeIn(1) }, engineer),
      { code: 'invalid', errors: [{ field: 'equipment' }] }
    ],
    ['for a ticket that is not there', () => ask({ ticket: 'tk_none' }), { code: 'invalid', errors: [{ field: 'ticket' }] }],
    ['for longer than 7 d', () => ask({ until: timeIn(7 * 24 * hour + 1) }), { code: 'invalid', errors: [{ field: 'until' }] }],
    [
      'with fewer steps than its kind needs',
      () => ask({ steps: ['power_off'] }),
      { code: 'invalid', errors: [{ field: 'steps' }] }
    ],
    ['twice on one equipment', () => ask().then(() => ask()), { code: 'conflict' }],
    ['where it is out of service by hand', () => ask({ equipment: 'away-1' }), { code: 'conflict' }],
    [
      'with a photo of no ticket',
      async () => confirm((await ask()).id, 'power_off', { photo: anyHash }),
      { code: 'invalid', errors: [{ field: 'photo' }] }
    ],
    ['with a photo that is not attached', photoOfNone, { code: 'invalid', errors: [{ field: 'photo' }] }],
    ['of a permit that is not there', () => close('pm_none'), { code: 'not_found' }],
    ['as an extension to an earlier time', shorten, { code: 'invalid', errors: [{ field: 'until' }] }]
  ] as const

  async function photoOfNone() {
    const { tickets } = await house.settle(house.raised('pump-1'))
    return confirm((await ask({ ticket: tickets[0]?.id })).id, 'power_off', { photo: anyHash })
  }
  async function shorten() {
    const { id } = await ask()
    return house.desk.stepOnPermit(id, { action: 'extend', body: { until: timeIn(minute), reason: 'x' } }, engineer)
  }

  for (const [name, work, expected] of refused) {
    it(`is refused ${name}`, async () => {
      const until = house.clock.now() + hour
      await house.desk.stepOnService('away-1', { action: 'request', reason: 'x', until }, engineer)
      expect(await refusal(work())).toMatchObject(expected)
    })
  }
})
