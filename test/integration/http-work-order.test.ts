/** The work order as people meet it over REST: by hand, on its way, proven, followed up; and every refusal. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemSchema, type Role } from '../../server/contract/common.ts'
import { breachProofSchema, type TicketDetail, ticketDetailSchema, urgencySchema } from '../../server/contract/tickets.ts'
import { jpeg } from '../support/file-bytes.ts'
import { buildHttpHouse } from '../support/http-house.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
let house: Awaited<ReturnType<typeof buildHttpHouse>>
beforeEach(async () => {
  house = await buildHttpHouse()
})
afterEach(() => house[Symbol.asyncDispose]())

async function post(path: string, payload: object = {}, role: Role = 'manager') {
  return house.app.inject({ method: 'POST', url: `/api/v1${path}`, headers: await house.bearer(role), payload })
}

async function get(path: string, role: Role = 'manager') {
  return house.app.inject({ url: `/api/v1${path}`, headers: await house.bearer(role) })
}

type Answer = Awaited<ReturnType<typeof get>>

/** The ticket that a call must answer with. */
async function ticketOf(call: Promise<Answer>, status = 200): Promise<TicketDetail> {
  const answer = await call
  expect(answer.statusCode, answer.body).toBe(status)
  return ticketDetailSchema.parse(answer.json())
}

async function refusal(call: Promise<Answer>) {
  const answer = await call
  expect(answer.headers['content-type']).toContain('application/problem+json')
  const { status, errors, allowed } = problemSchema.parse(answer.json())
  return { status, fields: errors?.map((error) => error.field), allowed }
}

const base = { title: '厨房漏水', type: 'repair', priority: 'P3' } as const
const open = (more: object = {}) => ticketOf(post('/tickets', { ...base, ...more }, 'engineer'), 201)
const act = (id: string, action: string, body: object = {}, role: Role = 'manager') =>
  post(`/tickets/${id}/actions/${action}`, body, role)
const detail = (id: string) => ticketOf(get(`/tickets/${id}`))
const later = (ms: number) => new Date(house.clock.now + ms).toISOString()
const ids = async (query: string): Promise<string[]> =>
  (await get(`/tickets?${query}`)).json<{ items: { id: string }[] }>().items.map((item) => item.id)

/** From an alarm that has cleared, worked on, resolved. */
async function resolved(resolution: object = { result: '更换密封' }): Promise<TicketDetail> {
  const { alarms, tickets } = await house.raise()
  const id = tickets[0]?.id ?? ''
  await house.clear(alarms)
  for (const [action, body] of [
    ['accept', {}],
    ['arrive', {}],
    ['resolve', resolution]
  ] as const) {
    await ticketOf(act(id, action, body, 'engineer'))
  }
  return detail(id)
}

async function photo(id: string, salt: number): Promise<void> {
  const form = new FormData()
  form.append('kind', 'photo')
  form.append('file', new Blob([new Uint8Array(Buffer.concat([jpeg, Buffer.from([salt])]))]), 'p.jpg')
  const request = new Request('http://house/', { method: 'POST', body: form })
  const answer = await house.app.inject({
    method: 'POST',
    url: `/api/v1/tickets/${id}/attachments`,
    headers: { ...(await house.bearer('engineer')), 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer())
  })
  expect(answer.statusCode, answer.body).toBe(201)
}

