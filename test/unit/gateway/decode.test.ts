import { beforeEach, describe, expect, it } from 'vitest'
import { createStamps } from '../../../gateway/codecs/sample-time.ts'
import { decodeMessage } from '../../../gateway/decode.ts'
import type { Arrival } from '../../../gateway/reading.ts'
import type { Identity } from '../../../gateway/register.ts'
import { clockStart } from '../../support/fake-clock.ts'
import { createFieldSite, device, guest, otherDevice } from '../../support/field-site.ts'

const now = clockStart
const minute = 60_000
const hour = 60 * minute
const retentionMs = 365 * 24 * hour
const telemetry = 'facility/demo/pump-1/telemetry'

let options = { register: createFieldSite(), retentionMs, stamps: createStamps() }
beforeEach(() => {
  options = { register: createFieldSite(), retentionMs, stamps: createStamps() }
})

type Wire = { topic?: string; identity?: Identity; receivedAt?: number }

function decode(payload: unknown, { topic = telemetry, identity = device, receivedAt = now }: Wire = {}): Arrival {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return decodeMessage({ topic, payload: Buffer.from(text), receivedAt }, identity, options)
}

function reasonsOf(arrival: Arrival): string[] {
  return arrival.rejects.map(({ reason }) => reason)
}

function pairsOf(arrival: Arrival): unknown[] {
  return arrival.readings.map(({ metric, value }) => [metric, value])
}

describe('a telemetry message', () => {
  it('becomes one reading a metric, in its own order', () => {
    const { readings, rejects } = decode({ ts: now - 5, values: { running: true, outlet_pressure: 0.42, control_mode: 'auto' } })
    const common = { equipment: 'pump-1', ts: now - 5, receivedAt: now, quality: 'good' }
    expect(readings).toEqual([
      { ...common, metric: 'running', value: true },
      { ...common, metric: 'outlet_pressure', value: 0.42 },
      { ...common, metric: 'control_mode', value: 'auto' }
    ])
    expect(rejects).toEqual([])
  })

  it('may be a list of samples', () => {
    const arrival = decode([
      { ts: now - 2, values: { outlet_pressure: 0.1 } },
      { ts: now - 1, values: { outlet_pressure: 0.2 } }
    ])
    expect(arrival.readings.map(({ ts, value }) => [ts, value])).toEqual([
      [now - 2, 0.1],
      [now - 1, 0.2]
    ])
  })

  it('may be empty, in every sense, without being wrong', () => {
    for (const payload of [{ values: {} }, [{ values: {} }], { ts: null, values: { outlet_pressure: null } }]) {
      const arrival = decode(payload)
      expect(arrival.readings).toEqual([])
      expect(arrival.rejects).toEqual([])
    }
  })

  it('takes 0 and 1 for booleans, and null for no value', () => {
    expect(pairsOf(decode({ values: { running: 1 } }))).toEqual([['running', true]])
    expect(pairsOf(decode({ values: { running: 0 } }))).toEqual([['running', false]])
    expect(pairsOf(decode({ values: { running: null, outlet_pressure: 0.3 } }))).toEqual([['outlet_pressure', 0.3]])
  })

  it('takes the ends of the physical range', () => {
    expect(pairsOf(decode({ values: { outlet_pressure: 0 } }))).toEqual([['outlet_pressure', 0]])
    expect(pairsOf(decode({ values: { outlet_pressure: 2.5 } }))).toEqual([['outlet_pressure', 2.5]])
  })
})

/** Each is wrong for one metric only; the good value beside it must be taken. */
const wrongValues: [what: string, json: string, reason: string][] = [
  ['a number as text', '"outlet_pressure":"0.4"', 'values.outlet_pressure: expected a number, got text'],
  ['a boolean for a number', '"outlet_pressure":true', 'values.outlet_pressure: expected a number, got a boolean'],
  ['a list', '"outlet_pressure":[0.4]', 'values.outlet_pressure: expected a number, got a list'],
  ['an object', '"outlet_pressure":{"v":1}', 'values.outlet_pressure: expected a number, got an object'],
  ['a value under the range', '"outlet_pressure":-0.01', 'values.outlet_pressure: -0.01 is outside the physical range 0…2.5'],
  ['a value over the range', '"outlet_pressure":2.51', 'values.outlet_pressure: 2.51 is outside the physical range 0…2.5'],
  ['a counter that is negative', '"run_hours":-1', 'values.run_hours: -1 is outside the physical range 0…200000'],
  ['a number too large for JSON', '"free":1e999', 'values.free: expected a number, got one without end'],
  ['2 for a boolean', '"running":2', 'values.running: expected true, false, 0 or 1, got a number'],
  ['text for a boolean', '"running":"true"', 'values.running: expected true, false, 0 or 1, got text'],
  ['a word the metric has not', '"control_mode":"turbo"', 'values.control_mode: expected one of auto, manual'],
  ['a prototype name for a word', '"control_mode":"constructor"', 'values.control_mode: expected one of auto, manual'],
  ['a number for a word', '"control_mode":1', 'values.control_mode: expected text, got a number'],
  ['very long text', `"note":"${'x'.repeat(201)}"`, 'values.note: text longer than 200 characters'],
  ['an unknown metric', '"colour":1', 'values.colour: unknown metric'],
  ['constructor as a metric', '"constructor":1', 'values.constructor: unknown metric'],
  ['toString as a metric', '"toString":1', 'values.toString: unknown metric'],
  ['__proto__ as a metric', '"__proto__":{"outlet_pressure":1}', 'values.__proto__: unknown metric'],
  ['the empty name', '"":1', 'values.: unknown metric']
]

