/** Late readings correct rules that look at several values, at other equipment, at stages and at test windows alike. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../gateway/reading.ts'
import type { Leaf, Rule } from '../../server/rules/rule.ts'
import { aReading } from '../support/field-factories.ts'
import { cleanRun, type LatePlant, openLateHouse } from '../support/late-house.ts'
import { above, aRule, below } from '../support/rule-factories.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const start = Date.UTC(2025, 10, 20, 8)

const running = (value: boolean, target: Leaf['target'] = null): Leaf => {
  return { type: 'equals', metric: 'running', value, negate: false, target }
}
const high = (target: Leaf['target'] = null): Leaf => ({ ...above(0.45), target })
const low: Leaf = { ...below(0.25, 0.3), target: null }

const rules: Rule[] = [
  aRule({ id: 'own', condition: { type: 'tree', root: { type: 'all', parts: [running(true), low] } }, forMs: 15 * second }),
  aRule({
    id: 'beside',
    scope: { equipment: 'pump-1' },
    condition: { type: 'tree', root: { type: 'all', parts: [running(false, { equipment: 'pump-2' }), low] } },
    clearForMs: 20 * second
  }),
  aRule({
    id: 'zone',
    condition: { type: 'tree', root: { type: 'any', parts: [high({ same: 'zone', kind: 'booster_pump' })] } },
    forMs: 10 * second
  }),
  aRule({
    id: 'mean',
    condition: {
      type: 'tree',
      root: {
        type: 'window',
        fn: 'avg',
        overMs: minute,
        metric: 'outlet_pressure',
        above: { raise: 0.4, clear: 0.35 },
        abs: false,
        target: null
      }
    }
  }),
  { ...aRule({ id: 'tested', condition: above(0.3) }), notDuring: 'test' },
  aRule({
    id: 'staged',
    condition: {
      type: 'stages',
      stages: [
        { severity: 'minor', ticket: true, condition: above(0.35), forMs: 0, clearForMs: 0 },
        { severity: 'critical', ticket: true, condition: above(0.5), forMs: 15 * second, clearForMs: 15 * second }
      ]
    }
  })
]

const zoned: LatePlant = { attributesOf: () => ({ zone: 'low' }) }
const plants: [string, LatePlant][] = [
  ['what reports on change only', zoned],
  [
    'what is sampled, and unknown when it is old',
    { ...zoned, metricsOf: () => ({ outlet_pressure: { sample: 60 }, running: {} }) }
  ]
]

const reading = fc.record({
  at: fc.integer({ min: 0, max: 80 }),
  pump: fc.constantFrom('pump-1', 'pump-2'),
  metric: fc.constantFrom('outlet_pressure', 'outlet_pressure', 'running', 'test_mode'),
  value: fc.constantFrom(0.1, 0.2, 0.27, 0.4, 0.6),
  place: fc.integer({ min: 0, max: 1000 }),
  twice: fc.boolean()
})
const plan = fc.record({
  readings: fc.uniqueArray(reading, {
    selector: ({ at, pump, metric }) => `${at} ${pump} ${metric}`,
    minLength: 5,
    maxLength: 50
  }),
  crashes: fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
  pauses: fc.array(fc.nat({ max: 60 }), { maxLength: 4 })
})

/** The pumps never speak at the same ms: which of two of one moment counts first is for nobody to say. */
function toReading({ at, pump, metric, value }: { at: number; pump: string; metric: string; value: number }): Reading {
  const ts = start + at * 10 * second + (pump === 'pump-2' ? 5 * second : 0)
  return aReading({ ts, equipment: pump, metric, value: metric === 'outlet_pressure' ? value : value > 0.25 })
}

describe.each(plants)('random restarts, reordering and duplicates of %s', (_, plant) => {
  it('give the alarm history of a clean run', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(plan, async ({ readings, crashes, pauses }) => {
        const sent = readings.map((each) => ({ ...each, reading: toReading(each) }))
        const expected = await cleanRun(
          { rules, plant, start },
          sent.map((each) => each.reading),
          start + hour
        )
        const house = await openLateHouse(rules, start + hour, plant)
        const order = [...sent, ...sent.filter(({ twice }) => twice).map((each) => ({ ...each, place: each.place + 300 }))]
        for (const [index, { reading: each }] of order.sort((a, b) => a.place - b.place).entries()) {
          await house.send({ ...each, receivedAt: house.clock.now() })
          house.clock.advance(second)
          if (pauses.includes(index)) await house.wait(40 * second, 10 * second)
          if (crashes.includes(index)) await house.restart()
        }
        await house.settled()
        await house.wait(2 * minute, 10 * second)
        await house.settled()
        expect(house.failures).toEqual([])
        expect(await house.episodes(start)).toEqual(expected)
        for (const episode of expected) seen.add(episode.split(' ')[0] ?? '')
        await house.close()
      }),
      { numRuns: 12 }
    )
    expect([...seen].sort()).toEqual(rules.map(({ header }) => header.id).sort())
  })
})
