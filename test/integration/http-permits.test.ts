/** Permits as a client meets them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemSchema, type Role } from '../../server/contract/common.ts'
import { type PermitItem, permitItemSchema } from '../../server/contract/permits.ts'
import { ticketDetailSchema } from '../../server/contract/tickets.ts'
import { png } from '../support/file-bytes.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

let house: Awaited<ReturnType<typeof buildHttpHouse>>
beforeAll(async () => {
  house = await buildHttpHouse()
  const pump = house.equipment.get('pump-1')
  if (pump) house.equipment.set('fire-1', { ...pump, id: 'fire-1', kind: 'fire_pump', name: '1#消防泵' })
})
afterAll(() => house[Symbol.asyncDispose]())

const until = new Date(startTime + 3_600_000).toISOString()

async function post(path: string, payload: object = {}, role: Role = 'engineer') {
  return house.app.inject({ method: 'POST', url: `/api/v1${path}`, headers: await house.bearer(role), payload })
}
async function get(path: string) {
  return (await house.app.inject({ url: `/api/v1${path}`, headers: await house.bearer('viewer') })).json()
}
async function take(id: string, action: string, payload?: object, role?: Role): Promise<PermitItem> {
  const answer = await post(`/permits/${id}/${action}`, payload, role)
  expect(answer.statusCode).toBe(200)
  return permitItemSchema.parse(answer.json())
}

describe('a permit', () => {
  it('goes from the request to its close, with a photo of its ticket, told on ticket and equipment', async () => {
    const { tickets } = await house.raise()
    const ticket = tickets[0]?.id ?? ''
    const form = new FormData()
    form.append('kind', 'photo')
    form.append('file', new Blob([new Uint8Array(png())]), 'tag.png')
    const upload = new Request('http://house/', { method: 'POST', body: form })
    const attached = await house.app.inject({
      method: 'POST',
      url: `/api/v1/tickets/${ticket}/attachments`,
      headers: { ...(await house.bearer('engineer')), 'content-type': upload.headers.get('content-type') ?? '' },
      payload: Buffer.from(await upload.arrayBuffer())
    })
    const photo = attached.json<{ hash: string }>().hash

    const asked = await post('/permits', { equipment: 'pump-1', ticket, reason: '更换轴承', until })
    expect(asked.statusCode).toBe(201)
    const { id } = permitItemSchema.parse(asked.json())
    expect(asked.headers['location']).toBe(`/api/v1/permits/${id}`)
    expect(await get('/equipment/pump-1/out-of-service')).toMatchObject({ state: 'out_of_service', reason: '更换轴承' })
    expect(house.settlements.at(-1)).toMatchObject({ tickets: [{ id: ticket }], services: [{ equipment: 'pump-1' }] })

    await take(id, 'confirm', { step: 'power_off' })
    expect(await take(id, 'confirm', { step: 'tag_out', note: '挂牌 12 号', photo })).toMatchObject({ nextStep: 'voltage_test' })
    expect(await take(id, 'confirm', { step: 'voltage_test' })).toMatchObject({ state: 'active', allowed: ['confirm', 'extend'] })
    const early = await post(`/permits/${id}/close`)
    expect(early.statusCode).toBe(409)
    expect(problemSchema.parse(early.json())).toMatchObject({ allowed: ['confirm', 'extend'] })
    await take(id, 'confirm', { step: 'restored' })
    expect(await take(id, 'close', { note: '完工' })).toMatchObject({
      state: 'closed',
      endedBy: 'engineer',
      note: '完工',
      allowed: []
    })

    const detail = ticketDetailSchema.parse(await get(`/tickets/${ticket}`))
    expect(detail.permits).toMatchObject([{ id, equipment: 'pump-1', state: 'closed' }])
    expect(detail.timeline.filter(({ type }) => type === 'permit')).toHaveLength(6)
    expect(await get(`/permits?state=closed&equipment=pump-1&ticket=${ticket}`)).toMatchObject({
      items: [{ id }],
      nextCursor: null
    })
    expect(await get('/permits?state=active,preparing')).toEqual({ items: [], nextCursor: null })
  })

  it('on fire equipment says to each what he may do', async () => {
    const asked = await post('/permits', { equipment: 'fire-1', reason: '检修', until })
    const { id, state, allowed } = permitItemSchema.parse(asked.json())
    expect({ state, allowed }).toEqual({ state: 'requested', allowed: ['cancel'] })
    expect((await post(`/permits/${id}/approve`)).statusCode).toBe(409)
    expect(await take(id, 'approve', {}, 'manager')).toMatchObject({ state: 'preparing', approvedBy: 'manager' })
  })

  it('names a field that is wrong', async () => {
    const answer = await post('/permits', { equipment: 'nowhere', reason: '检修', until })
    expect(answer.statusCode).toBe(400)
    expect(problemSchema.parse(answer.json()).errors).toMatchObject([{ field: 'equipment' }])
  })
})
