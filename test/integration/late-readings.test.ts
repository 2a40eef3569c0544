/** What a device kept while it was cut off, over MQTT to REST: late, out of order, twice, ahead; before and after compaction. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { arrival, type ForeignHouse, openForeignHouse } from '../support/foreign-house.ts'
import type { Publisher } from '../support/publisher.ts'

const site = `
site: { id: demo, name: Demo, timezone: Asia/Shanghai, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1# }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
`
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let house: ForeignHouse
let plc: Publisher
beforeEach(async () => {
  house = await openForeignHouse(site)
  plc = await house.connect('plc-1')
})
afterEach(() => house.close())

const pressure = (ts: number, value: number) => ({ ts, values: { outlet_pressure: value } })
const publish = (...readings: ReturnType<typeof pressure>[]) =>
  plc.publish('facility/demo/pump-1/telemetry', readings.length === 1 ? readings[0] : readings)
const stored = () => house.readings('pump-1', 'outlet_pressure')

type Found = { points: [number, number][]; skewed?: number[] }
async function ask(query: string): Promise<Found> {
  const { status, body } = await house.call('GET', `/equipment/pump-1/readings?metric=outlet_pressure&${query}`)
  expect(status).toBe(200)
  return body as Found
}

/** Lets so much time pass that the days so far are closed, and waits until they lie in files. */
async function compacted(): Promise<void> {
  const folder = join(house.dataDir, 'parquet', 'raw')
  const files = () => (existsSync(folder) ? readdirSync(folder).join() : '')
  const before = files()
  house.clock.advance(2 * day)
  await house.renewSession()
  await expect.poll(files, { timeout: 20_000 }).not.toBe(before)
}

it('readings that come hours late, out of order and twice land in their place', async () => {
  await publish(pressure(arrival, 0.4))
  const late = [3, 1, 2, 26].map((hours) => pressure(arrival - hours * hour, hours / 100))
  await publish(...late)
  // The acknowledgement was lost; and another value for a time that is taken.
  await publish(...late.toReversed(), pressure(arrival - 2 * hour, 0.9))
  const inPlace = [
    [arrival - 26 * hour, 0.26],
    [arrival - 3 * hour, 0.03],
    [arrival - 2 * hour, 0.02],
    [arrival - hour, 0.01],
    [arrival, 0.4]
  ]
  expect(await stored()).toEqual(inPlace)

  await compacted()
  expect(await stored()).toEqual(inPlace)
  // Later still: into a day that lies in a file, between what is there, and again what is there.
  await publish(pressure(arrival - 90 * minute, 0.15), pressure(arrival - 3 * hour, 0.9), pressure(arrival - 50 * hour, 0.5))
  const more = [[arrival - 50 * hour, 0.5], ...inPlace.slice(0, 3), [arrival - 90 * minute, 0.15], ...inPlace.slice(3)]
  expect(await stored()).toEqual(more)

  await compacted()
  expect(await stored()).toEqual(more)
  const counted = await ask(`from=${arrival - 60 * hour}&to=${arrival + hour}&step=1d&fn=count`)
  expect(counted.points.reduce((sum, [, count]) => sum + count, 0)).toBe(more.length)
  const { body } = await house.call('GET', '/equipment/pump-1')
  expect(body).toMatchObject({ latest: { outlet_pressure: { value: 0.4, ts: new Date(arrival).toISOString() } } })
})

it('readings of a clock that runs ahead are kept, never latest, and told apart, also when they are compacted', async () => {
  const ahead = arrival + 2 * hour
  await publish(pressure(arrival, 0.4))
  await publish(pressure(ahead, 0.1))
  const detail = async () => (await house.call('GET', '/equipment/pump-1')).body as Record<string, unknown>
  expect(await detail()).toMatchObject({
    latest: { outlet_pressure: { value: 0.4, quality: 'good' } },
    skewed: { outlet_pressure: { value: 0.1, ts: new Date(ahead).toISOString(), quality: 'skewed' } }
  })
  const range = `from=${arrival - hour}&to=${arrival + 3 * hour}`
  const all = {
    points: [
      [arrival, 0.4],
      [ahead, 0.1]
    ],
    skewed: [ahead]
  }
  expect(await ask(range)).toEqual(all)
  expect((await ask(`${range}&step=1h`)).skewed).toEqual([ahead])
  expect(await ask(`from=${arrival}&to=${ahead}`)).toEqual({ points: [[arrival, 0.4]] })

  await publish(pressure(arrival + 1, 0.41))
  expect(await detail()).not.toHaveProperty('skewed')
  await compacted()
  expect(await ask(range)).toEqual({ ...all, points: [all.points[0], [arrival + 1, 0.41], all.points[1]] })
})
