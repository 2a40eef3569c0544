import { describe, expect, it } from 'vitest'
import { decodeEvent, decodeTelemetry } from '../../../gateway/codecs/native-json.ts'
import { eventSchema, telemetrySchema } from '../../../gateway/codecs/native-json-schema.ts'
import { createStamps } from '../../../gateway/codecs/sample-time.ts'
import { createArrival } from '../../../gateway/reading.ts'
import { clockStart } from '../../support/fake-clock.ts'
import { createFieldSite } from '../../support/field-site.ts'
import { createRandom, type Random } from '../../support/random.ts'

const times = [
  clockStart,
  null,
  undefined,
  0,
  -1,
  1.5,
  2 ** 60,
  true,
  '',
  'now',
  [],
  {},
  '2025-11-22T08:00:00Z',
  '2025-11-22T08:00:00.123Z',
  '2025-11-22T08:00:00',
  '2025-11-22T08:00',
  '2025-11-22T08:00Z',
  '2025-11-22T08:00:00+08:00',
  '2025-11-22T08:00:00-03:30',
  '2025-11-22T24:00:00Z',
  '2025-11-22T25:00:00Z',
  '2025-11-22T08:60:00Z',
  '2025-02-29T08:00:00Z',
  '2024-02-29T08:00:00Z',
  '2025-11-22',
  '2025-11-22 08:00:00',
  '08:00:00',
  '2025-11-22T08:00:00Zjunk',
  ' 2025-11-22T08:00:00Z',
  '2025-W47-6T08:00:00Z',
  '20251122T080000Z'
]
const values = [0.4, 0, 1, -5, 1e300, true, false, null, '', 'auto', '0.4', [], [1], {}, { v: 1 }]
const metrics = ['outlet_pressure', 'running', 'control_mode', 'note', 'run_hours', 'colour', '', 'constructor']
const wholes = [null, true, 7, 'text', [], {}, [[]], [null], { values: 1 }, { values: null }, { values: [] }]

function aSample(random: Random): unknown {
  if (random.chance(0.1)) return random.pick(wholes)
  const sample: Record<string, unknown> = { ts: random.chance(0.5) ? clockStart : random.pick(times) }
  const readings: Record<string, unknown> = {}
  for (let left = random.below(4); left > 0; left--) readings[random.pick(metrics)] = random.pick(values)
  if (!random.chance(0.05)) sample['values'] = readings
  if (random.chance(0.1)) sample['more'] = random.pick(values)
  return sample
}

function aTelemetry(random: Random): unknown {
  return random.chance(0.5) ? aSample(random) : Array.from({ length: random.below(4) }, () => aSample(random))
}

function anEventPayload(random: Random): unknown {
  if (random.chance(0.1)) return random.pick(wholes)
  return {
    ts: random.chance(0.5) ? clockStart : random.pick(times),
    code: random.chance(0.6)
      ? 'entrapment'
      : random.pick(['', 'a b', 'é', '_x', 7, null, undefined, 'x'.repeat(64), 'x'.repeat(65)]),
    detail: random.chance(0.5) ? random.pick([null, undefined, { floor: 1 }]) : random.pick(values)
  }
}

function contextOf() {
  const equipment = createFieldSite().equipment('pump-1')
  if (!equipment) throw new Error('the site has no pump-1')
  return { equipment, receivedAt: clockStart, timezone: 'Asia/Shanghai', retentionMs: 1e15, stamps: createStamps() }
}

/** Faults of form, which the schema must see too; ranges, words and metrics are beyond it. */
const ofForm = /^not JSON|^wrong shape|got a list$|got an object$/
/** A value of no metric is not looked into by hand: its form does not matter, it is refused either way. */
const unknownMetric = /unknown metric$/

describe('the checks by hand', () => {
  it('agree with the written schema about a thousand telemetry payloads', () => {
    const random = createRandom(7)
    let good = 0
    for (let round = 0; round < 1000; round++) {
      const text = JSON.stringify(aTelemetry(random))
      const faults = decodeTelemetry(Buffer.from(text), contextOf(), createArrival())
      const { success } = telemetrySchema.safeParse(JSON.parse(text))
      if (success)
        expect(
          faults.filter((fault) => ofForm.test(fault)),
          text
        ).toEqual([])
      else
        expect(
          faults.filter((fault) => ofForm.test(fault) || unknownMetric.test(fault)),
          text
        ).not.toEqual([])
      if (success) good++
    }
    expect(good).toBeGreaterThan(200)
    expect(good).toBeLessThan(800)
  })

  it('agree with the written schema about a thousand event payloads', () => {
    const random = createRandom(8)
    let good = 0
    for (let round = 0; round < 1000; round++) {
      const text = JSON.stringify(anEventPayload(random))
      const faults = decodeEvent(Buffer.from(text), contextOf(), createArrival())
      const { success } = eventSchema.safeParse(JSON.parse(text))
      expect(faults.length === 0, `${text}: ${faults}`).toBe(success)
      if (success) good++
    }
    expect(good).toBeGreaterThan(100)
    expect(good).toBeLessThan(800)
  })

  it('say the same of a message whichever way it is read', () => {
    const random = createRandom(9)
    const decode = (text: string) => {
      const arrival = createArrival()
      return { faults: decodeTelemetry(Buffer.from(text), contextOf(), arrival), arrival }
    }
    for (let round = 0; round < 1000; round++) {
      const text = JSON.stringify(aSample(random))
      // With a blank in front it goes by way of JSON.parse.
      expect(decode(text), text).toEqual(decode(` ${text}`))
    }
  })

  it('take a packet full of wrong values as calmly as a good one', () => {
    const names = Array.from({ length: 25_000 }, (_, index) => `"m${index}":1`)
    const payload = Buffer.from(`{"values":{${names.join(',')}}}`)
    expect(decodeTelemetry(payload, contextOf(), createArrival())).toHaveLength(25_000)
  })
})
