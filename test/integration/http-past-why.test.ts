/** Why a rule stood as it did at a time that has passed: what was said then, told again from what is stored. */
import { describe, expect, it } from 'vitest'
import type { RuleInput } from '../../server/contract/rules.ts'
import { type Why, whySchema } from '../../server/contract/why.ts'
import { anArrival } from '../support/field-factories.ts'
import { buildHttpHouse, readingOf } from '../support/http-house.ts'

const minute = 60_000
const hour = 60 * minute
const base = { kind: 'booster_pump', title: '题', action: '做', severity: 'major' } as const
const low: RuleInput = { ...base, id: 'low', metric: 'outlet_pressure', below: 0.25, clear_above: 0.28, for: '15s' }
const mean: RuleInput = { ...base, id: 'mean', metric: 'outlet_pressure', fn: 'avg', over: '5m', below: 0.25 }
const quiet: RuleInput = { ...base, id: 'quiet', no_data: '2m' }
const dry: RuleInput = {
  ...base,
  id: 'dry',
  all: [
    { metric: 'running', is: true },
    { metric: 'outlet_pressure', below: 0.3 }
  ]
}
const worn: RuleInput = {
  ...base,
  id: 'worn',
  stages: [
    { metric: 'outlet_pressure', below: 0.3, severity: 'minor' },
    { metric: 'outlet_pressure', below: 0.15, for: '10s', severity: 'critical' }
  ]
}
const rules = [low, mean, quiet, dry, worn]

async function openHouse() {
  const house = await buildHttpHouse({ equipmentCount: 1 })
  const headers = await house.bearer('viewer')
  const engine = await house.judgeBy(...rules)
  async function read(metric: string, value: number | boolean): Promise<void> {
    const at = house.clock.now
    const arrival = anArrival({ readings: [readingOf({ metric, value, ts: at, receivedAt: at })] })
    engine.judge([arrival])
    await house.journal.append([arrival])
  }
  const ask = (rule: string, at?: number) => {
    const then = at === undefined ? '' : `&at=${new Date(at).toISOString()}`
    return house.app.inject({ url: `/api/v1/rules/${rule}/why?equipment=pump-1${then}`, headers })
  }
  const why = async (rule: string, at?: number): Promise<Why> => whySchema.parse((await ask(rule, at)).json())
  return { house, engine, read, ask, why, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() }
}

describe('why at a past time', () => {
  it('is what was said then, for every kind of condition', async () => {
    await using opened = await openHouse()
    const { clock } = opened.house
    clock.now += 3 * hour
    await opened.read('running', true)
    const said: { rule: string; at: number; why: Why }[] = []
    for (const [value, seconds] of [
      [0.4, 20],
      [0.2, 10],
      [0.1, 10],
      [0.1, 20],
      [0.27, 10],
      [0.4, 12],
      [0.4, 200],
      [0.35, 3]
    ] as const) {
      await opened.read('outlet_pressure', value)
      clock.now += seconds * 1000
      opened.engine.tick(clock.now)
      for (const { id } of rules) said.push({ rule: id, at: clock.now, why: await opened.why(id) })
      // What comes at that very moment counts as said.
      clock.now += 1
    }
    clock.now += 5 * hour
    const phases = new Set<string>()
    for (const { rule, at, why } of said) {
      expect(await opened.why(rule, at)).toEqual(why)
      phases.add(`${rule} ${why.phase}`)
    }
    expect([...phases]).toEqual(
      expect.arrayContaining(['dry active', 'low clearing', 'low pending', 'mean active', 'quiet active', 'worn active'])
    )
  })

  it('knows what stood on record, and what was done about it', async () => {
    await using opened = await openHouse()
    const { clock } = opened.house
    await opened.house.judgeBy({ ...low, id: 'booster_pump.outlet_low' })
    const raisedAt = clock.now
    const { alarms } = await opened.house.raise()
    clock.now += 10 * hour
    const headers = await opened.house.bearer('engineer')
    const url = `/api/v1/alarms/${alarms[0]?.id}/shelve`
    const payload = { reason: '检修', until: new Date(clock.now + hour).toISOString() }
    expect((await opened.house.app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(200)
    clock.now += 10 * minute
    const before = await opened.why('booster_pump.outlet_low', raisedAt + 5 * hour)
    expect(before).toMatchObject({ phase: 'active', since: new Date(raisedAt).toISOString(), alarm: { state: 'unacknowledged' } })
    expect(before.reasons).not.toContain('shelved')
    const after = await opened.why('booster_pump.outlet_low', clock.now - minute)
    expect(after).toMatchObject({ alarm: { state: 'shelved' } })
    expect(after.reasons).toContain('shelved')
    expect((await opened.why('booster_pump.outlet_low', raisedAt - minute)).alarm).toBeNull()
  })

  it('goes by the version that was in force', async () => {
    await using opened = await openHouse()
    const { house } = opened
    await opened.read('outlet_pressure', 0.27)
    house.clock.now += minute
    const at = house.clock.now
    house.clock.now += minute
    const headers = await house.bearer('manager')
    const change = { method: 'PATCH', url: '/api/v1/rules/low', headers, payload: { below: 0.28, clear_above: 0.3 } } as const
    expect((await house.app.inject(change)).statusCode).toBe(200)
    house.clock.now += minute
    expect(await opened.why('low', at)).toMatchObject({ ruleVersion: 1, phase: 'normal', inputs: [{ limit: 0.25 }] })
    expect(await opened.why('low', house.clock.now)).toMatchObject({ ruleVersion: 2, phase: 'active', inputs: [{ limit: 0.28 }] })
  })

  it('refuses what is ahead, no time, and of what nothing is kept, naming at', async () => {
    await using opened = await openHouse()
    const { clock } = opened.house
    for (const at of [clock.now + 1000, clock.now - 31 * 24 * hour]) {
      const refused = await opened.ask('low', at)
      expect(refused.statusCode).toBe(400)
      expect(refused.json()).toMatchObject({ errors: [{ field: 'at' }] })
    }
    const url = '/api/v1/rules/low/why?equipment=pump-1&at=yesterday'
    const refused = await opened.house.app.inject({ url, headers: await opened.house.bearer('viewer') })
    expect(refused.json()).toMatchObject({ status: 400, errors: [{ field: 'at' }] })
  })
})
