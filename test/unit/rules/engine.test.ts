import { describe, expect, it } from 'vitest'
import type { EventCondition, LimitCondition, Rule } from '../../../server/rules/rule.ts'
import { engineOf, noMemory, read, say, tick } from '../../support/engine-day.ts'
import { anArrival, anEvent, aReading } from '../../support/field-factories.ts'
import { above, aRule, below } from '../../support/rule-factories.ts'

const second = 1000
const minute = 60 * second

const low = aRule({ id: 'low', condition: below(0.25, 0.28), forMs: 5 * second })
const anEventRule = (condition: Partial<EventCondition> = {}, forMs = 0): Rule =>
  aRule({
    id: 'stuck',
    condition: { type: 'event', codes: ['entrapment'], until: [], ...condition },
    forMs,
    scope: { kind: 'elevator' }
  })

describe('an engine', () => {
  it('keeps the state of each equipment apart', () => {
    const engine = engineOf([low])
    expect(read(engine, { ts: 0, value: 0.1 })).toEqual([])
    expect(read(engine, { ts: 3 * second, value: 0.1, equipment: 'pump-2' })).toEqual([])
    expect(tick(engine, 5 * second)).toEqual(['low pump-1 raised 0>5000'])
    expect(tick(engine, 8 * second)).toEqual(['low pump-2 raised 3000>8000'])
  })

  it('judges by rules of the kind and by rules of the one equipment', () => {
    const one = aRule({ id: 'one', condition: above(1), scope: { equipment: 'pump-1' } })
    const kind = aRule({ id: 'kind', condition: above(1) })
    const other = aRule({ id: 'other', condition: above(1), scope: { kind: 'elevator' } })
    const engine = engineOf([one, kind, other])
    expect(read(engine, { ts: 1, value: 2 })).toEqual(['one pump-1 raised 1>1', 'kind pump-1 raised 1>1'])
    expect(read(engine, { ts: 1, value: 2, equipment: 'pump-2' })).toEqual(['kind pump-2 raised 1>1'])
    expect(read(engine, { ts: 1, value: 2, equipment: 'ghost' })).toEqual([])
  })

  it('says which value broke which limit', () => {
    const engine = engineOf([low])
    engine.judge([anArrival({ readings: [aReading({ ts: 0, value: 0.2 }), aReading({ ts: 4 * second, value: 0.1 })] })])
    expect(engine.tick(9 * second)).toMatchObject([{ type: 'raised', value: 0.1, limit: 0.25, rule: { id: 'low' } }])
  })

  it('fires what ran out before a message arrived ahead of the message', () => {
    const engine = engineOf([low])
    read(engine, { ts: 0, value: 0.1 })
    // The good value is of a time inside the delay, but it arrives after the delay has passed.
    expect(read(engine, { ts: 3 * second, receivedAt: 6 * second, value: 0.4 })).toEqual(['low pump-1 raised 0>5000'])
    expect(tick(engine, 11 * second)).toEqual(['low pump-1 cleared 0>8000'])
  })

  it('judges neither repeats nor readings older than the newest judged one', () => {
    const engine = engineOf([aRule({ id: 'high', condition: above(1) })])
    expect(read(engine, { ts: 10, value: 0 }, { ts: 10, value: 5 }, { ts: 9, value: 5 })).toEqual([])
    expect(read(engine, { ts: 11, value: 5 })).toEqual(['high pump-1 raised 11>11'])
    expect(read(engine, { ts: 11, value: 0 }, { ts: 5, value: 0 })).toEqual([])
  })

  it('goes by each metric alone for what is late', () => {
    const engine = engineOf([aRule({ id: 'flow', condition: above(1, null, 'flow') })])
    expect(read(engine, { ts: 100 }, { ts: 50, metric: 'flow', value: 9 })).toEqual(['flow pump-1 raised 50>50'])
  })

  it('does not judge skewed readings or events, nor take their times for the newest', () => {
    const engine = engineOf([aRule({ id: 'high', condition: above(1) }), anEventRule()])
    expect(read(engine, { ts: 999, value: 5, quality: 'skewed' })).toEqual([])
    expect(read(engine, { ts: 1, value: 5 })).toEqual(['high pump-1 raised 1>1'])
    expect(say(engine, { ts: 999, quality: 'skewed' })).toEqual([])
    expect(say(engine, { ts: 1 })).toHaveLength(2)
  })

  it('judges booleans and states by what they are', () => {
    const stopped = aRule({ id: 'stopped', condition: { type: 'equals', metric: 'running', value: false, negate: false } })
    const notAuto = aRule({ id: 'manual', condition: { type: 'equals', metric: 'control_mode', value: 'auto', negate: true } })
    const engine = engineOf([stopped, notAuto])
    expect(read(engine, { ts: 1, metric: 'running', value: false })).toEqual(['stopped pump-1 raised 1>1'])
    expect(read(engine, { ts: 2, metric: 'running', value: true })).toEqual(['stopped pump-1 cleared 1>2'])
    expect(read(engine, { ts: 2, metric: 'control_mode', value: 'off' })).toEqual(['manual pump-1 raised 2>2'])
    expect(read(engine, { ts: 3, metric: 'control_mode', value: 'auto' })).toEqual(['manual pump-1 cleared 2>3'])
  })

  it('knows when it wants to be called next', () => {
    const engine = engineOf([low])
    expect(engine.nextDue()).toBeUndefined()
    read(engine, { ts: 0, receivedAt: 2 * second, value: 0.1 })
    expect(engine.nextDue()).toBe(7 * second)
    expect(tick(engine, 7 * second - 1)).toEqual([])
    expect(tick(engine, 7 * second)).toEqual(['low pump-1 raised 0>5000'])
    expect(engine.nextDue()).toBeUndefined()
  })

  it('leaves a rule that throws out, says so once, and goes on with the others', () => {
    const condition: LimitCondition = {
      type: 'limit',
      metric: 'outlet_pressure',
      get below(): { raise: number; clear: null } {
        throw new Error('broken rule')
      },
      abs: false
    }
    const faults: string[] = []
    const broken = aRule({ id: 'broken', condition })
    const fine = aRule({ id: 'fine', condition: below(0.25) })
    const engine = engineOf([broken, fine], { faulty: (rule, error) => faults.push(`${rule}: ${error}`) })
    expect(read(engine, { ts: 1, value: 0.1 })).toEqual(['fine pump-1 raised 1>1'])
    expect(read(engine, { ts: 2, value: 0.4 }, { ts: 2, value: 0.1, equipment: 'pump-2' })).toEqual([
      'fine pump-1 cleared 1>2',
      'fine pump-2 raised 2>2'
    ])
    expect(faults).toEqual(['broken: Error: broken rule'])
  })
})

