import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { problemSchema } from '../../server/contract/common.ts'
import { ruleItemSchema } from '../../server/contract/rules.ts'
import { buildHttpHouse } from '../support/http-house.ts'

const low = {
  id: 'pump.low',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  below: 0.25,
  clear_above: 0.28,
  for: '5s',
  severity: 'critical',
  title: '供水压力低',
  action: '检查水泵与进水'
} as const

let house: Awaited<ReturnType<typeof buildHttpHouse>>
beforeAll(async () => {
  house = await buildHttpHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) {
  const headers = await house.bearer('manager')
  const answer = await house.app.inject({ method, url: `/api/v1/rules${path}`, headers, ...(body && { payload: body }) })
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() }
}

describe('a rule over REST', () => {
  it('is made, changed and taken out of force, each at once and with its history', async () => {
    const before = house.reloads.length
    const made = await ask('POST', '', low)
    expect(made).toMatchObject({ status: 201, headers: { location: '/api/v1/rules/pump.low' } })
    expect(ruleItemSchema.parse(made.body)).toEqual({ ...low, enabled: true, version: 1, origin: 'rest' })

    const changed = await ask('PATCH', '/pump.low', { below: 0.2, clear_above: null, severity: 'major' })
    expect(changed).toMatchObject({ status: 200, body: { below: 0.2, severity: 'major', version: 2 } })
    expect(changed.body).not.toHaveProperty('clear_above')

    expect((await ask('DELETE', '/pump.low')).status).toBe(204)
    expect((await ask('GET', '/pump.low')).body).toMatchObject({ enabled: false, version: 2 })
    expect((await ask('PATCH', '/pump.low', { enabled: true })).body).toMatchObject({ enabled: true, version: 2 })
    expect(house.reloads.length - before).toBe(4)

    const { items } = (await ask('GET', '/pump.low/versions')).body
    expect(items.map((each: { version: number; change: string; by: string }) => [each.version, each.change, each.by])).toEqual([
      [2, 'enabled', 'manager'],
      [2, 'disabled', 'manager'],
      [2, 'changed', 'manager'],
      [1, 'created', 'manager']
    ])
  })

  it('may be a default, which then is the changed one', async () => {
    await house.rules.apply([{ input: { ...low, id: 'booster_pump.low' }, origin: 'default' }])
    expect((await ask('PATCH', '/booster_pump.low', { for: '15s' })).body).toMatchObject({
      for: '15s',
      origin: 'rest',
      version: 2
    })
    expect((await ask('DELETE', '/booster_pump.low')).status).toBe(204)
    expect((await ask('GET', '/booster_pump.low')).body).toMatchObject({ enabled: false })
  })

  const { action: _action, ...withoutAction } = low
  const refusals: [what: string, rule: object, field: string][] = [
    ['an unknown metric', { ...low, metric: 'colour' }, 'metric'],
    ['a clear limit on the wrong side', { ...low, clear_above: 0.1 }, 'clear_above'],
    ['no 处置措施', withoutAction, 'action'],
    ['an unknown kind', { ...low, kind: 'submarine' }, 'kind'],
    ['equipment that is not there', { ...low, kind: undefined, equipment: 'pump-9' }, 'equipment'],
    ['no duration', { ...low, for: 'soon' }, 'for'],
    ['two conditions', { ...low, is: true }, 'is'],
    ['a limit on a boolean', { ...low, metric: 'running' }, 'below']
  ]
  test.each(refusals)('is refused for %s, naming the field', async (_, rule, field) => {
    const before = house.reloads.length
    const { status, body } = await ask('POST', '', { ...rule, id: 'wrong' })
    expect(status).toBe(400)
    expect(problemSchema.parse(body).errors?.map((error) => error.field)).toContain(field)
    expect((await ask('GET', '/wrong')).status).toBe(404)
    expect(house.reloads.length).toBe(before)
  })

  it('is refused when a change would make it wrong, and stays as it is', async () => {
    await ask('POST', '', { ...low, id: 'firm' })
    expect(await ask('PATCH', '/firm', { metric: 'colour' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'metric' }] }
    })
    expect(await ask('PATCH', '/firm', { id: 'other' })).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } })
    expect(await ask('PATCH', '/firm', { action: null })).toMatchObject({ status: 400, body: { errors: [{ field: 'action' }] } })
    expect((await ask('GET', '/firm')).body).toMatchObject({ ...low, id: 'firm', version: 1 })
  })

  it('has an id of its own', async () => {
    await ask('POST', '', { ...low, id: 'twice' })
    expect(await ask('POST', '', { ...low, id: 'twice' })).toMatchObject({ status: 409, body: { errors: [{ field: 'id' }] } })
  })

  test.each([
    ['PATCH', '/ghost', { below: 1 }],
    ['DELETE', '/ghost', undefined],
    ['GET', '/ghost', undefined],
    ['GET', '/ghost/versions', undefined]
  ] as const)('%s %s is 404', async (method, path, body) => {
    expect((await ask(method, path, body)).status).toBe(404)
  })
})
