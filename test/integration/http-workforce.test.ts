import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../server/contract/common.ts'
import { buildHttpHouse } from '../support/http-house.ts'

type House = Awaited<ReturnType<typeof buildHttpHouse>>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let house: House

async function call(role: Role, method: Method, path: string, payload?: object) {
  const answer = await house.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: await house.bearer(role),
    ...(payload && { payload })
  })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

/** A house for each test; it is 16:00 on Saturday 2025-11-22 on the site. */
function inNewHouses(): void {
  beforeEach(async () => {
    house = await buildHttpHouse()
  })
  afterEach(() => house[Symbol.asyncDispose]())
}

const paper = { user: 'engineer', type: 'low_voltage', number: 'T330106198001011234', expires: '2025-12-01' }
const shift = { id: 'day', name: '白班', starts: '08:00', ends: '20:00' }

async function setUpDay(): Promise<void> {
  await call('admin', 'POST', '/teams', { id: 'a', name: '甲班' })
  await call('admin', 'POST', '/shifts', { ...shift, team: 'a' })
  await call('admin', 'PATCH', '/staff/engineer', { team: 'a', phone: '13812345678', skills: ['water'] })
}

describe('teams, firms and shifts', () => {
  inNewHouses()

  test('are made, changed, disabled and brought back', async () => {
    expect(await call('admin', 'POST', '/teams', { id: 'a', name: '甲班' })).toEqual({
      status: 201,
      body: { id: 'a', name: '甲班', enabled: true }
    })
    expect((await call('admin', 'POST', '/teams', { id: 'a', name: '乙班' })).status).toBe(409)
    expect((await call('admin', 'DELETE', '/teams/a')).status).toBe(204)
    expect((await call('engineer', 'GET', '/teams')).body.items).toEqual([])
    expect((await call('admin', 'PATCH', '/teams/a', { enabled: true, name: '乙班' })).body).toEqual({
      id: 'a',
      name: '乙班',
      enabled: true
    })
  })

  test('null takes a phone or a team away, what is left out stays', async () => {
    await setUpDay()
    const firm = { id: 'otis', name: '奥的斯', phone: '4001234567', email: 'a@otis.cn', kinds: ['elevator'] }
    await call('admin', 'POST', '/contractors', firm)
    const { email, ...rest } = firm
    expect((await call('admin', 'PATCH', '/contractors/otis', { email: null })).body).toEqual({ ...rest, enabled: true })
    expect((await call('admin', 'PATCH', '/shifts/day', { team: null })).body).toEqual({ ...shift, patrol: false, enabled: true })
    expect((await call('engineer', 'GET', '/shifts/day')).body).toEqual({ ...shift, patrol: false, enabled: true })
    expect(email).toBe('a@otis.cn')
  })

  test('a team that works a shift cannot be disabled', async () => {
    await setUpDay()
    const { status, body } = await call('admin', 'DELETE', '/teams/a')
    expect(status).toBe(409)
    expect(body.detail).toBe('a is still in use by shift day.')
  })
})

describe('staff', () => {
  inNewHouses()

  test('is every user with his skills, duty and tickets in hand', async () => {
    await setUpDay()
    await house.raise()
    const { items } = (await call('manager', 'GET', '/staff')).body
    expect(items.map(({ user }: { user: string }) => user)).toEqual(['admin', 'engineer', 'guard', 'manager', 'viewer'])
    expect(items[1]).toEqual({
      user: 'engineer',
      name: 'engineer',
      role: 'engineer',
      phone: '13812345678',
      email: null,
      wecom: null,
      dingtalk: null,
      feishu: null,
      team: 'a',
      skills: ['water'],
      contractor: null,
      enabled: true,
      certificates: [],
      onDuty: true,
      openTickets: 1
    })
  })

  test('shows viewers and guards no phone but their own', async () => {
    await setUpDay()
    await call('admin', 'PATCH', '/staff/engineer', { email: 'wang@example.com', wecom: 'wang' })
    await call('guard', 'PATCH', '/staff/guard', { phone: '13900000000' })
    for (const role of ['viewer', 'guard'] as const) {
      expect((await call(role, 'GET', '/staff/engineer')).body).toMatchObject({
        phone: '138****5678',
        email: 'w***@example.com',
        wecom: null
      })
      expect((await call(role, 'GET', '/on-duty')).body.items[0].phone).toBe('138****5678')
    }
    expect((await call('guard', 'GET', '/staff/guard')).body.phone).toBe('13900000000')
    expect((await call('engineer', 'GET', '/staff/guard')).body.phone).toBe('13900000000')
  })

  test('everybody sets how to reach himself and nothing else', async () => {
    expect((await call('viewer', 'PATCH', '/staff/viewer', { phone: '13900000000', feishu: 'v' })).status).toBe(200)
    const skills = await call('engineer', 'PATCH', '/staff/engineer', { skills: ['lift'] })
    expect([skills.status, skills.body.errors[0].field]).toEqual([403, 'skills'])
    expect((await call('manager', 'PATCH', '/staff/engineer', { phone: '13900000000' })).status).toBe(403)
    expect((await call('manager', 'PATCH', '/staff/engineer', {})).status).toBe(403)
    expect((await call('admin', 'PATCH', '/staff/viewer', { phone: null })).body).toMatchObject({ phone: null, feishu: 'v' })
  })
})

