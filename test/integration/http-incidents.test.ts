/** Incident mode over REST. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemSchema, type Role } from '../../server/contract/common.ts'
import { ticketDetailSchema } from '../../server/contract/tickets.ts'
import { buildHttpHouse } from '../support/http-house.ts'

const day = 24 * 60 * 60_000
let house: Awaited<ReturnType<typeof buildHttpHouse>>
let ticket: string
beforeEach(async () => {
  house = await buildHttpHouse()
  const rule = { id: 'elevator.entrapment', version: 1, title: '电梯困人', action: '', severity: 'critical' as const }
  const header = { ...rule, roles: ['engineer' as const], ticket: true, metric: null, latching: false, suppressedBy: [] }
  const { tickets } = await house.raise({ rule: header })
  ticket = tickets[0]?.id ?? ''
})
afterEach(() => house[Symbol.asyncDispose]())

async function post(path: string, payload: object = {}, role: Role = 'manager') {
  return house.app.inject({
    method: 'POST',
    url: `/api/v1/tickets/${ticket}/${path}`,
    headers: await house.bearer(role),
    payload
  })
}
async function answer(call: ReturnType<typeof post>) {
  const { statusCode, body } = await call
  expect(statusCode, body).toBe(200)
  return ticketDetailSchema.parse(JSON.parse(body))
}
async function refusal(call: ReturnType<typeof post>) {
  const { status, errors } = problemSchema.parse((await call).json())
  return { status, fields: errors?.map((error) => error.field) }
}
async function detail(id = ticket) {
  const { body } = await house.app.inject({ url: `/api/v1/tickets/${id}`, headers: await house.bearer('viewer') })
  return ticketDetailSchema.parse(JSON.parse(body))
}

describe('an incident', () => {
  it('is suggested by an entrapment, and no more once it was begun', async () => {
    expect(await detail()).toMatchObject({ incident: null, incidentSuggested: true })
    const begun = await answer(post('incident'))
    expect(begun).toMatchObject({
      incidentSuggested: false,
      incident: { kind: 'elevator_entrapment', title: '电梯困人', by: 'manager', endedAt: null, review: null }
    })
    expect(begun.incident?.items.every((item) => !item.done)).toBe(true)
    expect(begun.timeline.at(-1)).toMatchObject({ type: 'incident_begun', actor: 'manager' })
  })

  it('is worked on by every role, and ends with a ticket for its review', async () => {
    await answer(post('incident', { title: '1#电梯困2人' }))
    const checked = await answer(post('incident/check', { item: 'order.lobby', done: true, note: '已围挡' }, 'guard'))
    const at = new Date(house.clock.now).toISOString()
    expect(checked.incident?.items[0]).toMatchObject({ role: 'order', done: true, by: 'guard', at, note: '已围挡' })
    house.clock.now += 20 * 60_000
    const ended = await answer(post('incident/end', { note: '两人获救' }))
    expect(ended.incident).toMatchObject({
      endedBy: 'manager',
      note: '两人获救',
      endedAt: new Date(house.clock.now).toISOString()
    })
    const review = await detail(ended.incident?.review ?? '')
    expect(review).toMatchObject({
      type: 'review',
      source: 'incident',
      title: '复盘：1#电梯困2人',
      parent: ticket,
      assignee: 'manager',
      status: 'assigned',
      wantedBy: new Date(house.clock.now + day).toISOString()
    })
    expect(review.description).toMatch(
      /时间线：\n.*开单 系统\n.*启动应急 manager 1#电梯困2人\n.*应急措施 guard 秩序 .*已完成：已围挡\n.*应急结束/
    )
    expect(house.settlements.at(-1)?.tickets.map(({ type }) => type)).toEqual(['fault', 'review'])
  })

  it('holds the ticket open until it ends', async () => {
    await answer(post('incident'))
    for (const [action, body] of [
      ['accept', {}],
      ['arrive', {}],
      ['resolve', { result: '放人' }]
    ] as const) {
      await answer(post(`actions/${action}`, body))
    }
    expect(await refusal(post('actions/verify'))).toMatchObject({ status: 409 })
    expect((await detail()).allowed).not.toContain('verify')
  })
})

describe('refused is', () => {
  it('what does not go on, goes on already, or is over', async () => {
    expect(await refusal(post('incident/check', { item: 'order.lobby', done: true }))).toMatchObject({ status: 409 })
    expect(await refusal(post('incident/end', { note: 'x' }))).toMatchObject({ status: 409 })
    await answer(post('incident'))
    expect(await refusal(post('incident'))).toMatchObject({ status: 409 })
    await answer(post('incident/end', { note: '结束' }))
    expect(await refusal(post('incident/end', { note: '再结束' }))).toMatchObject({ status: 409 })
    expect(await refusal(post('incident/check', { item: 'order.lobby', done: true }))).toMatchObject({ status: 409 })
    expect(await refusal(post('incident'))).toMatchObject({ status: 409 })
    expect((await detail()).timeline.map(({ type }) => type)).toEqual(['opened', 'incident_begun', 'incident_ended'])
  })

  it('who may not', async () => {
    expect(await refusal(post('incident', {}, 'engineer'))).toMatchObject({ status: 403 })
    await answer(post('incident'))
    expect(await refusal(post('incident/end', { note: 'x' }, 'engineer'))).toMatchObject({ status: 403 })
    expect(await refusal(post('incident/check', { item: 'order.lobby', done: true }, 'viewer'))).toMatchObject({ status: 403 })
  })

  it('what nobody knows, by name', async () => {
    expect(await refusal(post('incident', { kind: 'flood' }))).toMatchObject({ status: 400, fields: ['kind'] })
    await answer(post('incident'))
    expect(await refusal(post('incident/check', { item: 'dance', done: true }))).toMatchObject({ status: 400, fields: ['item'] })
    expect(await refusal(post('incident/check', { item: 'order.lobby' }))).toMatchObject({ status: 400, fields: ['done'] })
    expect(await refusal(post('incident/end'))).toMatchObject({ status: 400, fields: ['note'] })
    ticket = 'tk_none'
    expect(await refusal(post('incident'))).toMatchObject({ status: 404 })
  })
})
