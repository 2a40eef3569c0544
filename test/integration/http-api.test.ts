import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { alarmItemSchema } from '../../server/contract/alarms.ts'
import { pageSchema, problemSchema } from '../../server/contract/common.ts'
import { equipmentDetailSchema, equipmentItemSchema, kindInfoSchema } from '../../server/contract/equipment.ts'
import { pointsSchema } from '../../server/contract/readings.ts'
import { ruleItemSchema } from '../../server/contract/rules.ts'
import { healthSchema, rejectItemSchema, userItemSchema } from '../../server/contract/session.ts'
import { ticketDetailSchema, ticketItemSchema } from '../../server/contract/tickets.ts'
import { buildHttpHouse, readingOf, startTime } from '../support/http-house.ts'

const hour = 3_600_000
type House = Awaited<ReturnType<typeof buildHttpHouse>>

/** Asks as that role and holds the answer to its schema. */
async function read<Schema extends z.ZodType>(house: House, url: string, schema: Schema, role = 'viewer' as const) {
  const answer = await house.app.inject({ url: `/api/v1${url}`, headers: await house.bearer(role) })
  expect(answer.statusCode, answer.body).toBe(200)
  return schema.parse(answer.json())
}

async function refusal(house: House, url: string) {
  const answer = await house.app.inject({ url: `/api/v1${url}`, headers: await house.bearer('admin') })
  const problem = problemSchema.parse(answer.json())
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.statusCode).toBe(problem.status)
  return { status: problem.status, fields: problem.errors?.map((error) => error.field) }
}

describe('equipment', () => {
  test('is listed with its status and latest values', async () => {
    await using house = await buildHttpHouse()
    house.board.applyReadings([readingOf()])
    const { items } = await read(house, '/equipment', pageSchema(equipmentItemSchema))
    expect(items).toEqual([
      {
        id: 'pump-1',
        kind: 'booster_pump',
        name: '1#生活水泵',
        location: 'B1 水泵房',
        status: 'normal',
        lastSeenAt: '2025-11-22T08:00:00.000Z',
        latest: { outlet_pressure: { value: 0.42, ts: '2025-11-22T08:00:00.000Z', quality: 'good' } }
      }
    ])
    await house.raise()
    expect((await read(house, '/equipment/pump-1', equipmentDetailSchema)).status).toBe('alarm')
  })

  test('on its own page says what the values mean', async () => {
    await using house = await buildHttpHouse()
    const detail = await read(house, '/equipment/pump-1', equipmentDetailSchema)
    expect(detail).toMatchObject({ status: 'offline', lastSeenAt: null, attributes: { rated_current: 32 } })
    expect(detail.metrics['outlet_pressure']).toMatchObject({ type: 'number', unit: 'MPa' })
    expect(await refusal(house, '/equipment/nobody')).toMatchObject({ status: 404 })
  })

  test('comes in pages without gap or repeat', async () => {
    await using house = await buildHttpHouse({ equipmentCount: 7 })
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page: { items: { id: string }[]; nextCursor: string | null } = await read(
        house,
        `/equipment?limit=3${query}`,
        pageSchema(equipmentItemSchema)
      )
      ids.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor
    }
    expect(ids).toEqual([...house.equipment.keys()].sort())
  })

  test('is filtered by several values at once', async () => {
    await using house = await buildHttpHouse({ equipmentCount: 2 })
    house.board.applyReadings([readingOf()])
    const idsOf = async (query: string) =>
      (await read(house, `/equipment?${query}`, pageSchema(equipmentItemSchema))).items.map((item) => item.id)
    expect(await idsOf('kind=custom')).toEqual(['unit-000', 'unit-001'])
    expect(await idsOf('status=normal,alarm')).toEqual(['pump-1'])
    expect(await idsOf('kind=custom,booster_pump&status=offline')).toEqual(['unit-000', 'unit-001'])
    expect(await idsOf(`location=${encodeURIComponent('屋面')}`)).toHaveLength(2)
    expect(await refusal(house, '/equipment?status=broken&limit=501')).toEqual({ status: 400, fields: ['limit', 'status'] })
  })

  test('kinds are told in both languages', async () => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ url: '/api/v1/catalogue', headers: await house.bearer('viewer') })
    const kinds: unknown[] = answer.json().items
    expect(kinds.length).toBeGreaterThanOrEqual(14)
    for (const kind of kinds) kindInfoSchema.parse(kind)
  })
})

