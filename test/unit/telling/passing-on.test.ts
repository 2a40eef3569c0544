import { describe, expect, it } from 'vitest'
import { mostRounds, patienceMs, waitAfter } from '../../../server/telling/backoff.ts'
import { nextTry, retryAt, whyPassOn } from '../../../server/telling/passing-on.ts'
import { aDelivery } from '../../support/a-telling.ts'

describe('waiting', () => {
  it.each([
    [1, 0, 1_500],
    [1, 1, 2_000],
    [3, 1, 8_000],
    [20, 1, 300_000]
  ])('after %i failures, with chance %d, is %i ms', (failures, random, ms) => {
    expect(waitAfter(failures, { firstMs: 2_000, factor: 2, mostMs: 300_000 }, random)).toBe(ms)
  })

  it.each([1, 2, 3, 4, 5, 8])('for one of %i channels leaves time for all of them within a minute', (channels) => {
    expect(patienceMs(channels) * Math.min(channels, 60)).toBeLessThanOrEqual(60_000)
  })
})

describe('the next try', () => {
  it.each([
    ['the next channel at once', { step: 0 }, { step: 1, channel: 'two', nextAt: 100, failOverAt: null }],
    ['the first again after a wait', { step: 1 }, { step: 2, channel: 'one', nextAt: 26_350, failOverAt: null }],
    [
      'urgent: with its own deadline',
      { step: 0, lane: 'urgent' as const },
      { step: 1, channel: 'two', nextAt: 100, failOverAt: 15_100 }
    ],
    ['none after the last round', { step: mostRounds * 2 - 1 }, undefined],
    ['none without a channel', { chain: [] }, undefined]
  ])('is %s', (_, parts, next) => {
    expect(nextTry(aDelivery(parts), 100, 0.5)).toEqual(next)
  })

  it('on the same channel comes a few times, and not after the deadline', () => {
    expect(retryAt(aDelivery({ attempts: 1 }), 0, 1)).toBe(2_000)
    expect(retryAt(aDelivery({ attempts: 3, failOverAt: 5_000 }), 0, 0.999)).toBe(5_000)
    expect(retryAt(aDelivery({ attempts: 6 }), 0, 0.5)).toBeUndefined()
  })
})

describe('an urgent delivery goes on', () => {
  const urgent = { lane: 'urgent' as const, failOverAt: 1_000 }
  const around: Parameters<typeof whyPassOn>[1] = { now: 1_000, inUse: () => true, blockedUntil: null }
  it.each<[string, Parameters<typeof aDelivery>[0], typeof around, string | undefined]>([
    ['when its time is up', urgent, around, 'Not delivered in time.'],
    ['not before', urgent, { ...around, now: 999 }, undefined],
    [
      'when the channel takes nothing',
      { ...urgent, failOverAt: 9_000 },
      { ...around, blockedUntil: 1_001 },
      'The channel takes nothing at present.'
    ],
    ['not for a block that is over', { ...urgent, failOverAt: 9_000 }, { ...around, blockedUntil: 1_000 }, undefined],
    ['not without another channel', { ...urgent, chain: ['one'] }, around, undefined],
    ['not when it is not urgent', { failOverAt: null }, { ...around, blockedUntil: 9_000 }, undefined],
    ['whatever it is, when the channel is out of use', {}, { ...around, inUse: () => false }, 'The channel is out of use.']
  ])('%s', (_, parts, surroundings, why) => {
    expect(whyPassOn(aDelivery(parts), surroundings)).toBe(why)
  })
})
