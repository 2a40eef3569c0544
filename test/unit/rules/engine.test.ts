import { describe, expect, it } from 'vitest'
import type { AlarmChange } from '../../../server/rules/changes.ts'
import { createEngine, type Engine, type EngineMemory } from '../../../server/rules/engine.ts'
import type { EventCondition, LimitCondition, NoDataCondition, Rule } from '../../../server/rules/rule.ts'
import { anArrival, anEvent, aPresence, aReading } from '../../support/field-factories.ts'
import { above, aRule, below } from '../../support/rule-factories.ts'

const second = 1000
const minute = 60 * second
const kinds: Record<string, string> = { 'pump-1': 'booster_pump', 'pump-2': 'booster_pump', 'lift-1': 'elevator' }
const nothing: EngineMemory = { states: [], judged: [], judgedEvents: [], heard: [] }

type Options = { startedAt?: number; faulty?: (rule: string, error: unknown) => void }

function engineOf(rules: Rule[], { startedAt = 0, faulty }: Options = {}): Engine {
  return createEngine({ rules, kindOf: (id) => kinds[id], startedAt, ...(faulty && { faulty }) })
}

/** `low pump-1 raised 0>5000`. */
function toWords(change: AlarmChange): string {
  const at = change.type === 'raised' ? change.raisedAt : change.clearedAt
  return `${change.rule.id} ${change.equipment} ${change.type} ${change.episode}>${at}`
}
const words = (changes: AlarmChange[]) => changes.map(toWords)

const read = (engine: Engine, ...parts: Parameters<typeof aReading>[0][]) =>
  words(engine.judge([anArrival({ readings: parts.map((each) => aReading(each)) })]))
const say = (engine: Engine, ...parts: Parameters<typeof anEvent>[0][]) =>
  words(engine.judge([anArrival({ events: parts.map((each) => anEvent(each)) })]))
const appear = (engine: Engine, parts: Parameters<typeof aPresence>[0]) =>
  words(engine.judge([anArrival({ presences: [aPresence(parts)] })]))
const tick = (engine: Engine, now: number) => words(engine.tick(now))

const low = aRule({ id: 'low', condition: below(0.25, 0.28), forMs: 5 * second })
const anEventRule = (condition: Partial<EventCondition> = {}, forMs = 0): Rule =>
  aRule({
    id: 'stuck',
    condition: { type: 'event', codes: ['entrapment'], until: [], ...condition },
    forMs,
    scope: { kind: 'elevator' }
  })
const aSilenceRule = (condition: Partial<NoDataCondition> = {}): Rule =>
  aRule({ id: 'offline', condition: { type: 'no_data', metric: null, silenceMs: 10 * minute, ...condition } })

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

