/** A guard on a patrol shift is heard each hour, or told so, or looked for; on a real database, over REST. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PositionItem } from '../../server/contract/patrol.ts'
import type { DeliveryItem } from '../../server/contract/telling.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

// 16:00 of the site; the shift begins now.
const minute = 60_000
type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
let manager: { authorization: string }

const post = async (url: string, payload: object, role: 'admin' | 'guard' = 'admin') => {
  const headers = await house.bearer(role)
  const answer = await house.app.inject({ method: 'POST', url: `/api/v1/${url}`, headers, payload })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}
const get = async (url: string) => (await house.app.inject({ url: `/api/v1/${url}`, headers: manager })).json()
const statuses = async () => (await get('patrol/positions')).items.map(({ status }: PositionItem) => status)
const activeAlarms = async () => (await get('alarms?active=true')).items
const reminders = async (): Promise<DeliveryItem[]> => {
  const headers = await house.bearer('admin')
  const { items } = (await house.app.inject({ url: '/api/v1/deliveries', headers })).json()
  return items.filter(({ event }: DeliveryItem) => event === 'position_missed')
}
/** To a minute of the shift. */
async function goTo(at: number): Promise<void> {
  house.clock.now = startTime + at * minute
  await house.patrol.tick()
}
const scan = (at: number) => post('patrol/scans', { ts: startTime + at * minute, checkpoint: 'gate' }, 'guard')

beforeEach(async () => {
  house = await buildHttpHouse()
  manager = await house.bearer('manager')
  await post('checkpoints', { id: 'gate', name: '大门' })
  await post('shifts', { id: 'evening', name: '中班', starts: '16:00', ends: '24:00', patrol: true })
  await post('shifts', { id: 'desk', name: '前台', starts: '16:00', ends: '24:00' })
  const url = 'http://127.0.0.1:9/hook'
  await post('channels', { id: 'hook', name: '通道', kind: 'webhook', settings: { url, allowPrivate: true } })
  const headers = await house.bearer('admin')
  for (const [shift, users] of [
    ['evening', ['guard', 'engineer']],
    ['desk', ['manager']]
  ]) {
    const payload = { date: '2025-11-22', shift, users }
    const answer = await house.app.inject({ method: 'PUT', url: '/api/v1/duties', headers, payload })
    expect(answer.statusCode, answer.body).toBe(200)
  }
  house.clock.now = startTime - minute
  await house.patrol.tick()
  await goTo(0)
})
afterEach(() => house[Symbol.asyncDispose]())

describe('On a patrol shift', () => {
  it('each hour with a scan is reported, one in the grace included', async () => {
    expect(await get('patrol/positions')).toMatchObject({
      items: [
        {
          guard: 'guard',
          shift: 'evening',
          shiftName: '中班',
          hour: { from: '2025-11-22T08:00:00.000Z', to: '2025-11-22T09:00:00.000Z' },
          status: 'open'
        }
      ]
    })
    await goTo(65)
    await scan(65)
    expect(await statuses()).toEqual(['reported', 'reported'])
    await goTo(70)
    expect(await reminders()).toEqual([])
  })

  it('an hour without one is told to the guard, once, and is no alarm yet', async () => {
    await goTo(69)
    expect(await reminders()).toEqual([])
    await goTo(70)
    await goTo(71)
    expect(await statuses()).toEqual(['missed', 'open'])
    expect(await reminders()).toMatchObject([{ to: 'guard', priority: 'P3', state: 'queued' }])
    expect(await activeAlarms()).toEqual([])
  })

  it('two in a row are an alarm with a ticket for the manager, which the next scan ends', async () => {
    await goTo(70)
    await goTo(130)
    const [alarm] = await activeAlarms()
    expect(alarm).toMatchObject({
      rule: 'patrol.no_position',
      kind: 'patrol',
      equipment: 'guard',
      severity: 'minor',
      title: '未汇报位置：guard（中班）',
      raisedAt: '2025-11-22T10:10:00.000Z'
    })
    expect(await get(`tickets/${alarm.ticket}`)).toMatchObject({ priority: 'P3', assignee: 'manager' })
    await goTo(190)
    expect(await activeAlarms()).toMatchObject([{ id: alarm.id, occurrences: 1 }])
    await goTo(200)
    await scan(200)
    expect(await activeAlarms()).toEqual([])
    expect((await get(`tickets/${alarm.ticket}`)).recovered).toBe(true)
    expect(await statuses()).toEqual(['missed', 'missed', 'missed', 'reported'])
  })

  it('a scan of that time told hours later takes the miss back, and ends the alarm', async () => {
    await goTo(70)
    await goTo(130)
    expect(await activeAlarms()).toHaveLength(1)
    await goTo(150)
    await scan(30)
    expect(await statuses()).toEqual(['reported', 'missed', 'open'])
    expect(await activeAlarms()).toEqual([])
    await goTo(190)
    expect(await activeAlarms()).toMatchObject([{ equipment: 'guard', raisedAt: '2025-11-22T11:10:00.000Z' }])
  })

  it('what fell due while the service rested is judged at its start, and no news any more', async () => {
    await goTo(5 * 60)
    expect(await statuses()).toEqual(['missed', 'missed', 'missed', 'missed', 'open', 'open'])
    expect(await reminders()).toMatchObject([{ ticket: expect.stringContaining('position-guard-') }])
    expect(await activeAlarms()).toMatchObject([{ equipment: 'guard', occurrences: 1 }])
  })
})