describe('a value that cannot be taken', () => {
  it.each(wrongValues)('%s is a reject with its reason, the good value beside it is taken', (_, json, reason) => {
    const before = decode(`{"values":{${json},"water_temp":20}}`)
    expect(pairsOf(before)).toEqual([['water_temp', 20]])
    expect(reasonsOf(before)).toEqual([reason])
    const after = decode(`{"values":{"water_temp":20,${json}}}`)
    expect(pairsOf(after)).toEqual([['water_temp', 20]])
    expect(reasonsOf(after)).toEqual([reason])
  })

  it('is named up to five times, then counted', () => {
    const arrival = decode({ values: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, water_temp: 1 } })
    expect(reasonsOf(arrival)).toEqual([
      `${['a', 'b', 'c', 'd', 'e'].map((name) => `values.${name}: unknown metric`).join('; ')}; and 2 more`
    ])
    expect(pairsOf(arrival)).toEqual([['water_temp', 1]])
  })

  it('keeps the message as it came, cut to 4 KiB', () => {
    const text = `{"values":{"outlet_pressure":"${'9'.repeat(9000)}"}}`
    const [reject] = decode(text).rejects
    expect(reject?.topic).toBe(telemetry)
    expect(reject?.receivedAt).toBe(now)
    expect(reject?.payload.toString()).toBe(text.slice(0, 4096))
  })
})

const wrongMessages: [what: string, payload: string, reason: RegExp][] = [
  ['nothing', '', /^not JSON$/],
  ['what is not JSON', '{"values":', /^not JSON$/],
  ['JSON with a comma too many', '{"values":{},}', /^not JSON$/],
  ['a number', '1', /^wrong shape/],
  ['null', 'null', /^wrong shape/],
  ['nothing at all', '[]', /^wrong shape: expected at least one/],
  ['text', '"on"', /^wrong shape/],
  ['an object without values', '{"outlet_pressure":0.4}', /^wrong shape: values/],
  ['values that are a list', '{"values":[1]}', /^wrong shape: values/],
  ['values that are null', '{"values":null}', /^wrong shape: values/],
  ['a list in a list', '[[]]', /^wrong shape/],
  ['a ts that is a boolean', '{"ts":true,"values":{"free":1}}', /^wrong shape: ts/],
  ['a ts with a fraction', '{"ts":1.5,"values":{"free":1}}', /^wrong shape: ts/],
  ['a negative ts', '{"ts":-1,"values":{"free":1}}', /^wrong shape: ts/],
  ['a ts of digits as text', '{"ts":"1763800000000","values":{"free":1}}', /^wrong shape: ts/],
  ['a ts that is no date', '{"ts":"2025-02-30T00:00:00Z","values":{"free":1}}', /^wrong shape: ts/],
  ['a ts that is a date only', '{"ts":"2025-11-22","values":{"free":1}}', /^wrong shape: ts/]
]

describe('a message that cannot be taken', () => {
  it.each(wrongMessages)('%s is a reject', (_, payload, reason) => {
    const arrival = decode(payload)
    expect(reasonsOf(arrival)).toEqual([expect.stringMatching(reason)])
    expect(arrival.readings).toEqual([])
  })

  it('does not keep the good samples of its list out', () => {
    const arrival = decode([7, { values: { free: 1 } }, { ts: 'soon', values: { free: 2 } }, { values: { free: 3 } }])
    expect(pairsOf(arrival)).toEqual([
      ['free', 1],
      ['free', 3]
    ])
    expect(arrival.rejects).toHaveLength(1)
  })
})

