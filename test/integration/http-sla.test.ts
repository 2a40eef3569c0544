/** Service time policies and the site's calendar over REST. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../server/contract/common.ts'
import type { PolicyItem } from '../../server/contract/sla.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
beforeAll(async () => {
  house = await buildHttpHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

async function ask(role: Role, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const answer = await house.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: await house.bearer(role),
    ...(payload && { payload })
  })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

const all = { within: '1h', source: '现场约定' }
const rows = [{ clocks: { respond: all, arrive: all, resolve: all } }]
const name = { zh: '自定', en: 'Ours' }
const openTicket = async (type: string, more: object = {}) =>
  (await ask('engineer', 'POST', '/tickets', { title: '路灯不亮', type, priority: 'P3', ...more })).body

describe('policies', () => {
  it('are listed by id, each figure with its clause, and whom they serve', async () => {
    const { body } = await ask('manager', 'GET', '/sla/policies')
    expect(body.items.map(({ id, version, types }: PolicyItem) => [id, version, types])).toEqual([
      ['complaints', 1, ['complaint']],
      ['inspection', 1, ['hazard', 'qa']],
      ['relaxed', 1, []],
      ['standard', 1, ['fault', 'repair', 'liaison', 'review', 'check']]
    ])
    for (const item of body.items) expect(JSON.stringify(item.rows)).toContain('"source":"00')
  })

  it('are copied, edited into a new version, and the old version stays to be read', async () => {
    const copy = await ask('admin', 'POST', '/sla/policies', { id: 'night', name, from: 'standard' })
    expect(copy).toMatchObject({ status: 201, body: { id: 'night', version: 1, origin: 'site', actor: 'admin', types: [] } })
    const edited = await ask('admin', 'PATCH', '/sla/policies/night', { rows })
    expect(edited).toMatchObject({ status: 200, body: { version: 2, rows, name } })
    const before = await ask('manager', 'GET', '/sla/policies/night?version=1')
    expect(before.body.rows).toHaveLength(copy.body.rows.length)
  })

  it('serve a type from when they are chosen for it; open tickets only when it is applied to them', async () => {
    const minutes = (ticket: { openedAt: string; due: { resolve: string } }) =>
      (Date.parse(ticket.due.resolve) - Date.parse(ticket.openedAt)) / 60_000
    await ask('admin', 'POST', '/sla/policies', { id: 'hourly', name, rows })
    const before = await openTicket('repair')
    expect(minutes(before)).toBe(48 * 60)
    expect((await ask('admin', 'PATCH', '/sla/types', { repair: 'hourly' })).body).toMatchObject({
      repair: 'hourly',
      fault: 'standard'
    })
    expect(minutes(await openTicket('repair'))).toBe(60)
    expect(minutes((await ask('viewer', 'GET', `/tickets/${before.id}`)).body)).toBe(48 * 60)
    expect(await ask('admin', 'POST', '/sla/policies/hourly/apply')).toEqual({
      status: 200,
      body: { policy: 'hourly', version: 1, tickets: 1 }
    })
    const { body } = await ask('viewer', 'GET', `/tickets/${before.id}`)
    expect(minutes(body)).toBe(60)
    const resolve = body.clocks.find(({ clock }: { clock: string }) => clock === 'resolve')
    expect(resolve).toMatchObject({
      state: 'running',
      policy: { id: 'hourly', version: 1 },
      source: '现场约定',
      dueAt: new Date(startTime + 3_600_000).toISOString(),
      originalDueAt: new Date(startTime + 48 * 3_600_000).toISOString()
    })
    expect(body.timeline.at(-1)).toMatchObject({ type: 'policy_changed', actor: 'admin' })
    expect(house.settlements.at(-1)?.tickets.map(({ id }) => id)).toEqual([before.id])
  })

  for (const [what, method, path, payload, status, field] of [
    ['an id in use', 'POST', '/sla/policies', { id: 'standard', name, rows }, 409, undefined],
    ['a copy of nothing', 'POST', '/sla/policies', { id: 'x', name, from: 'nothing' }, 400, 'from'],
    ['neither copy nor rows', 'POST', '/sla/policies', { id: 'x', name }, 400, 'rows'],
    [
      'a ticket without a figure',
      'POST',
      '/sla/policies',
      { id: 'x', name, rows: [{ type: 'qa', clocks: rows[0]?.clocks }] },
      400,
      'rows'
    ],
    [
      'a figure without its source',
      'PATCH',
      '/sla/policies/standard',
      { rows: [{ clocks: { respond: { within: '1h' } } }] },
      400,
      'rows.0.clocks.respond'
    ],
    [
      'a clock there is not',
      'PATCH',
      '/sla/policies/standard',
      { rows: [{ clocks: { lunch: all } }] },
      400,
      'rows.0.clocks.lunch'
    ],
    [
      'a duration that is none',
      'PATCH',
      '/sla/policies/standard',
      { rows: [{ clocks: { respond: { within: '1 hour', source: 'x' } } }] },
      400,
      'rows.0.clocks.respond.within'
    ],
    ['a policy there is not for a type', 'PATCH', '/sla/types', { repair: 'nothing' }, 400, 'repair'],
    ['a version there is not', 'GET', '/sla/policies/standard?version=9', undefined, 404, undefined]
  ] as const) {
    it(`refuse ${what}`, async () => {
      const { status: answered, body } = await ask('admin', method, path, payload)
      expect(answered).toBe(status)
      if (field !== undefined) expect(body.errors.map((error: { field: string }) => error.field)).toContain(field)
    })
  }
})

describe('the calendar', () => {
  const wednesday = '2025-11-26'
  const arrive = async () => (await openTicket('hazard', { priority: 'P4' })).due.arrive

  it('ships the holidays of the State Council, and says for which years', async () => {
    const { body } = await ask('viewer', 'GET', '/calendar/days?year=2025')
    expect(body.shipped).toBe(true)
    expect(
      body.items.filter(({ kind }: { kind: string }) => kind === 'workday').map(({ date }: { date: string }) => date)
    ).toEqual(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'])
    expect(body.items[0]).toMatchObject({ date: '2025-01-01', name: '元旦', origin: 'shipped' })
    expect((await ask('viewer', 'GET', '/calendar/days?year=2031')).body).toEqual({ items: [], nextCursor: null, shipped: false })
  })

  it('moves what is promised from then on, with days of the site and its hours', async () => {
    await ask('admin', 'PATCH', '/sla/types', { hazard: 'standard' })
    expect(await arrive()).toBe('2025-11-26T10:00:00.000Z')
    const put = await ask('manager', 'PUT', `/calendar/days/${wednesday}`, { kind: 'holiday', name: '台风' })
    expect(put).toMatchObject({ status: 200, body: { date: wednesday, kind: 'holiday', origin: 'site' } })
    expect(await arrive()).toBe('2025-11-27T10:00:00.000Z')
    expect((await ask('manager', 'DELETE', `/calendar/days/${wednesday}`)).status).toBe(204)
    expect(await arrive()).toBe('2025-11-26T10:00:00.000Z')
    const { hours } = (await ask('viewer', 'GET', '/calendar')).body
    const longer = { ...hours, wed: ['08:00-12:00', '13:00-20:00'], sun: ['09:00-12:00'] }
    expect((await ask('manager', 'PUT', '/calendar', { hours: longer })).body.hours).toEqual(longer)
    // Sunday is worked now: Sunday, Monday, Tuesday.
    expect(await arrive()).toBe('2025-11-25T10:00:00.000Z')
  })

  for (const [what, method, path, payload, status] of [
    ['a day that is none', 'PUT', '/calendar/days/2025-02-30', { kind: 'holiday', name: 'x' }, 400],
    ['a kind of day there is not', 'PUT', '/calendar/days/2025-02-20', { kind: 'half', name: 'x' }, 400],
    [
      'hours that end before they start',
      'PUT',
      '/calendar',
      { hours: { mon: ['18:00-09:00'], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } },
      400
    ],
    [
      'a week without hours',
      'PUT',
      '/calendar',
      { hours: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } },
      400
    ],
    ['to take away a day that ships', 'DELETE', '/calendar/days/2025-10-01', undefined, 409],
    ['to take away a day there is not', 'DELETE', '/calendar/days/2025-12-24', undefined, 404]
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await ask('manager', method, path, payload)).status).toBe(status)
    })
  }
})