describe('an event rule', () => {
  it('without an end is over at once, each time anew', () => {
    const engine = engineOf([anEventRule()])
    expect(say(engine, { ts: 5 })).toEqual(['stuck lift-1 raised 5>5', 'stuck lift-1 cleared 5>5'])
    expect(say(engine, { ts: 6 })).toEqual(['stuck lift-1 raised 6>6', 'stuck lift-1 cleared 6>6'])
    expect(engine.unsaved().map(({ state }) => state)).toEqual([null])
  })

  it('with an end lasts until it', () => {
    const engine = engineOf([anEventRule({ until: ['released'] })])
    expect(say(engine, { ts: 5 }, { ts: 6, code: 'door_open' }, { ts: 7 })).toEqual(['stuck lift-1 raised 5>5'])
    expect(say(engine, { ts: 8, code: 'released' })).toEqual(['stuck lift-1 cleared 5>8'])
    expect(say(engine, { ts: 9, code: 'released' })).toEqual([])
  })

  it('with a delay waits for it, and an end within the delay makes it nothing', () => {
    const engine = engineOf([anEventRule({ until: ['released'] }, 5 * second)])
    say(engine, { ts: 0 })
    expect(say(engine, { ts: 3 * second, code: 'released' })).toEqual([])
    expect(tick(engine, minute)).toEqual([])
    say(engine, { ts: 2 * minute })
    expect(tick(engine, 3 * minute)).toEqual(['stuck lift-1 raised 120000>125000'])
  })

  it('takes a repeated event once, and one older than the newest not at all', () => {
    const engine = engineOf([anEventRule({ codes: ['entrapment', 'overspeed'] })])
    expect(say(engine, { ts: 5 }, { ts: 5 }, { ts: 4 }, { ts: 4, code: 'overspeed' })).toHaveLength(2)
    expect(say(engine, { ts: 5, code: 'overspeed' })).toHaveLength(2)
  })

  it('names the code as the value', () => {
    expect(engineOf([anEventRule()]).judge([anArrival({ events: [anEvent({ ts: 5 })] })])[0]).toMatchObject({
      type: 'raised',
      value: 'entrapment',
      limit: null
    })
  })
})

describe('what an engine hands over to be saved', () => {
  it('is each state that changed since the last time, null for normal again', () => {
    const engine = engineOf([low])
    read(engine, { ts: 0, value: 0.4 })
    expect(engine.unsaved()).toEqual([])
    read(engine, { ts: second, value: 0.1 })
    expect(engine.unsaved()).toMatchObject([{ rule: 'low', equipment: 'pump-1', state: expect.stringContaining('pending') }])
    expect(engine.unsaved()).toHaveLength(1)
    engine.saved()
    expect(engine.unsaved()).toEqual([])
    read(engine, { ts: 2 * second, value: 0.4 })
    expect(engine.unsaved()).toEqual([{ rule: 'low', equipment: 'pump-1', state: null }])
  })

  it('of rules that are gone ends: what was active is cleared, and nothing of it is kept', () => {
    const engine = engineOf([low])
    const states = ['active', 'pending'].map((phase) => ({
      rule: `gone-${phase}`,
      equipment: 'pump-1',
      state: JSON.stringify({ phase, episode: 5, due: null })
    }))
    engine.restore({ ...noMemory, states }, 7 * second)
    expect(engine.tick(7 * second)).toEqual([
      { type: 'cleared', rule: { id: 'gone-active' }, equipment: 'pump-1', episode: 5, clearedAt: 7 * second }
    ])
    expect(engine.unsaved()).toEqual(states.map(({ rule, equipment }) => ({ rule, equipment, state: null })))
    engine.saved()
    expect(engine.unsaved()).toEqual([])
  })

  it('goes on in the next engine as if there had been one: pending delays, judged times, silence', () => {
    const slow = { ...low, forMs: 5 * second }
    const former = engineOf([slow])
    expect(read(former, { ts: 2 * second, value: 0.1 })).toEqual([])
    const engine = engineOf([slow])
    engine.restore(former.memory())
    expect(engine.memory()).toEqual(former.memory())
    expect(read(engine, { ts: second, value: 0.4 })).toEqual([])
    expect(read(engine, { ts: 7 * second, value: 0.1 })).toEqual(read(former, { ts: 7 * second, value: 0.1 }))
  })
})
