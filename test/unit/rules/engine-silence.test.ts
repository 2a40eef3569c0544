import { describe, expect, it } from 'vitest'
import type { NoDataCondition } from '../../../server/rules/rule.ts'
import { appear, engineOf, noMemory, read, say, tick } from '../../support/engine-day.ts'
import { aRule } from '../../support/rule-factories.ts'

const second = 1000
const minute = 60 * second

const aSilenceRule = (condition: Partial<NoDataCondition> = {}) =>
  aRule({ id: 'offline', condition: { type: 'no_data', metric: null, silenceMs: 10 * minute, ...condition } })

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
    engine.restore({ ...noMemory, heard: heard(minute) })
    expect(tick(engine, 110 * minute - 1)).toEqual([])
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
  })

  it('still knows of a goodbye', () => {
    const engine = engineOf([aSilenceRule()], { startedAt: 100 * minute })
    engine.restore({ ...noMemory, heard: heard(minute, false) })
    expect(tick(engine, 105 * minute)).toEqual(['offline pump-1 raised 6300000>6300000'])
  })

  it('of one metric still knows that the metric had been heard', () => {
    const engine = engineOf([aSilenceRule({ metric: 'flow' })], { startedAt: 100 * minute })
    const judged = [{ equipment: 'pump-1', metric: 'flow', ts: 1, receivedAt: minute }]
    engine.restore({ ...noMemory, judged, heard: heard(minute) })
    expect(tick(engine, 110 * minute)).toEqual(['offline pump-1 raised 6600000>6600000'])
  })

  it('of one metric that was never heard raises nothing', () => {
    const engine = engineOf([aSilenceRule({ metric: 'flow' })], { startedAt: 100 * minute })
    engine.restore({ ...noMemory, heard: heard(minute) })
    expect(tick(engine, 1000 * minute)).toEqual([])
  })

  it('goes on with a silence that had been raised', () => {
    const before = engineOf([aSilenceRule()])
    read(before, { ts: 0 })
    tick(before, 10 * minute)
    const states = before.unsaved().flatMap(({ state, ...rest }) => (state === null ? [] : [{ ...rest, state }]))
    const engine = engineOf([aSilenceRule()], { startedAt: 20 * minute })
    engine.restore({ ...noMemory, states, heard: heard(0) })
    expect(tick(engine, 90 * minute)).toEqual([])
    expect(read(engine, { ts: 91 * minute })).toEqual(['offline pump-1 cleared 600000>5460000'])
  })
})
