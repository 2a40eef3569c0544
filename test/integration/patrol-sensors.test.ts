/** What guards type beside what the sensors said at that time, over REST on a real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

const minute = 60_000
type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
let manager: { authorization: string }

beforeEach(async () => {
  house = await buildHttpHouse()
  manager = await house.bearer('manager')
  const sensor = { equipment: 'pump-1', metric: 'outlet_pressure' }
  const payload = {
    id: 'pump-room',
    name: '水泵房',
    checklist: [
      { id: 'pressure', text: '出水压力', type: 'number', unit: 'MPa', sensor },
      { id: 'level', text: '水箱水位', type: 'number', unit: 'm' }
    ]
  }
  await make('equipment', { id: 'pump-1', kind: 'booster_pump', name: '1# 泵' })
  await make('checkpoints', payload)
})
afterEach(() => house[Symbol.asyncDispose]())

async function make(section: string, payload: object): Promise<void> {
  const headers = await house.bearer('admin')
  const answer = await house.app.inject({ method: 'POST', url: `/api/v1/${section}`, headers, payload })
  expect(answer.statusCode, answer.body).toBe(201)
}
const get = async (url: string) => (await house.app.inject({ url: `/api/v1/${url}`, headers: manager })).json()
async function type(value: number, more: object = {}) {
  const headers = await house.bearer('guard')
  const answers = [
    { item: 'pressure', value },
    { item: 'level', value: 1.2 }
  ]
  const payload = { ts: startTime, checkpoint: 'pump-room', answers, ...more }
  const answer = await house.app.inject({ method: 'POST', url: '/api/v1/patrol/scans', headers, payload })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer.json()
}

describe('A typed pressure', () => {
  it('that agrees with the latest reading by then is shown beside it', async () => {
    house.readings.points.push([startTime - 2 * minute, 0.3], [startTime - minute, 0.42], [startTime + 1, 0.6])
    const scan = await type(0.43)
    expect(scan).toMatchObject({ suspect: [], ticket: null })
    expect(scan.comparisons).toEqual([
      {
        item: 'pressure',
        text: '出水压力',
        equipment: 'pump-1',
        metric: 'outlet_pressure',
        typed: 0.43,
        measured: 0.42,
        measuredAt: '2025-11-22T07:59:00.000Z',
        difference: 0.01,
        tolerance: expect.any(Number),
        agrees: true,
        ticket: null
      }
    ])
  })

  it('that disagrees is in doubt, and opens one check job until that is closed', async () => {
    house.readings.points.push([startTime, 0.42])
    const first = await type(0.3, { id: 's-1' })
    const job = first.comparisons[0].ticket
    expect(first).toMatchObject({ suspect: ['disagrees'], ticket: null, comparisons: [{ difference: -0.12, agrees: false }] })
    expect(await get(`tickets/${job}`)).toMatchObject({
      type: 'check',
      source: 'patrol',
      equipment: 'pump-1',
      priority: 'P3',
      title: '核对仪表与传感器：出水压力'
    })
    const second = await type(0.3, { id: 's-2', ts: startTime + 1 })
    expect(second.comparisons[0].ticket).toBe(job)
    const cancelled = { method: 'POST', url: `/api/v1/tickets/${job}/actions/cancel`, headers: manager } as const
    expect((await house.app.inject({ ...cancelled, payload: { note: '已核对' } })).statusCode).toBe(200)
    const third = await type(0.3, { id: 's-3', ts: startTime + 2 })
    expect(third.comparisons[0].ticket).not.toBe(job)
    expect((await get('patrol/scans?suspect=true')).items.map(({ id }: { id: string }) => id)).toEqual(['s-3', 's-2', 's-1'])
    expect((await get('tickets')).items).toHaveLength(2)
  })

  it('told again with the same id opens nothing more', async () => {
    house.readings.points.push([startTime, 0.42])
    const told = await type(0.3, { id: 'once' })
    expect(await type(0.3, { id: 'once' })).toEqual(told)
    expect((await get('tickets')).items).toHaveLength(1)
  })

  it('without a fresh reading is not compared, and no job', async () => {
    house.readings.points.push([startTime - 5 * minute, 0.42])
    const scan = await type(0.3)
    expect(scan).toMatchObject({ suspect: [], comparisons: [{ typed: 0.3, measured: null, agrees: null, ticket: null }] })
    expect((await get('tickets')).items).toEqual([])
  })

  it('told a day late is compared with what the sensor said then', async () => {
    house.readings.points.push([startTime, 0.42], [startTime + 24 * 60 * minute, 0.3])
    house.clock.now = startTime + 24 * 60 * minute
    manager = await house.bearer('manager')
    expect(await type(0.42)).toMatchObject({ suspect: [], comparisons: [{ measured: 0.42, agrees: true }] })
  })
})
