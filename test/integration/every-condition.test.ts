/** Every condition of the contract from outside: a site file, MQTT messages, alarms and tickets over REST. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { AlarmItem } from '../../server/contract/alarms.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

type Values = Record<string, number | boolean | string | null>
/** At so many seconds of the device's clock: values, or an event; then what is seen of the rule's alarm. */
type Step = { at: number; of?: string; values: Values; shows?: Seen } | { at: number; of?: string; event: string; shows?: Seen }
/** `none`: no alarm ever, `over`: one that is no longer active; else its severity. */
type Seen = 'none' | 'over' | 'critical' | 'major'
type Row = { name: string; rule: Record<string, unknown>; steps: Step[] }

const rows: Row[] = [
  {
    name: 'below, with a deadband and delays: between the limits neither a raise nor a clear goes on',
    rule: { metric: 'a', below: 0.25, clear_above: 0.28, for: '5s' },
    steps: [
      { at: 0, values: { a: 0.25 }, shows: 'none' },
      { at: 1, values: { a: 0.2 } },
      { at: 3, values: { a: 0.26 } },
      { at: 4, values: { a: 0.2 } },
      { at: 8, values: { a: 0.2 }, shows: 'none' },
      { at: 9, values: { a: 0.2 }, shows: 'major' },
      { at: 10, values: { a: 0.29 } },
      { at: 12, values: { a: 0.27 } },
      { at: 13, values: { a: 0.29 } },
      { at: 17, values: { a: 0.29 }, shows: 'major' },
      { at: 18, values: { a: 0.29 }, shows: 'over' }
    ]
  },
  {
    name: 'both sides at once; without a clear limit it is over when it no longer breaches',
    rule: { metric: 'a', below: 5, above: 40 },
    steps: [
      { at: 0, values: { a: 40 }, shows: 'none' },
      { at: 1, values: { a: 41 }, shows: 'major' },
      { at: 2, values: { a: 40 }, shows: 'over' },
      { at: 4, values: { a: 4 }, shows: 'major' },
      { at: 5, values: { a: 6 }, shows: 'over' }
    ]
  },
  {
    name: 'magnitude',
    rule: { metric: 'a', above: 10, clear_below: 8, abs: true },
    steps: [
      { at: 0, values: { a: -10 }, shows: 'none' },
      { at: 1, values: { a: -11 }, shows: 'major' },
      { at: 2, values: { a: -9 }, shows: 'major' },
      { at: 3, values: { a: 7 }, shows: 'over' }
    ]
  },
  {
    name: 'stages: one alarm at the highest active stage',
    rule: {
      severity: undefined,
      stages: [
        { metric: 'a', above: 50, severity: 'major' },
        { metric: 'a', above: 80, severity: 'critical' }
      ]
    },
    steps: [
      { at: 0, values: { a: 60 }, shows: 'major' },
      { at: 1, values: { a: 90 }, shows: 'critical' },
      { at: 2, values: { a: 40 }, shows: 'over' }
    ]
  },
  {
    name: 'is, of a boolean',
    rule: { metric: 'b', is: true, for: '2s' },
    steps: [
      { at: 0, values: { b: false }, shows: 'none' },
      { at: 1, values: { b: true }, shows: 'none' },
      { at: 3, values: { b: 1 }, shows: 'major' },
      { at: 4, values: { b: false } },
      { at: 6, values: { b: false }, shows: 'over' }
    ]
  },
  {
    name: 'is, of a state',
    rule: { metric: 's', is: 'manual' },
    steps: [
      { at: 0, values: { s: 'auto' }, shows: 'none' },
      { at: 1, values: { s: 'manual' }, shows: 'major' },
      { at: 2, values: { s: 'off' }, shows: 'over' }
    ]
  },
  {
    name: 'not, of a state',
    rule: { metric: 's', not: 'auto' },
    steps: [
      { at: 0, values: { s: 'auto' }, shows: 'none' },
      { at: 1, values: { s: 'off' }, shows: 'major' },
      { at: 2, values: { s: 'auto' }, shows: 'over' }
    ]
  },
  {
    name: 'falls within',
    rule: { metric: 'a', falls: 0.05, within: '60s' },
    steps: [
      { at: 0, values: { a: 0.4 } },
      { at: 30, values: { a: 0.37 }, shows: 'none' },
      { at: 100, values: { a: 0.345 }, shows: 'none' },
      { at: 120, values: { a: 0.29 }, shows: 'major' },
      { at: 190, values: { a: 0.29 }, shows: 'over' }
    ]
  },
  {
    name: 'rises within',
    rule: { metric: 'a', rises: 5, within: '60s' },
    steps: [
      { at: 0, values: { a: 20 } },
      { at: 50, values: { a: 24 }, shows: 'none' },
      { at: 55, values: { a: 26 }, shows: 'major' },
      { at: 130, values: { a: 26 }, shows: 'over' }
    ]
  },
  ...(
    [
      ['avg', { below: 0.3 }, [0.4, 0.25, 0.2], [0.5, 0.5]],
      ['min', { below: 0.3 }, [0.4, 0.5, 0.29], [0.5, 0.5]],
      ['max', { above: 9 }, [1, 2, 10], [1, 1]],
      ['sum', { above: 9 }, [3, 4, 3], [1, 1]],
      ['stddev', { above: 4 }, [0, 0, 12], [1, 1]]
    ] as const
  ).map(([fn, limit, [first, second, third], [fourth, fifth]]): Row => {
    const rule = { metric: 'a', fn, over: '60s', ...limit }
    return {
      name: `${fn} over a window`,
      rule,
      steps: [
        { at: 0, values: { a: first } },
        { at: 10, values: { a: second }, shows: 'none' },
        { at: 20, values: { a: third }, shows: 'major' },
        { at: 90, values: { a: fourth } },
        { at: 100, values: { a: fifth }, shows: 'over' }
      ]
    }
  }),
  {
    name: 'count over a window',
    rule: { metric: 'a', fn: 'count', over: '60s', above: 2 },
    steps: [
      { at: 0, values: { a: 1 } },
      { at: 10, values: { a: 1 }, shows: 'none' },
      { at: 20, values: { a: 1 }, shows: 'major' },
      { at: 90, values: { a: 1 }, shows: 'over' }
    ]
  },
  {
    name: 'stuck, by the device’s clock',
    rule: { metric: 'a', stuck: '60s' },
    steps: [
      { at: 0, values: { a: 7 } },
      { at: 30, values: { a: 7 }, shows: 'none' },
      { at: 61, values: { a: 7 }, shows: 'major' },
      { at: 70, values: { a: 8 }, shows: 'over' }
    ]
  },
  {
    name: 'an event, until another',
    rule: { event: ['trapped', 'overspeed'], until: ['clear'] },
    steps: [
      { at: 0, event: 'clear', shows: 'none' },
      { at: 1, event: 'overspeed', shows: 'major' },
      { at: 2, event: 'door', shows: 'major' },
      { at: 3, event: 'clear', shows: 'over' }
    ]
  },
  {
    name: 'all',
    rule: {
      all: [
        { metric: 'a', below: 1 },
        { metric: 'b', is: true }
      ]
    },
    steps: [
      { at: 0, values: { a: 0 }, shows: 'none' },
      { at: 1, values: { b: false }, shows: 'none' },
      { at: 2, values: { b: true }, shows: 'major' },
      { at: 3, values: { a: 2 }, shows: 'over' }
    ]
  },
  {
    name: 'any',
    rule: {
      any: [
        { metric: 'a', below: 1 },
        { metric: 'b', is: true }
      ]
    },
    steps: [
      { at: 0, values: { a: 2, b: false }, shows: 'none' },
      { at: 1, values: { b: true }, shows: 'major' },
      { at: 2, values: { a: 0, b: false }, shows: 'major' },
      { at: 3, values: { a: 2 }, shows: 'over' }
    ]
  },
  {
    name: 'none, nested: running, and neither pressure nor the flag',
    rule: {
      all: [
        { metric: 'b', is: true },
        {
          none: [
            { metric: 'a', above: 1 },
            { metric: 's', is: 'off' }
          ]
        }
      ]
    },
    steps: [
      { at: 0, values: { a: 0, b: false, s: 'auto' }, shows: 'none' },
      { at: 1, values: { b: true }, shows: 'major' },
      { at: 2, values: { s: 'off' }, shows: 'over' },
      { at: 3, values: { s: 'auto' }, shows: 'major' },
      { at: 4, values: { a: 2 }, shows: 'over' }
    ]
  },
  {
    name: 'a part of another equipment',
    rule: {
      all: [
        { metric: 'a', below: 1 },
        { equipment: 'helper', metric: 'b', is: true }
      ]
    },
    steps: [
      { at: 0, values: { a: 0 }, shows: 'none' },
      { at: 1, of: 'helper', values: { b: true }, shows: 'major' },
      { at: 2, of: 'helper', values: { b: false }, shows: 'over' }
    ]
  },
  {
    name: 'a part of whatever panel is in the same zone',
    rule: {
      all: [
        { metric: 'b', is: true },
        { equipment: { same: 'zone', kind: 'fire_alarm_panel' }, metric: 'fault', is: true }
      ]
    },
    steps: [
      { at: 0, values: { b: true }, shows: 'none' },
      { at: 1, of: 'panel-south', values: { fault: true }, shows: 'none' },
      { at: 2, of: 'panel-north', values: { fault: true }, shows: 'major' },
      { at: 3, of: 'panel-north', values: { fault: false }, shows: 'over' }
    ]
  },
  {
    name: 'a limit by another metric',
    rule: { metric: 'a', below: { metric: 'c', times: 0.5, plus: 1 } },
    steps: [
      { at: 0, values: { a: 5 }, shows: 'none' },
      { at: 1, values: { c: 10 }, shows: 'major' },
      { at: 2, values: { c: 6 }, shows: 'over' }
    ]
  },
  {
    name: 'a limit by an attribute',
    rule: { metric: 'a', above: { attribute: 'rated', times: 1.1 } },
    steps: [
      { at: 0, values: { a: 35 }, shows: 'none' },
      { at: 1, values: { a: 36 }, shows: 'major' },
      { at: 2, values: { a: 30 }, shows: 'over' }
    ]
  }
]

