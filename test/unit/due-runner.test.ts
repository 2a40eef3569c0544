import { describe, expect, it } from 'vitest'
import { createDueRunner } from '../../server/app/due-runner.ts'
import { createGate } from '../support/gate.ts'

const settlement = { alarms: [], tickets: [] }

function build(due: number | undefined, tick: () => Promise<typeof settlement> = async () => settlement) {
  const told: unknown[] = []
  let ticks = 0
  const runner = createDueRunner({
    desk: {
      due: () => due,
      tick() {
        ticks += 1
        return tick()
      }
    },
    now: () => 1000,
    settled: (each) => told.push(each),
    failed: (error) => told.push(error)
  })
  return { runner, told, ticks: () => ticks }
}

describe('what drives the desk', () => {
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
      expect(house.told).toEqual(Array(ticks).fill(settlement))
    })
  }

  it('waits for a tick that takes long', async () => {
    const gate = createGate()
    const house = build(5, async () => {
      await gate.passed
      return settlement
    })
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
