import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../gateway/catalogue.ts'
import type { Reading } from '../../../gateway/reading.ts'
import type { AlarmChange } from '../../../server/rules/changes.ts'
import { createEngine, type Engine } from '../../../server/rules/engine.ts'
import { withPart } from '../../../server/rules/engine-part.ts'
import { loadPhysics } from '../../../server/trust/physics.ts'
import { readSensorRule, sensorHeader } from '../../../server/trust/sensor-alarm.ts'
import { createSensorTrust } from '../../../server/trust/sensor-trust.ts'
import { createTrustPart } from '../../../server/trust/trust-part.ts'
import { anArrival } from '../../support/field-factories.ts'
import { aRule, below } from '../../support/rule-factories.ts'

const minute = 60_000
const start = Date.UTC(2026, 0, 5)
const physics = loadPhysics(loadCatalogue())

function build(kinds: Readonly<Record<string, string>> = { 'pump-1': 'booster_pump' }): Engine {
  const kindOf = (id: string) => kinds[id]
  const rule = { ...aRule({ id: 'low', condition: below(0.3, 0.32) }), scope: { equipment: 'pump-1' } }
  rule.header = { ...rule.header, severity: 'critical' }
  return withPart({
    engine: createEngine({ rules: [rule], kindOf, startedAt: start }),
    part: createTrustPart({
      trust: createSensorTrust({ physics, kindOf, nameOf: () => '出水压力' }),
      isFire: (id) => kinds[id] === 'fire_pump'
    }),
    startedAt: start
  })
}

/** A pump that runs, a reading a minute; from minute 2000 on its pressure leaps, now and then below every limit. */
function readingsAt(at: number): Reading[] {
  const ts = start + at * minute
  const base = { equipment: 'pump-1', ts, receivedAt: ts, quality: 'good' as const }
  const leap = at > 2000 && at % 5 === 0 ? -0.3 : 0
  return [
    { ...base, metric: 'running', value: true },
    { ...base, metric: 'outlet_pressure', value: 0.4 + ((at * 7919) % 10) / 1000 + leap }
  ]
}

function play(engine: Engine, from: number, to: number): AlarmChange[] {
  const changes: AlarmChange[] = []
  for (let at = from; at < to; at++) {
    changes.push(...engine.judge([anArrival({ readings: readingsAt(at) })]), ...engine.tick(start + at * minute))
  }
  return changes
}

const brief = (changes: AlarmChange[]) =>
  changes.map((change) => `${change.type} ${change.rule.id} ${'severity' in change.rule ? change.rule.severity : ''}`.trim())

describe('an engine with the watch over its sensors', () => {
  it('raises the sensor alarm as minor, with a ticket for an engineer, and lowers the alarms its sensor raises from then on', () => {
    const changes = play(build(), 0, 2030)
    const sensor = changes.find(({ rule }) => rule.id === 'sensor.jumping.outlet_pressure')
    expect(sensor).toMatchObject({
      type: 'raised',
      rule: { kind: 'sensor', severity: 'minor', roles: ['engineer'], ticket: true, metric: 'outlet_pressure' }
    })
    const said = brief(changes)
    const named = said.indexOf('raised sensor.jumping.outlet_pressure minor')
    expect(said.slice(0, named)).toContain('raised low critical')
    expect(said.slice(0, named)).not.toContain('raised low major')
    expect(said.slice(named)).toContain('raised low major')
    expect(said.slice(named)).not.toContain('raised low critical')
    const doubtful = changes.findLast((change) => change.type === 'raised' && change.rule.id === 'low')
    expect(doubtful).toMatchObject({ rule: { title: expect.stringContaining('测点可疑') } })
  })

  it.each([7, 500, 1999, 2006, 2011, 2020])('says the same after a restart at minute %i', (at) => {
    const whole = play(build(), 0, 2100)
    const first = build()
    const before = play(first, 0, at)
    const second = build()
    const memory = JSON.parse(JSON.stringify(first.memory())) as ReturnType<Engine['memory']>
    second.restore(memory, start + at * minute)
    expect(brief([...before, ...play(second, at, 2100)])).toEqual(brief(whole))
  })

  it('stores equipment at once when a fault begins, and not for every reading', () => {
    const engine = build()
    play(engine, 0, 1990)
    engine.saved()
    play(engine, 1990, 1995)
    const stored = () => engine.unsaved().filter(({ rule }) => rule === 'trust:')
    expect(stored()).toEqual([])
    play(engine, 1995, 2020)
    expect(stored()).toHaveLength(1)
    engine.saved()
    expect(stored()).toEqual([])
  })

  it('ends a sensor alarm when its equipment is gone, and forgets the equipment', () => {
    const first = build()
    play(first, 0, 2030)
    const second = build({})
    second.restore(first.memory(), start + 2030 * minute)
    expect(brief(second.tick(start + 2030 * minute))).toContain('cleared sensor.jumping.outlet_pressure')
    expect(second.unsaved()).toContainEqual({ rule: 'trust:', equipment: 'pump-1', state: null })
  })

  it('knows its own alarms by their id', () => {
    expect(readSensorRule(sensorHeader('stuck', 'flow', '流量').id)).toEqual({ fault: 'stuck', metric: 'flow' })
    expect(readSensorRule(sensorHeader('skewed', null, '').id)).toEqual({ fault: 'skewed', metric: null })
    for (const other of ['booster_pump.outlet_low', 'sensor', 'sensor.other.flow']) expect(readSensorRule(other)).toBeUndefined()
  })
})
