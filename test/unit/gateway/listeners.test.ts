import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createListeners } from '../../../gateway/listeners.ts'
import { isWithin } from '../../../gateway/topics.ts'

const topic = 'facility/demo/pump-1/telemetry'

describe('listeners', () => {
  it.each<[filter: string, heard: boolean]>([
    [topic, true],
    ['#', true],
    ['facility/#', true],
    [`${topic}/#`, true],
    ['facility/+/+/telemetry', true],
    ['facility/demo/+/#', true],
    ['+/+/+/+', true],
    ['facility/demo/pump-1', false],
    ['facility/demo/pump-1/event', false],
    ['facility/demo/pump-1/telemetry/+', false],
    ['facility/+', false],
    ['', false]
  ])('with the filter %j hear it: %s', (filter, heard) => {
    const listeners = createListeners()
    listeners.add(filter, 'one')
    expect(listeners.hear(topic)).toBe(heard)
    listeners.remove(filter, 'one')
    expect(listeners.hear(topic)).toBe(false)
  })

  it('hear as long as one of them is left', () => {
    const listeners = createListeners()
    const [one, other] = [{}, {}]
    listeners.add(topic, one)
    listeners.add(topic, one)
    listeners.add('facility/#', one)
    listeners.add(topic, other)
    listeners.forget(one)
    expect(listeners.hear(topic)).toBe(true)
    expect(listeners.hear('facility/demo/pump-2/telemetry')).toBe(false)
    listeners.remove(topic, {})
    expect(listeners.hear(topic)).toBe(true)
    listeners.forget(other)
    expect(listeners.hear(topic)).toBe(false)
  })

  it('hear what one of the filters covers, whoever came and went', () => {
    const level = fc.constantFrom('a', 'b', '')
    const name = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'))
    const filter = fc
      .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }), fc.oneof(level, fc.constantFrom('#', '+')))
      .map(([levels, last]) => [...levels, last].join('/'))
    const step = fc.record({ filter, owner: fc.constantFrom('x', 'y'), does: fc.constantFrom('add', 'add', 'remove', 'forget') })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), name, (steps, heard) => {
        const listeners = createListeners()
        const model: Record<string, Set<string>> = { x: new Set(), y: new Set() }
        for (const { filter, owner, does } of steps) {
          if (does === 'add') listeners.add(filter, owner)
          else if (does === 'remove') listeners.remove(filter, owner)
          else listeners.forget(owner)
          if (does === 'add') model[owner]?.add(filter)
          else if (does === 'remove') model[owner]?.delete(filter)
          else model[owner]?.clear()
        }
        const filters = Object.values(model).flatMap((of) => [...of])
        expect(listeners.hear(heard)).toBe(filters.some((of) => isWithin(heard, of)))
      })
    )
  })
})
