import { describe, expect, it } from 'vitest'
import { createFaultSchedule } from '../../../simulators/faults.ts'
import { createLoad, type LoadEvent } from '../../../simulators/load.ts'
import { createLoadSource, type LoadMessage } from '../../../simulators/load-source.ts'
import { readOptions } from '../../../simulators/options.ts'
import { createPlant } from '../../../simulators/plant.ts'
import { startFieldBroker } from './field-broker.ts'
import { catalogue, demoSite, kindOf, midnight } from './judged-plant.ts'

const noon = midnight + 12 * 3_600_000
const always = () => true

function sourceAt(startAt: number) {
  const plant = createPlant({ site: demoSite, seed: '1', startAt, faults: createFaultSchedule() })
  return createLoadSource({ site: 'demo', plant })
}

function all(next: () => LoadMessage | undefined, limit: number): LoadMessage[] {
  const messages: LoadMessage[] = []
  for (let message = next(); message && messages.length < limit; message = next()) messages.push(message)
  return messages
}

describe('the source of a load', () => {
  it('lets every equipment speak in turn, with its own metrics, all of them in the end', () => {
    const source = sourceAt(noon)
    const messages = all(() => source.next(noon + 10_000, always), demoSite.equipment.length * 12)
    for (const { id, kind } of demoSite.equipment) {
      const own = messages.filter(({ equipment }) => equipment === id)
      const metrics = new Set(own.flatMap(({ payload }) => Object.keys(payload.values)))
      expect(own).toHaveLength(12)
      for (const metric of metrics) expect(catalogue.get(kind)?.metrics[metric]).toBeDefined()
      expect(metrics.size).toBeGreaterThan(3)
    }
    expect(kindOf('pump-1')).toBe('booster_pump')
    const pressures = messages.filter(({ equipment, payload }) => equipment === 'pump-1' && 'outlet_pressure' in payload.values)
    expect(pressures.length).toBeGreaterThan(1)
  })

  it('never gives two samples of one equipment the same time, nor one ahead of the clock', () => {
    const source = sourceAt(noon)
    const messages = all(() => source.next(noon + 5, always), 10_000)
    // From `noon` to `noon + 5`: six milliseconds.
    expect(messages).toHaveLength(demoSite.equipment.length * 6)
    expect(new Set(messages.map(({ equipment, payload }) => `${equipment} ${payload.ts}`)).size).toBe(messages.length)
    expect(Math.max(...messages.map(({ payload }) => payload.ts))).toBe(noon + 5)
  })

  it('passes over equipment whose device has no room', () => {
    const source = sourceAt(noon)
    const messages = all(() => source.next(noon + 5, (id) => id === 'lift-1'), 100)
    expect(new Set(messages.map(({ equipment }) => equipment))).toEqual(new Set(['lift-1']))
  })
})

describe('a load', () => {
  it('sends at its rate, over one connection a device, and counts what was acknowledged', async () => {
    const broker = await startFieldBroker()
    const events: LoadEvent[] = []
    let time = noon
    const load = createLoad({
      site: demoSite,
      url: broker.url,
      seed: '1',
      perSecond: 2000,
      now: () => time,
      report: (event) => events.push(event),
      onTrouble: () => undefined
    })
    await load.start()
    time += 500
    let seen = 0
    await broker.note(({ topic }) => topic.endsWith('/telemetry') && ++seen === 1000)
    await load.stop()
    const times = broker.notes.filter(({ topic }) => topic.endsWith('/telemetry'))
    await broker.stop()
    expect(times).toHaveLength(1000)
    expect(events.at(-2)).toMatchObject({ event: 'loaded', sent: 1000, acknowledged: 1000, seconds: 0.5, perSecond: 2000 })
    expect(events.at(-1)).toEqual({ event: 'stopped' })
  })

  it('is bounded, and has neither history nor faults', () => {
    expect(readOptions(['--load', '2000', '--duration', '10s'])).toMatchObject({ load: 2000, durationMs: 10_000 })
    for (const args of [['0'], ['1.5'], ['20001'], ['many'], ['10', '--backfill', '1h'], ['10', '--fault', 'burst:pump-1']]) {
      expect(() => readOptions(['--load', ...args])).toThrow(/^--load[^\n]+$/)
    }
  })
})
