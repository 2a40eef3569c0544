import { describe, expect, it } from 'vitest'
import { createDueRunner } from '../../server/app/due-runner.ts'
import { createGate } from '../support/gate.ts'

function build(due: number | undefined, work: () => Promise<void> = async () => undefined) {
  const told: unknown[] = []
  let ticks = 0
  const runner = createDueRunner({
    due: () => due,
    run() {
      ticks += 1
      return work()
    },
    now: () => 1000,
    failed: (error) => told.push(error)
  })
  return { runner, told, ticks: () => ticks }
}

describe('what drives a part that has something due', () => {
  for (const [due, ticks] of [
    [undefined, 0],
    [1001, 0],
    [1000, 1],
    [5, 1]
  ] as const) {
    it(`has it tick ${ticks} times at 1000 when ${due ?? 'nothing'} is due`, async () => {
      const house = build(due)
      house.runner.tick()
      await house.runner.stop()
      expect(house.ticks()).toBe(ticks)
      expect(house.told).toEqual([])
    })
  }

  it('waits for a tick that takes long', async () => {
    const gate = createGate()
    const house = build(5, () => gate.passed)
    house.runner.tick()
    house.runner.tick()
    expect(house.ticks()).toBe(1)
    gate.open()
    await house.runner.stop()
    house.runner.tick()
    expect(house.ticks()).toBe(2)
    await house.runner.stop()
  })

  it('tells a failure, and goes on', async () => {
    const error = new Error('the database does not answer')
    const house = build(5, () => Promise.reject(error))
    house.runner.tick()
    await house.runner.stop()
    expect(house.told).toEqual([error])
  })
})