describe('a no_data rule', () => {
  it('raises nothing for equipment that was never heard of', () => {
    const engine = engineOf([aSilenceRule()])
    expect(engine.nextDue()).toBeUndefined()
    expect(tick(engine, 1000 * minute)).toEqual([])
  })

  it('raises when the silence is long enough, and clears with the next word', () => {
    const engine = engineOf([aSilenceRule()])
    read(engine, { ts: 0, receivedAt: minute })
    expect(tick(engine, 11 * minute - 1)).toEqual([])
    expect(tick(engine, 11 * minute)).toEqual(['offline pump-1 raised 660000>660000'])
    expect(tick(engine, 99 * minute)).toEqual([])
    expect(read(engine, { ts: 1, receivedAt: 100 * minute })).toEqual(['offline pump-1 cleared 660000>6000000'])
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
  })

  it('counts from the last arrival, whatever arrived and of whatever time', () => {
    const engine = engineOf([aSilenceRule()])
    read(engine, { ts: 50 * minute, receivedAt: 0 })
    read(engine, { ts: 1, receivedAt: 5 * minute })
    read(engine, { ts: 999 * minute, receivedAt: 10 * minute, quality: 'skewed' })
    say(engine, { ts: 2, receivedAt: 15 * minute, equipment: 'pump-1' })
    appear(engine, { receivedAt: 20 * minute })
    expect(tick(engine, 30 * minute - 1)).toEqual([])
    expect(tick(engine, 30 * minute)).toEqual(['offline pump-1 raised 1800000>1800000'])
  })

  it('looks at most once a silence, however much is said', () => {
    const engine = engineOf([aSilenceRule()])
    for (let ts = 0; ts <= 9 * minute; ts += second) read(engine, { ts })
    let looks = 0
    for (let due = engine.nextDue(); due !== undefined && due < 19 * minute; due = engine.nextDue()) {
      looks++
      expect(tick(engine, due)).toEqual([])
    }
    expect(looks).toBe(1)
    expect(tick(engine, 19 * minute)).toEqual(['offline pump-1 raised 1140000>1140000'])
  })

  it('raises 5 min after a goodbye, if nothing came since', () => {
    const engine = engineOf([aSilenceRule()])
    read(engine, { ts: 0 })
    appear(engine, { receivedAt: minute, online: false })
    expect(tick(engine, 6 * minute - 1)).toEqual([])
    expect(tick(engine, 6 * minute)).toEqual(['offline pump-1 raised 360000>360000'])
  })

  it('forgets a goodbye when data comes after it', () => {
    const engine = engineOf([aSilenceRule()])
    read(engine, { ts: 0 })
    appear(engine, { receivedAt: minute, online: false })
    read(engine, { ts: 2 * minute })
    expect(tick(engine, 12 * minute - 1)).toEqual([])
    expect(tick(engine, 12 * minute)).toEqual(['offline pump-1 raised 720000>720000'])
  })

  it('clears when the equipment says that it is online', () => {
    const engine = engineOf([aSilenceRule()])
    read(engine, { ts: 0 })
    tick(engine, 10 * minute)
    expect(appear(engine, { receivedAt: 11 * minute })).toEqual(['offline pump-1 cleared 600000>660000'])
  })

  it('of one metric does not care for the others', () => {
    const engine = engineOf([aSilenceRule({ metric: 'flow' })])
    read(engine, { ts: 0 })
    expect(tick(engine, 100 * minute)).toEqual([])
    read(engine, { ts: 100 * minute, metric: 'flow', value: 3 })
    for (let ts = 101 * minute; ts < 110 * minute; ts += minute) expect(read(engine, { ts })).toEqual([])
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
    expect(read(engine, { ts: 111 * minute })).toEqual([])
    expect(read(engine, { ts: 112 * minute, metric: 'flow', value: 3 })).toEqual(['offline pump-1 cleared 6600000>6720000'])
  })

  it('with a delay begins it at the end of the silence', () => {
    const rule = { ...aSilenceRule(), forMs: 2 * minute }
    const engine = engineOf([rule])
    read(engine, { ts: 0 })
    expect(tick(engine, 11 * minute)).toEqual([])
    expect(tick(engine, 12 * minute)).toEqual(['offline pump-1 raised 600000>720000'])
  })

  it('with an off-delay clears only when data kept coming', () => {
    const rule = { ...aSilenceRule(), clearForMs: 2 * minute }
    const engine = engineOf([rule])
    read(engine, { ts: 0 })
    tick(engine, 10 * minute)
    expect(read(engine, { ts: 20 * minute })).toEqual([])
    expect(tick(engine, 22 * minute)).toEqual(['offline pump-1 cleared 600000>1320000'])
    expect(tick(engine, 30 * minute)).toEqual(['offline pump-1 raised 1800000>1800000'])
  })
})

describe('a no_data rule after a restart', () => {
  const heard = (receivedAt: number, online: boolean | null = null) => [{ equipment: 'pump-1', receivedAt, online }]

  it('counts from the start, not from the last arrival before it', () => {
    const engine = engineOf([aSilenceRule()], { startedAt: 100 * minute })
    engine.restore({ ...nothing, heard: heard(minute) })
    expect(tick(engine, 110 * minute - 1)).toEqual([])
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
  })

  it('still knows of a goodbye', () => {
    const engine = engineOf([aSilenceRule()], { startedAt: 100 * minute })
    engine.restore({ ...nothing, heard: heard(minute, false) })
    expect(tick(engine, 105 * minute)).toEqual(['offline pump-1 raised 6300000>6300000'])
  })

  it('of one metric still knows that the metric had been heard', () => {
    const engine = engineOf([aSilenceRule({ metric: 'flow' })], { startedAt: 100 * minute })
    const judged = [{ equipment: 'pump-1', metric: 'flow', ts: 1, receivedAt: minute }]
    engine.restore({ ...nothing, judged, heard: heard(minute) })
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
  })

  it('of one metric that was never heard raises nothing', () => {
    const engine = engineOf([aSilenceRule({ metric: 'flow' })], { startedAt: 100 * minute })
    engine.restore({ ...nothing, heard: heard(minute) })
    expect(tick(engine, 1000 * minute)).toEqual([])
  })

  it('goes on with a silence that had been raised', () => {
    const before = engineOf([aSilenceRule()])
    read(before, { ts: 0 })
    tick(before, 10 * minute)
    const states = before.unsaved().flatMap(({ state, ...rest }) => (state === null ? [] : [{ ...rest, state }]))
    const engine = engineOf([aSilenceRule()], { startedAt: 20 * minute })
    engine.restore({ ...nothing, states, heard: heard(0) })
    expect(tick(engine, 90 * minute)).toEqual([])
    expect(read(engine, { ts: 91 * minute })).toEqual(['offline pump-1 cleared 600000>5460000'])
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

  it('of rules that are gone is passed over', () => {
    const engine = engineOf([low])
    engine.restore({ ...nothing, states: [{ rule: 'gone', equipment: 'pump-1', state: '{"phase":"active"}' }] })
    expect(read(engine, { ts: 0, value: 0.1 })).toEqual([])
  })
})