const metrics = { a: { type: 'number' }, b: { type: 'boolean' }, c: { type: 'number' }, s: { type: 'string' } }
const cases = rows.map((row, index) => ({ ...row, id: `rule-${index}`, equipment: `unit-${index}` }))
/** So many alarms at once are a flood: each has its ticket all the same. */
const words = { severity: 'major', title: '标题', action: '处理' }
const plain = ['latch', 'source', 'fed', 'off', 'info', 'disabled', 'staged', 'nervous', 'past']
const units = [...cases.map(({ equipment }) => equipment), 'helper', 'quiet', 'single', 'silent', ...plain]
/** What the rules of plain equipment say beside `above: 1`. */
const besides: Record<string, Record<string, unknown>> = {
  latch: { latching: true },
  fed: { suppressed_by: ['source'] },
  off: { ticket: 'off' },
  info: { severity: 'info' },
  disabled: { enabled: false },
  staged: {
    metric: undefined,
    above: undefined,
    stages: [
      { metric: 'a', above: 1 },
      { metric: 'a', above: 5, severity: 'critical' }
    ]
  }
}
const rules = [
  ...cases.map(({ id, equipment, rule }) => ({ id, equipment, ...words, ...rule })),
  { id: 'single', equipment: 'single', metric: 'a', below: 1, for: '1s', ...words },
  { id: 'no-data', equipment: 'silent', metric: 'a', no_data: '2s', ...words },
  { id: 'nothing', equipment: 'silent', no_data: '2s', ...words },
  ...plain.map((id) => ({ id, equipment: id, metric: 'a', above: 1, ...words, ...besides[id] })),
  { id: 'tested', equipment: 'panel-tested', metric: 'fault', is: true, not_during: 'test', ...words },
  { id: 'never-heard', equipment: 'quiet', no_data: '1s', ...words }
]
const site = JSON.parse(
  JSON.stringify({
    site: { id: 'all', name: '全部条件', defaults: 'off' },
    equipment: [
      ...units.map((id) => ({
        id,
        kind: 'custom',
        name: id,
        metrics,
        attributes: { rated: 32, zone: 'north' },
        ...(id === 'source' && { feeds: ['fed'] })
      })),
      { id: 'panel-tested', kind: 'fire_alarm_panel', name: '测试', attributes: { zone: 'east' } },
      { id: 'panel-north', kind: 'fire_alarm_panel', name: '北', attributes: { zone: 'north' } },
      { id: 'panel-south', kind: 'fire_alarm_panel', name: '南', attributes: { zone: 'south' } }
    ],
    devices: [{ id: 'plc', password: 's3cret', equipment: [...units, 'panel-north', 'panel-south', 'panel-tested'] }],
    rules
  })
)