describe('certificates', () => {
  inNewHouses()

  test('are kept with the days they are still good for; their numbers are for managers and their holders', async () => {
    const made = await call('admin', 'POST', '/certificates', { ...paper, issued: '2022-12-01' })
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(made.body).toEqual({ ...paper, id, issued: '2022-12-01', state: 'expiring', daysLeft: 9, enabled: true })
    await call('admin', 'POST', '/certificates', { ...paper, user: 'manager', expires: '2030-01-01' })
    const seen = async (role: Role) =>
      (await call(role, 'GET', '/certificates')).body.items.map(({ user, number }: { user: string; number: string }) => [
        user,
        number
      ])
    expect((await seen('manager')).sort()).toEqual([
      ['engineer', paper.number],
      ['manager', paper.number]
    ])
    expect((await seen('engineer')).sort()).toEqual([
      ['engineer', paper.number],
      ['manager', '****1234']
    ])
  })

  test('that expire or have expired are told, soonest first, but for those replaced', async () => {
    const post = (id: string, more: object) => call('admin', 'POST', '/certificates', { ...paper, id, ...more })
    await post('soon', {})
    await post('gone', { type: 'welding', expires: '2025-11-21' })
    await post('later', { type: 'fire_facility', expires: '2026-06-01' })
    await post('old', { type: 'work_at_height', expires: '2025-01-01' })
    await post('new', { type: 'work_at_height', expires: '2030-01-01' })
    await post('withdrawn', { type: 'other', expires: '2025-01-01' })
    await call('admin', 'DELETE', '/certificates/withdrawn')
    const ids = async (query: string) =>
      (await call('engineer', 'GET', `/certificates?${query}`)).body.items.map(
        (item: { id: string; state: string }) => `${item.id} ${item.state}`
      )
    expect(await ids('expiring=30d')).toEqual(['gone expired', 'soon expiring'])
    expect(await ids('expiring=7d')).toEqual(['gone expired'])
    expect(await ids('expiring=30d&user=viewer')).toEqual([])
    expect(await ids('enabled=false')).toEqual(['withdrawn expired'])
  })
})

describe('duties', () => {
  inNewHouses()

  test('are put for a day and a shift, replaced, copied week by week, and emptied', async () => {
    await setUpDay()
    const put = (date: string, users: string[]) => call('manager', 'PUT', '/duties', { date, shift: 'day', users })
    await put('2025-11-24', ['guard'])
    await put('2025-11-24', ['engineer', 'manager', 'engineer'])
    await put('2025-11-30', ['engineer'])
    const list = async (from: string, to: string) => (await call('viewer', 'GET', `/duties?from=${from}&to=${to}`)).body.items
    expect(await list('2025-11-24', '2025-11-24')).toEqual([{ date: '2025-11-24', shift: 'day', users: ['engineer', 'manager'] }])
    expect((await call('manager', 'POST', '/duties/copy', { from: '2025-11-24', to: '2025-12-01', weeks: 2 })).body).toEqual({
      copied: 6
    })
    expect((await list('2025-12-01', '2025-12-14')).map(({ date }: { date: string }) => date)).toEqual([
      '2025-12-01',
      '2025-12-07',
      '2025-12-08',
      '2025-12-14'
    ])
    await put('2025-12-01', [])
    expect(await list('2025-12-01', '2025-12-01')).toEqual([])
  })

  test('say who is on duty at a time', async () => {
    await setUpDay()
    await call('manager', 'PUT', '/duties', { date: '2025-11-24', shift: 'day', users: ['guard'] })
    expect((await call('engineer', 'GET', '/on-duty')).body).toEqual({
      items: [
        {
          user: 'engineer',
          name: 'engineer',
          role: 'engineer',
          phone: '13812345678',
          team: 'a',
          skills: ['water'],
          contractor: null,
          shift: 'day',
          shiftName: '白班',
          from: '2025-11-22T00:00:00.000Z',
          to: '2025-11-22T12:00:00.000Z',
          by: 'team'
        }
      ],
      nextCursor: null
    })
    const at = async (time: string) =>
      (await call('engineer', 'GET', `/on-duty?at=${time}`)).body.items.map(
        (item: { user: string; by: string }) => `${item.user} ${item.by}`
      )
    expect(await at('2025-11-24T03:00:00Z')).toEqual(['guard calendar'])
    expect(await at('2025-11-24T13:00:00Z')).toEqual([])
    expect((await call('engineer', 'GET', '/on-duty?at=never')).status).toBe(400)
  })
})