describe('readings', () => {
  const path = '/equipment/pump-1/readings'
  const points = async (house: House, query: string) => (await read(house, `${path}?${query}`, pointsSchema)).points

  test('are the last 24 h raw when nothing else is said, the end left out', async () => {
    await using house = await buildHttpHouse()
    house.readings.points.push([startTime - 24 * hour - 1, 1], [startTime - 24 * hour, 2], [startTime - 1, 3], [startTime, 4])
    expect(await points(house, 'metric=outlet_pressure')).toEqual([
      [startTime - 24 * hour, 2],
      [startTime - 1, 3]
    ])
  })

  test.each([
    `from=${startTime}&to=${startTime + hour}`,
    'from=2025-11-22T08:00:00Z&to=2025-11-22T09:00:00.000Z',
    'from=2025-11-22T08:00:00&to=2025-11-22T17:00:00%2B08:00',
    'from=2025-11-22T16:00:00+08:00&to=2025-11-22T09:00Z'
  ])('take times as %s', async (range) => {
    await using house = await buildHttpHouse()
    house.readings.points.push([startTime - 1, 1], [startTime, 2], [startTime + hour, 3])
    expect(await points(house, `metric=outlet_pressure&${range}`)).toEqual([[startTime, 2]])
  })

  test('come in buckets of a step, by default their average, with the days of the site', async () => {
    await using house = await buildHttpHouse()
    house.readings.points.push([startTime - 1, 1])
    await points(house, 'metric=outlet_pressure&step=5m')
    await points(house, 'metric=mode&step=1d&fn=last')
    expect(house.readings.asked).toEqual([
      {
        equipment: 'pump-1',
        metric: 'outlet_pressure',
        from: startTime - 24 * hour,
        to: startTime,
        step: 300_000,
        fn: 'avg',
        timezone: 'Asia/Shanghai'
      },
      {
        equipment: 'pump-1',
        metric: 'mode',
        from: startTime - 24 * hour,
        to: startTime,
        step: 86_400_000,
        fn: 'last',
        timezone: 'Asia/Shanghai'
      }
    ])
  })

  test('refuse more than 50,000 points naming step, raw and in buckets alike', async () => {
    await using house = await buildHttpHouse()
    for (let n = 0; n <= 50_000; n += 1) house.readings.points.push([startTime + n * 1000, n])
    const range = `metric=outlet_pressure&from=${startTime}&to=${startTime + 50_001_000}`
    expect(await refusal(house, `${path}?${range}`)).toEqual({ status: 400, fields: ['step'] })
    expect(await refusal(house, `${path}?${range}&step=1s`)).toEqual({ status: 400, fields: ['step'] })
    expect(await points(house, `${range}&step=2s`)).toHaveLength(25_001)
  })

  test('may span years in a fine step when few were stored', async () => {
    await using house = await buildHttpHouse()
    house.readings.points.push([startTime - hour, 1], [startTime - 1, 2])
    expect(await points(house, 'metric=outlet_pressure&from=0&step=1m&fn=last')).toHaveLength(2)
  })

  test.each([
    ['an unknown metric', 'metric=nothing', 'metric'],
    ['a metric that is no own property', 'metric=constructor', 'metric'],
    ['no metric', '', 'metric'],
    ['an average of text', 'metric=mode&step=1h', 'fn'],
    ['an unknown function', 'metric=mode&fn=median', 'fn'],
    ['a step that is no duration', 'metric=mode&step=hour', 'step'],
    ['a step of nothing', 'metric=mode&step=0s&fn=last', 'step'],
    ['a time that is none', 'metric=mode&from=yesterday', 'from'],
    ['an end before its start', `metric=mode&from=${startTime}&to=${startTime - 1}`, 'from']
  ])('name the field of %s', async (_case, query, field) => {
    await using house = await buildHttpHouse()
    expect(await refusal(house, `${path}?${query}`)).toEqual({ status: 400, fields: [field] })
  })
})

describe('alarms', () => {
  test('are listed by state and acknowledged, which is pushed', async () => {
    await using house = await buildHttpHouse()
    const { alarms } = await house.raise()
    const list = (query: string) => read(house, `/alarms?${query}`, pageSchema(alarmItemSchema))
    const [item] = (await list('state=unacknowledged,acknowledged&equipment=pump-1&active=true')).items
    expect(item).toMatchObject({
      id: alarms[0]?.id,
      value: 0.1,
      limit: 0.25,
      raisedAt: '2025-11-22T08:00:00.000Z',
      acknowledgedBy: null
    })
    expect((await list('active=false')).items).toEqual([])

    const url = `/api/v1/alarms/${item?.id}/acknowledge`
    const headers = await house.bearer('guard')
    const answer = await house.app.inject({ method: 'POST', url, headers })
    expect(alarmItemSchema.parse(answer.json())).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'guard' })
    expect(house.settlements.flatMap((settlement) => settlement.alarms)).toEqual([
      expect.objectContaining({ id: item?.id, state: 'acknowledged' })
    ])
    expect((await house.app.inject({ method: 'POST', url, headers, payload: { note: '看过' } })).statusCode).toBe(409)
  })
})