let service: Service
let admin: Api
let plc: Publisher
beforeAll(async () => {
  service = await startService({ site: stringify(site) })
  admin = await service.login('admin', adminPassword)
  plc = await connectPublisher({ port: service.mqttPort, username: 'plc', password: 's3cret' })
})
afterAll(async () => {
  await plc.end()
  await service.kill()
  await service.remove()
})

const topic = (equipment: string, kind: 'telemetry' | 'event') => `facility/all/${equipment}/${kind}`
const items = async <Item>(path: string) => (await admin.get<{ items: Item[] }>(path)).items
const alarmsOf = (rule: string, equipment: string) => items<AlarmItem>(`/alarms?equipment=${equipment}&rule=${rule}`)

async function seen(id: string, equipment: string): Promise<Seen> {
  const [newest] = await alarmsOf(id, equipment)
  if (!newest) return 'none'
  return newest.active ? (newest.severity as Seen) : 'over'
}

describe('a condition', () => {
  it.each(cases)('$name', async ({ id, equipment, steps }) => {
    // Within 5 minutes of now, so that nothing of it is late.
    const start = Date.now() - 200_000
    const told: (Seen | undefined)[] = []
    for (const step of steps) {
      const ts = start + step.at * 1000
      const of = step.of ?? equipment
      if ('event' in step) await plc.publish(topic(of, 'event'), { ts, code: step.event })
      else await plc.publish(topic(of, 'telemetry'), { ts, values: step.values })
      told.push(step.shows && (await seen(id, equipment)))
    }
    expect(told).toEqual(steps.map(({ shows }) => shows))
    expect(await items('/rejects')).toEqual([])
  })

  it('of one reading followed by silence raises when its delay is over on our clock', async () => {
    const ts = Date.now()
    await plc.publish(topic('single', 'telemetry'), { ts, values: { a: 0 } })
    await expect.poll(() => seen('single', 'single'), { timeout: 10_000 }).toBe('major')
    const [alarm] = await alarmsOf('single', 'single')
    expect(alarm?.raisedAt).toBe(new Date(ts + 1000).toISOString())
    expect(await items<TicketItem>('/tickets?equipment=single')).toMatchObject([{ rule: 'single', priority: 'P2' }])
  })

  it('of silence runs on arrival; what was never heard of raises nothing and is offline', async () => {
    await plc.publish(topic('silent', 'telemetry'), { values: { a: 1 } })
    await expect.poll(() => seen('nothing', 'silent'), { timeout: 10_000 }).toBe('major')
    expect(await seen('no-data', 'silent')).toBe('major')
    await plc.publish(topic('silent', 'telemetry'), { values: { b: true } })
    expect([await seen('nothing', 'silent'), await seen('no-data', 'silent')]).toEqual(['over', 'major'])
    expect(await seen('never-heard', 'quiet')).toBe('none')
    expect(await admin.get('/equipment/quiet')).toMatchObject({ status: 'offline' })
  })
})

