import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlantSnapshot } from '../../../simulators/plant.ts'
import { createSimulation, type Simulation, type SimulationEvent } from '../../../simulators/simulation.ts'
import type { Sample } from '../../../simulators/telemetry.ts'
import { type FieldBroker, startFieldBroker } from './field-broker.ts'
import { demoSite, midnight } from './judged-plant.ts'

let broker: FieldBroker
let simulation: Simulation | undefined
let events: SimulationEvent[]
const noon = midnight + 12 * 3_600_000

function simulate(options: { backfillMs?: number; now?: () => number; restore?: PlantSnapshot; seed?: string } = {}): Simulation {
  simulation = createSimulation({
    site: demoSite,
    url: broker.url,
    seed: '1',
    speed: 1,
    faults: [],
    backfillMs: 0,
    now: () => noon,
    report: (event) => events.push(event),
    onTrouble: () => undefined,
    ...options
  })
  return simulation
}

function samplesOf(equipment: string): Sample[] {
  return broker.notes
    .filter(({ topic }) => topic === `facility/demo/${equipment}/telemetry`)
    .flatMap(({ payload }) => JSON.parse(payload) as Sample | Sample[])
}

beforeEach(async () => {
  broker = await startFieldBroker()
  events = []
})
afterEach(async () => {
  await simulation?.stop()
  await broker.stop()
})

describe('a simulation', () => {
  it('sends its history first, in time order and in messages of at most 500 values', async () => {
    await simulate({ backfillMs: 2 * 3_600_000 }).start()
    expect(events.map(({ event }) => event)).toEqual(['connected', 'backfilled', 'running'])
    for (const { id } of demoSite.equipment) {
      const times = samplesOf(id).map(({ ts }) => ts)
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      expect(times[0]).toBeGreaterThan(noon - 2 * 3_600_000)
      expect(times.at(-1)).toBeLessThanOrEqual(noon)
      // Equipment whose values stand is heard every 15 min.
      expect(times.length).toBeGreaterThanOrEqual(8)
    }
    const sizes = broker.notes
      .filter(({ topic }) => topic.endsWith('/telemetry'))
      .map(({ payload }) =>
        ([JSON.parse(payload)].flat() as Sample[]).reduce((sum, { values }) => sum + Object.keys(values).length, 0)
      )
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
  })

  it('is online under each device with equipment', async () => {
    await simulate().start()
    for (const { id } of demoSite.devices)
      await broker.note(({ topic, payload }) => topic === `facility/demo/${id}/status` && payload === 'online')
  })

  it('goes on where a saved state ended, so that counters never fall', async () => {
    const first = simulate({ backfillMs: 600_000 })
    await first.start()
    await first.stop()
    const before = samplesOf('pump-1').findLast(({ values }) => 'run_hours' in values)
    broker.notes.length = 0
    const later = noon + 600_000
    await simulate({ backfillMs: 24 * 3_600_000, now: () => later, restore: first.snapshot() }).start()
    const [earliest] = samplesOf('pump-1')
    expect(earliest?.ts).toBeGreaterThan(noon)
    expect(earliest?.ts).toBeLessThan(noon + 60_000)
    expect(Number(earliest?.values['run_hours'])).toBeGreaterThanOrEqual(Number(before?.values['run_hours']))
  })

  it('plays a fault on demand and refuses one that nobody knows', async () => {
    let time = noon
    const one = simulate({ now: () => time })
    await one.start()
    one.play({ name: 'entrapment', equipment: 'lift-2', delay: 1000 })
    time += 5000
    const event = await broker.note(({ topic }) => topic === 'facility/demo/lift-2/event')
    expect(JSON.parse(event.payload)).toEqual({ ts: noon + 1000, code: 'entrapment' })
    expect(() => one.play({ name: 'meteor', equipment: 'lift-2', delay: 0 })).toThrow('elevator knows only')
  })
})