describe('a ticket by hand', () => {
  it('keeps who asked, where, how and by when', async () => {
    const asked = {
      type: 'complaint',
      class: 'urgent',
      trade: 'water_power',
      place: '3号楼1201',
      source: 'phone',
      requester: { name: '李女士', phone: '13800000000' },
      wantedBy: later(hour)
    }
    expect(await open(asked)).toMatchObject({ ...asked, status: 'open', assignee: null })
  })

  it('as a contact sheet is assigned to its owner', async () => {
    const sheet = await open({ type: 'liaison', wantedBy: later(day), assignee: 'guard' })
    expect(sheet).toMatchObject({ type: 'liaison', status: 'assigned', assignee: 'guard' })
    expect(sheet.timeline.map(({ type }) => type)).toEqual(['opened', 'assigned'])
  })

  it('follows from another', async () => {
    const finding = await open({ type: 'qa' })
    house.clock.now += minute
    const fix = await open({ type: 'hazard', class: 'slight', parent: finding.id })
    expect(await ids(`parent=${finding.id}`)).toEqual([fix.id])
    expect(await ids('type=hazard,qa')).toEqual([fix.id, finding.id])
    expect(await ids('class=slight')).toEqual([fix.id])
    expect(await ids('source=phone')).toEqual([])
  })

  for (const { name, body, fields } of [
    { name: 'of a foreign class', body: { class: 'urgent' }, fields: ['class'] },
    { name: 'for nobody we know', body: { assignee: 'nobody' }, fields: ['assignee'] },
    { name: 'for a viewer', body: { assignee: 'viewer' }, fields: ['assignee'] },
    { name: 'from no ticket', body: { parent: 'tk_none' }, fields: ['parent'] },
    { name: 'wanted yesterday', body: { wantedBy: '2020-01-01T00:00:00.000Z' }, fields: ['wantedBy'] },
    {
      name: 'as a hazard by a date without one',
      body: { type: 'hazard', class: 'fix_by_date' },
      fields: ['wantedBy', 'assignee']
    }
  ]) {
    it(`${name} is refused, and nothing is opened`, async () => {
      const refused = await refusal(post('/tickets', { ...base, ...body }, 'engineer'))
      expect(refused).toMatchObject({ status: 400, fields })
      expect(await ids('')).toEqual([])
    })
  }

  it('is not for guards', async () => {
    expect(await refusal(post('/tickets', base, 'guard'))).toMatchObject({ status: 403 })
  })

  it('has its urgency suggested by its words', async () => {
    const asked = await get(`/tickets/urgency?text=${encodeURIComponent('电梯困人')}`, 'viewer')
    expect(urgencySchema.parse(asked.json())).toMatchObject({ priority: 'P1', words: ['困人'] })
    expect(await refusal(get('/tickets/urgency'))).toMatchObject({ status: 400, fields: ['text'] })
  })
})

