/** Alarms and equipment out of service over REST. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alarmDetailSchema, alarmItemSchema, outOfServiceSchema } from '../../server/contract/alarms.ts'
import type { Role } from '../../server/contract/common.ts'
import { equipmentItemSchema } from '../../server/contract/equipment.ts'
import { buildHttpHouse } from '../support/http-house.ts'

const hour = 3_600_000
let house: Awaited<ReturnType<typeof buildHttpHouse>>
let id: string
beforeEach(async () => {
  house = await buildHttpHouse()
  id = (await house.raise()).alarms[0]?.id ?? ''
})
afterEach(() => house[Symbol.asyncDispose]())

const ahead = (ms: number) => new Date(house.clock.now + ms).toISOString()

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, role: Role = 'engineer') {
  const headers = await house.bearer(role)
  const answer = await house.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

describe('an alarm', () => {
  it('is shelved, told to the screens, and taken back', async () => {
    const shelved = await call('POST', `/alarms/${id}/shelve`, { reason: '等配件', until: ahead(hour) })
    expect(shelved).toMatchObject({ status: 200, body: { state: 'shelved', shelvedReason: '等配件', shelvedUntil: ahead(hour) } })
    expect(alarmItemSchema.parse(shelved.body)).toEqual(shelved.body)
    expect(house.settlements).toMatchObject([{ alarms: [{ id, state: 'shelved' }] }])
    expect(await call('POST', `/alarms/${id}/unshelve`, { note: '到货' })).toMatchObject({ body: { state: 'unacknowledged' } })
  })

  it('has what to do and all that happened to it, in ISO time', async () => {
    await call('POST', `/alarms/${id}/acknowledge`, { note: '已派人' }, 'guard')
    await call('POST', `/alarms/${id}/shelve`, { reason: '等配件', until: ahead(hour) })
    const { body } = await call('GET', `/alarms/${id}`)
    expect(alarmDetailSchema.parse(body)).toEqual(body)
    const now = ahead(0)
    expect(body).toMatchObject({
      action: '检查水泵与进水',
      history: [
        { at: now, type: 'raised', state: 'unacknowledged', actor: null, ruleVersion: 1, detail: { raisedAt: now, value: 0.1 } },
        { at: now, type: 'acknowledged', state: 'acknowledged', actor: 'guard', detail: { note: '已派人' } },
        { at: now, type: 'shelved', state: 'shelved', actor: 'engineer', detail: { reason: '等配件', until: ahead(hour) } }
      ]
    })
  })

  const refused: [string, object, number, string | undefined][] = [
    ['without a reason', { until: '2025-11-22T09:00:00Z' }, 400, 'reason'],
    ['without an end', { reason: '等配件' }, 400, 'until'],
    ['for more than 8 h', { reason: '等配件', until: '2025-11-22T16:00:01Z' }, 400, 'until'],
    ['until yesterday', { reason: '等配件', until: '2025-11-21T09:00:00Z' }, 400, 'until']
  ]
  for (const [name, payload, status, field] of refused) {
    it(`is not shelved ${name}`, async () => {
      const { status: given, body } = await call('POST', `/alarms/${id}/shelve`, payload)
      expect(given).toBe(status)
      expect(body.errors).toMatchObject([{ field }])
    })
  }

  it('that is not there is 404, as one that is not latched is 409 with its reason', async () => {
    expect(await call('GET', '/alarms/al_none')).toMatchObject({ status: 404 })
    const refusal = await call('POST', `/alarms/${id}/reset`)
    expect(refusal).toMatchObject({ status: 409, body: { detail: 'The condition is still active: it cannot be reset.' } })
  })

  it('is listed by rule, severity, kind, cause and time of its raise', async () => {
    house.clock.now += hour
    await house.raise({ equipment: 'pump-2' })
    const count = async (query: string) => (await call('GET', `/alarms?${query}`)).body.items.length
    const counts: [string, number][] = [
      ['rule=booster_pump.outlet_low', 2],
      ['rule=other', 0],
      ['severity=critical,major', 2],
      ['severity=minor', 0],
      ['kind=equipment', 2],
      ['kind=sensor', 0],
      [`cause=${id}`, 0],
      [`from=${ahead(0)}`, 1],
      [`to=${ahead(0)}`, 1],
      [`from=${house.clock.now - hour}&to=${house.clock.now + 1}`, 2]
    ]
    for (const [query, expected] of counts) expect([query, await count(query)]).toEqual([query, expected])
    expect(await call('GET', '/alarms?from=yesterday')).toMatchObject({ status: 400, body: { errors: [{ field: 'from' }] } })
  })
})

describe('equipment', () => {
  const path = '/equipment/pump-1/out-of-service'
  const inService = { state: 'in_service', reason: null, until: null, by: null, at: null, confirmedBy: null }

  it('goes out of service and back', async () => {
    expect((await call('GET', path)).body).toEqual(inService)
    const away = await call('POST', path, { reason: '检修', until: ahead(hour) })
    expect(away.status).toBe(200)
    expect(outOfServiceSchema.parse(away.body)).toEqual({
      state: 'out_of_service',
      reason: '检修',
      until: ahead(hour),
      by: 'engineer',
      at: ahead(0),
      confirmedBy: 'engineer'
    })
    expect(house.settlements).toMatchObject([{ alarms: [{ state: 'out_of_service' }], services: [{ equipment: 'pump-1' }] }])
    expect(await call('POST', path, { reason: '检修', until: ahead(hour) }, 'admin')).toMatchObject({ status: 409 })
    expect((await call('DELETE', path)).body).toEqual(inService)
    expect((await call('GET', `/alarms/${id}`)).body).toMatchObject({ state: 'unacknowledged' })
  })

  it('says so in its item, and keeps its status by condition', async () => {
    await call('POST', path, { reason: '检修', until: ahead(hour) })
    for (const { alarms, services = [] } of house.settlements) {
      house.board.applyAlarms(alarms)
      expect(house.board.applyServices(services)).toEqual(['pump-1'])
    }
    const { body } = await call('GET', '/equipment')
    expect(equipmentItemSchema.parse(body.items[0])).toMatchObject({
      status: 'alarm',
      outOfService: { reason: '检修', until: ahead(hour), by: 'engineer' }
    })
  })

  it('for fire is only requested until a second person confirms', async () => {
    const pump = house.equipment.get('pump-1')
    if (pump) house.equipment.set('pump-1', { ...pump, kind: 'fire_pump' })
    expect(await call('POST', path, { reason: '检修', until: ahead(hour) })).toMatchObject({ body: { state: 'requested' } })
    expect(await call('POST', `${path}/confirm`)).toMatchObject({ status: 409 })
    expect(await call('POST', `${path}/confirm`, undefined, 'manager')).toMatchObject({
      body: { state: 'out_of_service', by: 'engineer', confirmedBy: 'manager' }
    })
  })

  it('that is not there is 404', async () => {
    expect(await call('GET', '/equipment/none/out-of-service')).toMatchObject({ status: 404 })
    const answer = await call('POST', '/equipment/none/out-of-service', { reason: '检修', until: ahead(hour) })
    expect(answer).toMatchObject({ status: 404 })
  })
})
