import { describe, expect, it } from 'vitest'
import type { RuleInput } from '../../server/contract/rules.ts'
import { type Why, whySchema } from '../../server/contract/why.ts'
import { anArrival } from '../support/field-factories.ts'
import { buildHttpHouse, readingOf } from '../support/http-house.ts'

const base = { kind: 'booster_pump', title: '题', action: '做', severity: 'major' } as const
const low: RuleInput = { ...base, id: 'low', metric: 'outlet_pressure', below: 0.25, clear_above: 0.28, for: '15s' }
const dry: RuleInput = {
  ...base,
  id: 'dry',
  all: [
    { metric: 'running', is: true },
    { metric: 'inlet_pressure', below: 0.02 }
  ]
}
const overloaded: RuleInput = { ...base, id: 'overloaded', metric: 'motor_current', above: { attribute: 'breaker' } }
const worn: RuleInput = {
  ...base,
  id: 'worn',
  stages: [
    { metric: 'vibration', above: 4.5, severity: 'minor' },
    { metric: 'vibration', above: 7.1, severity: 'critical' }
  ]
}

async function openHouse() {
  const house = await buildHttpHouse({ equipmentCount: 1 })
  const headers = await house.bearer('viewer')
  const engine = await house.judgeBy(low, dry, overloaded, worn)
  const read = (metric: string, value: number | boolean) => {
    const at = house.clock.now
    engine.judge([anArrival({ readings: [readingOf({ metric, value, ts: at, receivedAt: at })] })])
  }
  const ask = (path: string) => house.app.inject({ url: `/api/v1/rules/${path}`, headers })
  const why = async (rule: string, equipment = 'pump-1'): Promise<Why> =>
    whySchema.parse((await ask(`${rule}/why?equipment=${equipment}`)).json())
  return { house, read, ask, why, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() }
}

describe('why', () => {
  it('tells of a rule that waits: its input, its limit, its delay', async () => {
    await using opened = await openHouse()
    const at = opened.house.clock.now
    opened.read('outlet_pressure', 0.2)
    opened.house.clock.now += 5000
    expect(await opened.why('low')).toMatchObject({
      verdict: 'breach',
      phase: 'pending',
      since: new Date(at).toISOString(),
      reasons: ['pending'],
      inputs: [
        {
          path: '',
          equipment: 'pump-1',
          metric: 'outlet_pressure',
          condition: 'outlet_pressure < 0.25',
          value: 0.2,
          ageSeconds: 5,
          fresh: true,
          limit: 0.25,
          clearLimit: 0.28,
          verdict: 'breach'
        }
      ],
      timers: [
        { what: 'raise', due: new Date(at + 15_000).toISOString() },
        { what: 'freshness', due: new Date(at + 300_000).toISOString() }
      ],
      alarm: null
    })
  })

  it.each<[what: string, at: [metric: string, value: number | boolean, seconds: number][], rule: string, expected: object]>([
    ['nothing was ever heard', [], 'low', { verdict: 'unknown', reasons: ['never_heard'] }],
    ['all is well', [['outlet_pressure', 0.4, 1]], 'low', { verdict: 'clear', reasons: ['not_breaching'] }],
    ['it lies between the limits', [['outlet_pressure', 0.26, 1]], 'low', { verdict: 'between', reasons: ['between_limits'] }],
    ['it is too long ago', [['outlet_pressure', 0.4, 300]], 'low', { verdict: 'unknown', reasons: ['no_fresh_data'] }],
    [
      'one part is missing',
      [['running', true, 1]],
      'dry',
      {
        verdict: 'unknown',
        reasons: ['never_heard'],
        inputs: [
          { path: 'all.0', verdict: 'breach' },
          { path: 'all.1', verdict: 'unknown' }
        ]
      }
    ],
    [
      'its attribute is missing',
      [['motor_current', 90, 1]],
      'overloaded',
      { verdict: 'unknown', reasons: ['attribute_missing'] }
    ],
    [
      'it stands at its first stage',
      [['vibration', 5, 1]],
      'worn',
      {
        verdict: 'breach',
        phase: 'active',
        reasons: ['active'],
        inputs: [
          { path: 'stages.0', limit: 4.5 },
          { path: 'stages.1', limit: 7.1 }
        ]
      }
    ]
  ])('says that %s', async (_what, readings, rule, expected) => {
    await using opened = await openHouse()
    for (const [metric, value, seconds] of readings) {
      opened.read(metric, value)
      opened.house.clock.now += seconds * 1000
    }
    expect(await opened.why(rule)).toMatchObject(expected)
  })

  it('names the alarm that stands', async () => {
    await using opened = await openHouse()
    const { alarms } = await opened.house.raise()
    await opened.house.judgeBy({ ...low, id: 'booster_pump.outlet_low' })
    expect((await opened.why('booster_pump.outlet_low')).alarm).toMatchObject({ id: alarms[0]?.id, state: 'unacknowledged' })
  })

  it('says that a flood holds the alarm back, which no other alarm does', async () => {
    await using opened = await openHouse()
    const rule = {
      version: 1,
      title: '题',
      action: '做',
      roles: [],
      ticket: true,
      metric: null,
      latching: false,
      suppressedBy: []
    }
    for (let raise = 0; raise < 11; raise++) {
      await opened.house.raise({ rule: { ...rule, id: `of-the-flood-${raise}`, severity: 'critical' } })
    }
    await opened.house.raise({ rule: { ...rule, id: 'low', severity: 'minor', ticket: false } })
    const { reasons, alarm } = await opened.why('low')
    expect(alarm).toMatchObject({ state: 'suppressed', ticket: null })
    expect(reasons).toContain('flood')
    expect(reasons).not.toContain('suppressed')
  })

  it('says when a rule does not judge this equipment, or is switched off', async () => {
    await using opened = await openHouse()
    expect(await opened.why('low', 'unit-000')).toMatchObject({ reasons: ['not_applicable'], inputs: [] })
    await opened.house.judgeBy({ ...low, enabled: false })
    expect(await opened.why('low')).toMatchObject({ reasons: ['disabled'], inputs: [] })
  })

  it('refuses rules and equipment that are not there', async () => {
    await using opened = await openHouse()
    expect((await opened.ask('ghost/why?equipment=pump-1')).statusCode).toBe(404)
    const refused = await opened.ask('low/why?equipment=pump-9')
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ errors: [{ field: 'equipment' }] })
    expect((await opened.ask('low/why')).statusCode).toBe(400)
  })
})
