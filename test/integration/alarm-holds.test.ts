/** Shelved, suppressed, out of service, latched: what people and time make of alarms, on a real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../support/databases.ts'
import { type DeskHouse, engineer, guard, openDeskHouse, otherEngineer } from '../support/desk-house.ts'

const minute = 60_000
const hour = 60 * minute
let house: DeskHouse
beforeEach(async () => {
  house = await openDeskHouse(openTestDatabase, { fire: ['fire-1'] })
})
afterEach(() => house.close())

const shelf = (ms = hour) => ({ action: 'shelve', reason: '等配件', until: house.clock.now() + ms }) as const
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code: string; message: string }) => error
  )

describe('a shelved alarm', () => {
  it('is silent: a raise counts and opens no ticket, and speaks when the shelf has expired by itself', async () => {
    const first = house.raised('pump-1', { ticket: false })
    const { alarms } = await house.settle(first)
    const id = alarms[0]?.id ?? ''
    expect(await house.desk.stepOnAlarm(id, shelf(), engineer)).toMatchObject({
      alarms: [{ state: 'shelved', shelvedReason: '等配件', shelvedUntil: house.clock.now() + hour }]
    })
    await house.settle(house.cleared(first))
    await house.advance(10 * minute)
    expect(await house.settle(house.raised('pump-1'))).toMatchObject({
      alarms: [{ id, state: 'shelved', active: true, occurrences: 2, ticket: null }],
      tickets: []
    })
    expect((await house.advance(49 * minute)).alarms).toEqual([])
    expect(await house.advance(minute)).toMatchObject({
      alarms: [{ id, state: 'unacknowledged', shelvedUntil: null, shelvedReason: null }],
      tickets: [{ priority: 'P1', alarm: id, occurrences: 1 }]
    })
    expect(await house.words(id)).toEqual([
      'raised unacknowledged',
      'shelved shelved',
      'cleared shelved',
      'raised_again shelved',
      'shelf_expired unacknowledged'
    ])
    expect((await house.history(id))[1]).toMatchObject({ actor: 'wang', ruleVersion: 1, detail: { reason: '等配件' } })
  })

  it('that cleared meanwhile is over when the shelf ends', async () => {
    const first = house.raised('pump-1')
    const { alarms } = await house.settle(first)
    const id = alarms[0]?.id ?? ''
    await house.desk.stepOnAlarm(id, shelf(), engineer)
    expect((await house.settle(house.cleared(first))).tickets).toMatchObject([{ recovered: true }])
    expect((await house.desk.stepOnAlarm(id, { action: 'unshelve', note: '修好了' }, engineer)).alarms).toMatchObject([
      { state: 'normal', active: false }
    ])
    expect(await house.tickets()).toHaveLength(1)
  })

  it('goes back to its ticket, which hears of it only what it did not know', async () => {
    const { alarms, tickets } = await house.settle(house.raised('pump-1'))
    const id = alarms[0]?.id ?? ''
    await house.desk.stepOnAlarm(id, shelf(), engineer)
    await house.desk.stepOnAlarm(id, { action: 'unshelve' }, engineer)
    expect(await house.tickets()).toMatchObject([{ id: tickets[0]?.id, occurrences: 1 }])
    expect((await house.timeline(tickets[0]?.id ?? '')).map(({ type }) => type)).toEqual(['opened'])
  })

  it('whose time ran out while nobody looked ends at the next look', async () => {
    const { alarms } = await house.settle(house.raised('pump-1'))
    const id = alarms[0]?.id ?? ''
    await house.desk.stepOnAlarm(id, shelf(), engineer)
    house.clock.advance(2 * hour)
    expect(house.desk.due()).toBeLessThanOrEqual(house.clock.now())
    await house.desk.tick()
    expect(await house.alarm('pump-1')).toMatchObject({ state: 'unacknowledged' })
  })

  const refused = [
    ['by a guard', () => house.desk.stepOnAlarm(anyAlarm, shelf(), guard), 'forbidden'],
    ['for longer than 8 h', () => house.desk.stepOnAlarm(anyAlarm, shelf(8 * hour + 1), engineer), 'invalid'],
    ['until a time that has been', () => house.desk.stepOnAlarm(anyAlarm, shelf(0), engineer), 'invalid'],
    ['when there is none', () => house.desk.stepOnAlarm('al_none', shelf(), engineer), 'not_found']
  ] as const
  let anyAlarm = ''
  for (const [name, work, code] of refused) {
    it(`is refused ${name}`, async () => {
      anyAlarm = (await house.settle(house.raised('pump-1'))).alarms[0]?.id ?? ''
      expect(await refusal(work())).toMatchObject({ code })
      expect(await house.words(anyAlarm)).toEqual(['raised unacknowledged'])
    })
  }

  it('is never a fire alarm', async () => {
    const { alarms } = await house.settle(house.raised('panel-1', { id: 'fire_alarm_panel.fire_alarm', metric: 'fire_alarm' }))
    expect(await refusal(house.desk.stepOnAlarm(alarms[0]?.id ?? '', shelf(), engineer))).toMatchObject({
      code: 'conflict',
      message: 'A fire alarm cannot be shelved.'
    })
  })
})

describe('a latching alarm', () => {
  it('waits, cleared and acknowledged, until somebody resets it', async () => {
    const raise = house.raised('lift-1', { id: 'elevator.overspeed', latching: true })
    const { alarms } = await house.settle(raise)
    const id = alarms[0]?.id ?? ''
    await house.settle(house.cleared(raise))
    await house.desk.stepOnAlarm(id, { action: 'acknowledge' }, guard)
    expect(await house.alarm('lift-1')).toMatchObject({ state: 'latched', active: false })
    await house.desk.stepOnAlarm(id, { action: 'reset', note: '现场复位' }, engineer)
    expect(await house.words(id)).toEqual(['raised unacknowledged', 'cleared returned', 'acknowledged latched', 'reset normal'])
  })
})

describe('equipment out of service', () => {
  const away = (ms = hour) => ({ action: 'request', reason: '检修', until: house.clock.now() + ms }) as const

  it('records its alarms without a ticket, and lets them speak when it is back by itself', async () => {
    const { alarms } = await house.settle(house.raised('pump-1', { id: 'standing', ticket: false }))
    expect(await house.desk.stepOnService('pump-1', away(), engineer)).toMatchObject({
      alarms: [{ id: alarms[0]?.id, state: 'out_of_service' }],
      services: [{ equipment: 'pump-1', confirmedBy: 'wang' }]
    })
    expect(await house.settle(house.raised('pump-1'))).toMatchObject({ alarms: [{ state: 'out_of_service' }], tickets: [] })
    expect(await house.advance(hour)).toMatchObject({
      tickets: [{ equipment: 'pump-1', priority: 'P1' }],
      services: [{ equipment: 'pump-1', endedBy: null }]
    })
    expect((await house.alarms()).map(({ state }) => state)).toEqual(['unacknowledged', 'unacknowledged'])
    expect(await house.desk.outOfService()).toEqual([])
  })

  it('of fire equipment needs a second person', async () => {
    await house.desk.stepOnService('fire-1', away(), engineer)
    expect(await house.settle(house.raised('fire-1'))).toMatchObject({ alarms: [{ state: 'unacknowledged' }] })
    expect(await refusal(house.desk.stepOnService('fire-1', { action: 'confirm' }, engineer))).toMatchObject({ code: 'conflict' })
    expect(await house.desk.stepOnService('fire-1', { action: 'confirm' }, otherEngineer)).toMatchObject({
      alarms: [{ state: 'out_of_service' }],
      services: [{ requestedBy: 'wang', confirmedBy: 'zhou' }]
    })
    await house.desk.stepOnService('fire-1', { action: 'end', note: '完工' }, engineer)
    expect(await house.alarm('fire-1')).toMatchObject({ state: 'unacknowledged' })
    expect(await house.desk.service('fire-1')).toBeUndefined()
  })

  it('that nobody confirmed is forgotten when its time is over', async () => {
    await house.desk.stepOnService('fire-1', away(), engineer)
    await house.advance(hour)
    expect(await house.desk.service('fire-1')).toBeUndefined()
  })

  it('does not end the shelf of its alarms', async () => {
    const { alarms } = await house.settle(house.raised('pump-1'))
    await house.desk.stepOnAlarm(alarms[0]?.id ?? '', shelf(2 * hour), engineer)
    await house.desk.stepOnService('pump-1', away(), engineer)
    expect((await house.advance(hour)).alarms).toMatchObject([{ state: 'shelved' }])
    expect((await house.advance(hour)).alarms).toMatchObject([{ state: 'unacknowledged' }])
  })

  const refused = [
    ['by a guard', () => house.desk.stepOnService('pump-1', away(), guard), 'forbidden'],
    ['for longer than 7 d', () => house.desk.stepOnService('pump-1', away(7 * 24 * hour + 1), engineer), 'invalid'],
    ['back, while in service', () => house.desk.stepOnService('pump-1', { action: 'end' }, engineer), 'conflict'],
    ['confirmed, when nobody asked', () => house.desk.stepOnService('fire-1', { action: 'confirm' }, engineer), 'conflict']
  ] as const
  for (const [name, work, code] of refused) {
    it(`is refused ${name}`, async () => expect(await refusal(work())).toMatchObject({ code }))
  }

  it('is refused twice', async () => {
    await house.desk.stepOnService('pump-1', away(), engineer)
    expect(await refusal(house.desk.stepOnService('pump-1', away(), otherEngineer))).toMatchObject({ code: 'conflict' })
  })
})

describe('a test window', () => {
  it('suppresses, and its end makes the alarm speak whose condition still holds', async () => {
    const raise = house.raised('panel-1', {}, { suppressed: 'test' })
    expect(await house.settle(raise)).toMatchObject({ alarms: [{ state: 'suppressed', suppressedBy: 'test' }], tickets: [] })
    const { rule, equipment, episode, value, limit } = raise
    const released = { type: 'released', rule, equipment, episode, at: house.clock.advance(minute), value, limit } as const
    expect(await house.settle(released)).toMatchObject({ alarms: [{ state: 'unacknowledged' }], tickets: [{ priority: 'P1' }] })
    expect(await house.settle(released)).toEqual({ alarms: [], tickets: [] })
  })
})

describe('a higher stage', () => {
  it('raises the ticket to its priority, once', async () => {
    const raise = house.raised('tank-1', { severity: 'minor' })
    await house.settle(raise)
    const { equipment, episode } = raise
    const staged = {
      type: 'staged',
      rule: { ...raise.rule, severity: 'critical' },
      equipment,
      episode,
      at: house.clock.now(),
      value: 12,
      limit: 15
    } as const
    const { tickets } = await house.settle(staged)
    expect(tickets).toMatchObject([{ priority: 'P1', occurrences: 1 }])
    expect(await house.settle(staged)).toEqual({ alarms: [], tickets: [] })
    expect((await house.timeline(tickets[0]?.id ?? '')).map(({ type }) => type)).toEqual(['opened', 'staged'])
  })
})

describe('late data', () => {
  it('is on record once, asks for nothing and tells no screen', async () => {
    const standing = house.raised('pump-1')
    await house.settle(standing)
    const late = house.raised('pump-1', {}, { episode: 500, raisedAt: 505, late: true })
    const changes = [late, { ...house.cleared(late), clearedAt: 900 }] as const
    for (let times = 0; times < 2; times += 1) expect(await house.settle(...changes)).toEqual({ alarms: [], tickets: [] })
    const [newer, older] = await house.alarms()
    expect(newer).toMatchObject({ state: 'unacknowledged', late: false })
    expect(older).toMatchObject({ late: true, state: 'normal', active: false, raisedAt: 505, clearedAt: 900, ticket: null })
    expect(await house.words(older?.id ?? '')).toEqual(['raised normal', 'cleared normal'])
    house.clock.advance(minute)
    expect(await house.settle(house.raised('pump-1'))).toMatchObject({ alarms: [{ id: newer?.id, occurrences: 2 }] })
  })

  it('corrects the times on record, on the ticket too, once', async () => {
    const raise = house.raised('pump-1')
    const { alarms } = await house.settle(raise)
    const { rule, equipment, episode, raisedAt } = raise
    const now = { episode: episode - 1000, raisedAt: raisedAt - 1000, clearedAt: null }
    const corrected = { type: 'corrected', rule, equipment, episode, was: { raisedAt, clearedAt: null }, now } as const
    expect(await house.settle(corrected)).toMatchObject({ alarms: [{ raisedAt: raisedAt - 1000, state: 'unacknowledged' }] })
    expect(await house.settle(corrected)).toEqual({ alarms: [], tickets: [] })
    expect((await house.timeline(alarms[0]?.ticket ?? '')).map(({ type }) => type)).toEqual(['opened', 'corrected'])
    expect(await house.tickets()).toHaveLength(1)
  })
})