describe('on its way', () => {
  it('a ticket goes to a firm that is known, and to no other', async () => {
    const { id } = await open()
    expect(await refusal(act(id, 'assign', { contractor: 'firm' }))).toMatchObject({ status: 400, fields: ['contractor'] })
    expect(await refusal(act(id, 'assign'))).toMatchObject({ status: 400, fields: ['assignee'] })
    const firm = { id: 'firm', name: '维保', phone: null, email: null, kinds: '[]', enabled: 1 }
    await house.database.insertInto('contractors').values(firm).execute()
    expect(await ticketOf(act(id, 'assign', { contractor: 'firm' }))).toMatchObject({ contractor: 'firm', assignee: null })
    expect(await ids('contractor=firm')).toEqual([id])
  })

  it('a guard hands on what is assigned to him, and sees no way to a foreign one', async () => {
    const { id } = await open({ assignee: 'guard' })
    expect(await refusal(act(id, 'hand_on', { assignee: 'nobody' }, 'guard'))).toMatchObject({
      status: 400,
      fields: ['assignee']
    })
    const handed = await ticketOf(act(id, 'hand_on', { assignee: 'engineer', note: '换班' }, 'guard'))
    expect(handed).toMatchObject({ status: 'assigned', assignee: 'engineer' })
    expect(handed.timeline.at(-1)).toMatchObject({
      type: 'handed_on',
      actor: 'guard',
      detail: { assignee: 'engineer', note: '换班' }
    })
    for (const action of ['accept', 'progress', 'hand_on']) {
      const body = { progress: { note: 'x' }, hand_on: { assignee: 'manager' } }[action] ?? {}
      expect(await refusal(act(id, action, body, 'guard'))).toEqual({ status: 403, fields: undefined, allowed: [] })
    }
  })

  it('tells when somebody means to be there, and how it goes', async () => {
    const { id } = await open()
    expect(await ticketOf(act(id, 'accept', { eta: later(hour) }, 'engineer'))).toMatchObject({ eta: later(hour) })
    expect(await ticketOf(act(id, 'expect', { at: later(2 * hour), note: '堵车' }, 'engineer'))).toMatchObject({
      eta: later(2 * hour)
    })
    const { timeline } = await ticketOf(act(id, 'progress', { note: '已购配件' }, 'engineer'))
    expect(timeline.slice(-2)).toMatchObject([
      { type: 'expected', detail: { at: later(2 * hour), note: '堵车' } },
      { type: 'progressed', detail: { note: '已购配件' } }
    ])
    expect(await refusal(act(id, 'expect', { at: later(0) }, 'engineer'))).toMatchObject({ status: 400, fields: ['at'] })
    expect(await refusal(act(id, 'expect', { at: 'soon' }, 'engineer'))).toMatchObject({ status: 400, fields: ['at'] })
    expect(await refusal(act(id, 'tell_result', { note: 'x' }, 'engineer'))).toMatchObject({
      status: 409,
      allowed: ['arrive', 'hold', 'comment', 'hand_on', 'expect', 'progress']
    })
  })

  it('arrival is proven by the tag of the equipment, or of a checkpoint where it stands', async () => {
    await house.database
      .insertInto('equipment')
      .values({
        id: 'pump-1',
        kind: 'booster_pump',
        name: '1#生活水泵',
        location: 'B1 水泵房',
        attributes: JSON.stringify({ tag: '04AABBCCDD' }),
        metrics: '{}',
        feeds: '[]',
        enabled: 1
      })
      .execute()
    const door = { id: 'cp-1', name: '水泵房门口', tag: '04A1B2C3', location: 'B1 水泵房', settings: '{}', enabled: 1 }
    await house.database
      .insertInto('checkpoints')
      .values([door, { ...door, id: 'cp-2', tag: '04FFFFFF', location: '屋面' }])
      .execute()
    for (const tag of ['04:aa:bb:cc:dd', '04A1B2C3']) {
      const { id } = await open({ equipment: 'pump-1' })
      await act(id, 'accept', {}, 'engineer')
      expect(await refusal(act(id, 'arrive', { tag: '04FFFFFF' }, 'engineer'))).toMatchObject({ status: 400, fields: ['tag'] })
      const arrived = await ticketOf(act(id, 'arrive', { tag }, 'engineer'))
      expect(arrived.timeline.at(-1)).toMatchObject({ type: 'arrived', detail: { by: 'tag' } })
    }
  })

  it('a field nobody knows is named, and changes nothing', async () => {
    const { id } = await open()
    const answer = await act(id, 'accept', { when: 'now' }, 'engineer')
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('when')
    expect(await detail(id)).toMatchObject({ status: 'open', timeline: [{ type: 'opened' }] })
    expect(await refusal(act(id, 'repair', {}, 'engineer'))).toMatchObject({ status: 404, fields: ['action'] })
  })

  it('is done with time, people, equipment and result', async () => {
    const { id } = await open()
    await act(id, 'accept', {}, 'engineer')
    await act(id, 'arrive', {}, 'engineer')
    const result = { result: '更换阀门', people: ['engineer', '厂家 张'], parts: ['DN50 阀'], equipment: 'pump-1' }
    const unknown = await refusal(act(id, 'resolve', { ...result, equipment: 'pump-9' }, 'engineer'))
    expect(unknown).toMatchObject({ status: 400, fields: ['equipment'] })
    house.clock.now += hour
    const done = await ticketOf(act(id, 'resolve', result, 'engineer'))
    expect(done).toMatchObject({ equipment: 'pump-1', resolution: { ...result, at: later(0) } })
  })
})

describe('a hazard to be fixed by a date', () => {
  it('is closed with a photo from before it was resolved, and one of the re-inspection', async () => {
    const { id } = await open({ type: 'hazard', class: 'fix_by_date', wantedBy: later(day), assignee: 'engineer' })
    await act(id, 'accept', {}, 'engineer')
    await act(id, 'arrive', {}, 'engineer')
    await photo(id, 1)
    house.clock.now += minute
    await act(id, 'resolve', { result: '已清理' }, 'engineer')
    expect(await refusal(act(id, 'verify'))).toMatchObject({
      status: 409,
      allowed: ['reopen', 'comment', 'tell_result', 'follow_up']
    })
    house.clock.now += minute
    await photo(id, 2)
    expect(await ticketOf(act(id, 'verify'))).toMatchObject({ status: 'closed' })
  })
})