describe('a ticket', () => {
  inNewHouses()

  test('tells those who work on it whom to call, and the others not', async () => {
    await setUpDay()
    const { tickets } = await house.raise()
    const path = `/tickets/${tickets[0]?.id}`
    const engineer = (await call('engineer', 'GET', path)).body
    expect(engineer).toMatchObject({ assignee: 'engineer', assigneeName: 'engineer', assigneePhone: '13812345678' })
    expect(engineer.timeline[1].detail.phone).toBe('13812345678')
    for (const role of ['viewer', 'guard'] as const) {
      const { assigneePhone, timeline } = (await call(role, 'GET', path)).body
      expect([assigneePhone, timeline[1].detail.phone]).toEqual(['138****5678', '138****5678'])
    }
  })

  test('refuses who has no valid certificate by 409, with what may be done', async () => {
    await setUpDay()
    const pump = house.equipment.get('pump-1')
    if (pump) house.equipment.set('cabinet-1', { ...pump, id: 'cabinet-1', kind: 'power_cabinet' })
    await call('admin', 'POST', '/certificates', { user: 'engineer', type: 'low_voltage', number: 'x', expires: '2025-11-21' })
    const { tickets } = await house.raise({ equipment: 'cabinet-1' })
    const { status, body } = await call('engineer', 'POST', `/tickets/${tickets[0]?.id}/actions/accept`)
    expect(status).toBe(409)
    expect(body).toMatchObject({
      detail: 'Work on a power_cabinet takes a valid certificate low_voltage: engineer has one that expired on 2025-11-21.',
      allowed: expect.not.arrayContaining(['accept'])
    })
  })
})

describe('a wrong call changes nothing and is told by its field', () => {
  beforeAll(async () => {
    house = await buildHttpHouse()
    await setUpDay()
    await call('admin', 'POST', '/certificates', { ...paper, id: 'one' })
  })
  afterAll(() => house[Symbol.asyncDispose]())

  test.each([
    ['POST', '/contractors', { id: 'o', name: 'o', kinds: ['spaceship'] }, 'kinds.0'],
    ['POST', '/contractors', { id: 'o', name: 'o', phone: 'call me' }, 'phone'],
    ['POST', '/contractors', { id: 'o', name: 'o', email: 'nobody' }, 'email'],
    ['POST', '/shifts', { ...shift, id: 'night', ends: '08:00' }, 'ends'],
    ['POST', '/shifts', { ...shift, id: 'night', starts: '8:00' }, 'starts'],
    ['POST', '/shifts', { ...shift, id: 'night', team: 'none' }, 'team'],
    ['PATCH', '/staff/engineer', { team: 'none' }, 'team'],
    ['PATCH', '/staff/engineer', { contractor: 'none' }, 'contractor'],
    ['PATCH', '/staff/engineer', { skills: ['magic'] }, 'skills.0'],
    ['PATCH', '/staff/engineer', { phone: '12' }, 'phone'],
    ['PATCH', '/staff/engineer', { wecom: 'two words' }, 'wecom'],
    ['POST', '/certificates', { ...paper, user: 'nobody' }, 'user'],
    ['POST', '/certificates', { ...paper, issued: '2026-01-01' }, 'expires'],
    ['POST', '/certificates', { ...paper, type: 'magic' }, 'type'],
    ['POST', '/certificates', { ...paper, expires: '2025-13-01' }, 'expires'],
    ['PATCH', '/certificates/one', { issued: '2026-01-01' }, 'expires'],
    ['PUT', '/duties', { date: '2025-11-24', shift: 'none', users: [] }, 'shift'],
    ['PUT', '/duties', { date: '2025-11-24', shift: 'day', users: ['engineer', 'nobody'] }, 'users.1'],
    ['PUT', '/duties', { date: '2025-11-24', shift: 'day', users: ['viewer'] }, 'users.0'],
    ['PUT', '/duties', { date: '24.11.2025', shift: 'day', users: [] }, 'date'],
    ['POST', '/duties/copy', { from: '2025-11-24', to: '2025-11-30', weeks: 1 }, 'to'],
    ['POST', '/duties/copy', { from: '2025-11-24', to: '2025-11-10', weeks: 3 }, 'to'],
    ['POST', '/duties/copy', { from: '2025-11-24', to: '2025-12-01', weeks: 0 }, 'weeks'],
    ['GET', '/duties?from=2025-11-24&to=2025-11-23', undefined, 'to'],
    ['GET', '/duties?from=2025-11-24&to=2027-11-23', undefined, 'to']
  ] as const)('%s %s %o: %s', async (method, path, payload, field) => {
    const { status, body } = await call('admin', method, path, payload)
    expect([status, body.errors?.[0].field]).toEqual([400, field])
  })
})