describe('a rule', () => {
  const send = (equipment: string, values: Values) =>
    plc.publish(topic(equipment, 'telemetry'), { ts: Date.now() - 1000 + moment++, values })
  let moment = 0
  const alarm = async (id: string, equipment = id) => (await alarmsOf(id, equipment))[0]
  const tickets = (equipment: string) => items<TicketItem>(`/tickets?equipment=${equipment}`)
  const step = async (id: string, action: string) => (await admin.post(`/alarms/${id}/${action}`, {})).body

  it('with latching stays until it is reset on site', async () => {
    await send('latch', { a: 2 })
    await send('latch', { a: 0 })
    const { id = '' } = (await alarm('latch')) ?? {}
    expect(await step(id, 'acknowledge')).toMatchObject({ state: 'latched', active: false })
    expect(await step(id, 'reset')).toMatchObject({ state: 'normal' })
  })

  it('that raises and clears again and again is labelled, and stays so', async () => {
    for (const a of [2, 0, 2, 0]) await send('nervous', { a })
    expect(await alarm('nervous')).toMatchObject({ occurrences: 2, labels: ['fleeting'] })
    await send('nervous', { a: 2 })
    expect(await alarm('nervous')).toMatchObject({ occurrences: 3, labels: ['fleeting', 'chattering'] })
    const { id = '' } = (await alarm('nervous')) ?? {}
    expect(await step(id, 'acknowledge')).toMatchObject({ labels: ['fleeting', 'chattering'] })
  })

  it('with suppressed_by is quiet while what feeds its equipment is in trouble', async () => {
    await send('source', { a: 2 })
    await send('fed', { a: 2 })
    expect(await alarm('fed')).toMatchObject({ state: 'suppressed', active: true, suppressedBy: 'source', ticket: null })
    expect([await tickets('source'), await tickets('fed')]).toMatchObject([[{ rule: 'source' }], []])
  })

  it('with not_during: test is recorded during the test, and speaks when the test is over', async () => {
    await send('panel-tested', { test_mode: true })
    await send('panel-tested', { fault: true })
    expect(await alarm('tested', 'panel-tested')).toMatchObject({ state: 'suppressed', suppressedBy: 'test' })
    expect(await tickets('panel-tested')).toEqual([])
    await send('panel-tested', { test_mode: false })
    expect(await alarm('tested', 'panel-tested')).toMatchObject({ state: 'unacknowledged', suppressedBy: null })
    expect(await tickets('panel-tested')).toMatchObject([{ rule: 'tested' }])
  })

  it.each(['off', 'info', 'disabled'])('%s opens no ticket', async (id) => {
    await send(id, { a: 2 })
    expect((await alarm(id))?.active).toBe(id === 'disabled' ? undefined : true)
    expect(await tickets(id)).toEqual([])
  })

  it('with stages has one ticket, whose priority only rises', async () => {
    await send('staged', { a: 2 })
    expect(await tickets('staged')).toMatchObject([{ priority: 'P2' }])
    await send('staged', { a: 6 })
    await send('staged', { a: 2 })
    await send('staged', { a: 0 })
    expect(await tickets('staged')).toMatchObject([{ priority: 'P1', occurrences: 1, recovered: true }])
  })

  it('whose episode was over long before it became known has a late alarm, and no ticket', async () => {
    const ts = Date.now() - 1_200_000
    const sample = (after: number, a: number) => ({ ts: ts + after, values: { a } })
    await plc.publish(topic('past', 'telemetry'), [sample(0, 2), sample(60_000, 0)])
    await expect.poll(() => alarm('past')).toMatchObject({ late: true, active: false, ticket: null })
    expect(await tickets('past')).toEqual([])
  })
})