describe('tickets', () => {
  test('opened by an alarm go from accept to closed, each step pushed', async () => {
    await using house = await buildHttpHouse()
    const { tickets } = await house.raise()
    const [ticket] = (
      await read(house, '/tickets?status=open&priority=P1&rule=booster_pump.outlet_low', pageSchema(ticketItemSchema))
    ).items
    expect(ticket).toMatchObject({ id: tickets[0]?.id, number: 'WX-000001', title: '供水压力低', occurrences: 1 })
    const engineer = await house.bearer('engineer')
    const act = async (action: string, payload?: object) => {
      const answer = await house.app.inject({
        method: 'POST',
        url: `/api/v1/tickets/${ticket?.id}/actions/${action}`,
        headers: engineer,
        ...(payload && { payload })
      })
      return { status: answer.statusCode, body: answer.json() }
    }
    const refused = await act('resolve', { result: '换泵' })
    expect(refused).toMatchObject({ status: 409, body: { status: 409, allowed: expect.arrayContaining(['accept', 'comment']) } })
    expect((await act('accept')).body).toMatchObject({
      status: 'accepted',
      assignee: 'engineer',
      allowed: expect.arrayContaining(['arrive'])
    })
    expect(await act('arrive', {})).toMatchObject({ status: 200, body: { status: 'arrived' } })
    expect(await act('resolve', { people: ['li'] })).toMatchObject({ status: 400, body: { errors: [{ field: 'result' }] } })
    expect(await act('resolve', { result: '换泵', price: 3 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'price' }] }
    })
    const resolved = ticketDetailSchema.parse((await act('resolve', { result: '换泵' })).body)
    expect(resolved.timeline.map((entry) => entry.type)).toEqual(['opened', 'accepted', 'arrived', 'resolved'])
    expect(resolved.breach).toMatchObject({ metric: 'outlet_pressure', limit: 0.25, value: 0.1 })
    expect((await act('dance')).status).toBe(404)
    expect(house.settlements.flatMap((settlement) => settlement.tickets.map((each) => each.status))).toEqual([
      'accepted',
      'arrived',
      'resolved'
    ])
  })

  test('are opened by hand by an engineer, not by a guard', async () => {
    await using house = await buildHttpHouse()
    const payload = { title: '路灯不亮', type: 'repair', priority: 'P3', equipment: 'pump-1', description: '东门' }
    const open = async (role: 'engineer' | 'guard', change: object = {}) =>
      house.app.inject({
        method: 'POST',
        url: '/api/v1/tickets',
        headers: await house.bearer(role),
        payload: { ...payload, ...change }
      })
    expect((await open('guard')).statusCode).toBe(403)
    const answer = await open('engineer')
    expect(answer.statusCode).toBe(201)
    const ticket = ticketDetailSchema.parse(answer.json())
    expect(ticket).toMatchObject({ title: '路灯不亮', status: 'open', rule: null, breach: null })
    expect(answer.headers['location']).toBe(`/api/v1/tickets/${ticket.id}`)
    expect((await open('engineer', { equipment: 'nobody' })).json()).toMatchObject({
      status: 400,
      errors: [{ field: 'equipment' }]
    })
    expect((await open('engineer', { title: ' ', priority: 'P9' })).json().errors).toHaveLength(2)
    expect(await refusal(house, '/tickets/nothing')).toMatchObject({ status: 404 })
    expect(await refusal(house, '/tickets?cursor=nonsense')).toEqual({ status: 400, fields: ['cursor'] })
  })
})

describe('the rest', () => {
  test('rejects come newest first, in pages', async () => {
    await using house = await buildHttpHouse()
    for (const id of [3, 2, 1])
      house.rejects.push({ id, topic: 't', receivedAt: startTime, reason: `no JSON ${id}`, payload: '{' })
    const reasons = async (query: string) => {
      const answer = await house.app.inject({ url: `/api/v1/rejects?limit=2${query}`, headers: await house.bearer('manager') })
      const page = pageSchema(rejectItemSchema).parse(answer.json())
      return { reasons: page.items.map((item) => item.reason), next: page.nextCursor }
    }
    const first = await reasons('')
    expect(first.reasons).toEqual(['no JSON 3', 'no JSON 2'])
    expect(await reasons(`&cursor=${first.next}`)).toEqual({ reasons: ['no JSON 1'], next: null })
  })

  test('rules come by id with their version', async () => {
    await using house = await buildHttpHouse()
    const rule = {
      title: 't',
      action: 'a',
      kind: 'booster_pump',
      metric: 'running',
      is: true,
      severity: 'minor' as const
    }
    await house.rules.apply([
      { input: { ...rule, id: 'b' }, origin: 'site' },
      { input: { ...rule, id: 'a' }, origin: 'default' }
    ])
    const page = await read(house, '/rules?kind=booster_pump', pageSchema(ruleItemSchema))
    expect(page.items.map((item) => [item.id, item.version])).toEqual([
      ['a', 1],
      ['b', 1]
    ])
  })

  test('users are known to who may assign', async () => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ url: '/api/v1/users', headers: await house.bearer('manager') })
    expect(pageSchema(userItemSchema).parse(answer.json()).items).toHaveLength(5)
    expect(answer.body).not.toContain('argon2')
  })

  test('health says ok, degraded, or 503 when nothing can be acknowledged', async () => {
    await using house = await buildHttpHouse()
    const ask = () => house.app.inject({ url: '/api/v1/health' })
    expect(healthSchema.parse((await ask()).json()).status).toBe('ok')
    house.health.components.broker = 'down'
    expect(healthSchema.parse((await ask()).json()).status).toBe('degraded')
    house.health.acknowledging = false
    const answer = await ask()
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ status: 503, components: { broker: 'down' } })
  })
})