describe('an event message', () => {
  const topic = 'facility/demo/lift-1/event'

  it('keeps its code and detail', () => {
    const { events, rejects } = decode({ ts: now, code: 'entrapment', detail: { floor: 3 } }, { topic })
    const common = { equipment: 'lift-1', ts: now, receivedAt: now, quality: 'good' }
    expect(events).toEqual([{ ...common, code: 'entrapment', detail: '{"floor":3}' }])
    expect(rejects).toEqual([])
  })

  it('may leave out time and detail, and have a code nobody knows', () => {
    expect(decode({ code: 'x-17' }, { topic }).events).toMatchObject([{ ts: now, code: 'x-17', detail: null }])
    expect(decode({ code: 'x', detail: null }, { topic }).events).toMatchObject([{ detail: null }])
  })

  it('keeps a code in any script', () => {
    expect(decode({ code: '困人 1' }, { topic }).events).toMatchObject([{ code: '困人 1' }])
  })

  it('is skewed more than 5 min ahead', () => {
    expect(decode({ ts: now + hour, code: 'x' }, { topic }).events).toMatchObject([{ quality: 'skewed' }])
  })

  it.each([
    ['not JSON', 'entrapment', /^not JSON/],
    ['a list', '[{"code":"x"}]', /^wrong shape/],
    ['without code', '{"ts":1}', /^wrong shape: code/],
    ['with an empty code', '{"code":""}', /^wrong shape: code/],
    ['with a code of 65 characters', `{"code":"${'x'.repeat(65)}"}`, /^wrong shape: code/],
    [
      'with a detail nested past writing',
      `{"code":"x","detail":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`,
      /nested too deeply/
    ],
    ['with a number for a code', '{"code":7}', /^wrong shape: code/],
    ['with text for a detail', '{"code":"x","detail":"y"}', /^wrong shape: detail/],
    ['two days ahead', `{"code":"x","ts":${now + 48 * hour}}`, /^ts: more than 24 h ahead/]
  ])('%s is a reject', (_, payload, reason) => {
    const arrival = decode(payload, { topic })
    expect(reasonsOf(arrival)).toEqual([expect.stringMatching(reason)])
    expect(arrival.events).toEqual([])
  })
})

describe('a status message', () => {
  it.each([
    ['online', true],
    ['offline', false],
    ['offline\n', false]
  ])('%j of one equipment counts for it', (payload, online) => {
    const { presences } = decode(payload, { topic: 'facility/demo/pump-1/status' })
    expect(presences).toEqual([{ equipment: 'pump-1', online, receivedAt: now }])
  })

  it('under a device id counts for all of its equipment', () => {
    expect(decode('offline', { topic: 'facility/demo/plc-1/status' }).presences).toEqual([
      { equipment: 'pump-1', online: false, receivedAt: now },
      { equipment: 'lift-1', online: false, receivedAt: now }
    ])
  })

  it.each([
    ['another word', 'gone', 'facility/demo/pump-1/status', device, 'wrong shape: expected online or offline'],
    ['nothing at all', '', 'facility/demo/pump-1/status', device, 'wrong shape: expected online or offline'],
    ['JSON text', '"online"', 'facility/demo/pump-1/status', device, 'wrong shape: expected online or offline'],
    ['of a stranger', 'online', 'facility/demo/ghost/status', device, 'unknown equipment'],
    ["of another's equipment", 'online', 'facility/demo/pump-2/status', device, 'forbidden'],
    ['of another device', 'online', 'facility/demo/plc-2/status', device, 'forbidden']
  ])('%s is a reject', (_, payload, topic, identity, reason) => {
    const arrival = decode(payload, { topic, identity })
    expect(reasonsOf(arrival)).toEqual([reason])
    expect(arrival.presences).toEqual([])
  })
})

const forbidden: [what: string, topic: string, identity: Identity, reason: string][] = [
  ['equipment nobody knows', 'facility/demo/ghost/telemetry', device, 'unknown equipment'],
  ['a prototype name as equipment', 'facility/demo/constructor/telemetry', device, 'unknown equipment'],
  ["another device's equipment", 'facility/demo/pump-2/telemetry', device, 'forbidden'],
  ["another device's equipment, for an event", 'facility/demo/pump-1/event', otherDevice, 'forbidden'],
  ['another site', 'facility/other/pump-1/telemetry', device, 'forbidden'],
  ['another site, for guests', 'facility/other/pump-1/telemetry', guest, 'forbidden'],
  ['a topic of nobody', 'a/b', device, 'forbidden'],
  ["the broker's own topics", '$SYS/x', device, 'forbidden'],
  ['a reader nobody knows', 'facility/demo/patrol/reader-9/scan', guest, 'unknown reader']
]

describe('a message to where the sender may not speak', () => {
  it.each(forbidden)('%s is a reject', (_, topic, identity, reason) => {
    const arrival = decode({ values: { free: 1 }, code: 'x' }, { topic, identity })
    expect(reasonsOf(arrival)).toEqual([reason])
    expect([arrival.readings, arrival.events, arrival.presences]).toEqual([[], [], []])
  })

  it('is welcome from guests of an open site', () => {
    expect(pairsOf(decode({ values: { free: 1 } }, { identity: guest }))).toEqual([['free', 1]])
  })
})