describe('the follow-up', () => {
  it('is due after the repair, and not once somebody asked', async () => {
    const ticket = await resolved()
    const other = await open()
    expect(await ids('followUp=due')).toEqual([ticket.id])
    await ticketOf(act(ticket.id, 'tell_result', { note: '已电话告知' }, 'engineer'))
    const asked = await ticketOf(act(ticket.id, 'follow_up', { satisfied: true, rating: 4 }))
    expect(asked).toMatchObject({
      status: 'resolved',
      followUp: { by: 'manager', satisfied: true, rating: 4, note: null, at: later(0) }
    })
    expect(await ids('followUp=due')).toEqual([])
    expect(await refusal(act(ticket.id, 'follow_up', { satisfied: true }))).toMatchObject({ status: 409 })
    expect(await refusal(act(other.id, 'follow_up', { satisfied: true }))).toMatchObject({ status: 409 })
  })

  it('is forgotten after a week', async () => {
    const { id } = await resolved()
    house.clock.now += 7 * day
    expect(await ids('followUp=due')).toEqual([id])
    house.clock.now += 1
    expect(await ids('followUp=due')).toEqual([])
  })

  it('unsatisfied reopens one level higher, and asks again after the next repair', async () => {
    const { id } = await open()
    for (const step of ['accept', 'arrive'] as const) await act(id, step, {}, 'engineer')
    await act(id, 'resolve', { result: '已修' }, 'engineer')
    expect(await refusal(act(id, 'follow_up', { satisfied: false, rating: 0 }))).toMatchObject({
      status: 400,
      fields: ['rating']
    })
    expect(await refusal(act(id, 'follow_up', { satisfied: false }, 'engineer'))).toMatchObject({ status: 403 })
    const again = await ticketOf(act(id, 'follow_up', { satisfied: false, rating: 2, note: '还在漏' }))
    expect(again).toMatchObject({ status: 'assigned', priority: 'P2', followUp: { satisfied: false }, resolution: null })
    expect(again.timeline.slice(-2).map(({ type }) => type)).toEqual(['followed_up', 'reopened'])
    for (const step of ['accept', 'arrive'] as const) await act(id, step, {}, 'engineer')
    await act(id, 'resolve', { result: '换管' }, 'engineer')
    expect(await detail(id)).toMatchObject({ followUp: null })
    expect(await ids('followUp=due')).toEqual([id])
  })
})

describe('the frozen breach', () => {
  const proof = async (id: string) => breachProofSchema.parse((await get(`/tickets/${id}/breach/verify`, 'viewer')).json())

  it('tells of the last tickets, the last repair and the parts it took', async () => {
    for (const parts of [['密封圈', '轴承'], ['密封圈'], ['联轴器', '密封圈', '轴承']]) {
      const { id } = await resolved({ result: `更换${parts.join('')}`, parts })
      await ticketOf(act(id, 'verify'))
      house.clock.now += hour
    }
    const newest = await open({ equipment: 'pump-1' })
    house.clock.now += hour
    const { tickets } = await house.raise()
    const { breach } = await detail(tickets[0]?.id ?? '')
    expect(breach?.earlier.map(({ number, status }) => `${number} ${status}`)).toEqual([
      'WX-000004 open',
      'WX-000003 closed',
      'WX-000002 closed'
    ])
    expect(breach?.earlier[0]).toMatchObject({ id: newest.id, rule: null, result: null, closedAt: null })
    expect(breach).toMatchObject({
      parts: ['密封圈', '轴承', '联轴器'],
      maintenance: { result: '更换联轴器密封圈轴承', people: ['engineer'] },
      daysSinceMaintenance: null
    })
  })

  it('outlives the readings, and proves to be what was frozen until somebody alters it', async () => {
    const start = house.clock.now
    house.readings.points.push([start - minute, 0.4], [start, 0.1])
    const { tickets } = await house.raise()
    const id = tickets[0]?.id ?? ''
    house.clock.now += 6 * minute
    const { breach } = await detail(id)
    expect(breach?.points).toEqual([
      [start - minute, 0.4],
      [start, 0.1]
    ])
    house.readings.points.length = 0
    expect((await detail(id)).breach).toEqual(breach)
    expect(await proof(id)).toEqual({ ok: true, hash: breach?.hash })

    const { breach: stored } = await house.database
      .selectFrom('tickets')
      .select('breach')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const altered = stored?.replace('0.4', '0.39') ?? null
    await house.database.updateTable('tickets').set({ breach: altered }).where('id', '=', id).execute()
    expect(await proof(id)).toEqual({ ok: false, hash: breach?.hash })
  })

  it('is there of automatic tickets only', async () => {
    const { id } = await open()
    for (const unknown of [id, 'tk_none']) {
      expect(await refusal(get(`/tickets/${unknown}/breach/verify`))).toMatchObject({ status: 404 })
    }
  })
})
