/** A repair is proven by the telemetry: on a real database, over restarts, with a clock that only the test moves. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../server/database/database.ts'
import { openTestDatabase } from '../support/databases.ts'
import { type DeskHouse, engineer, openDeskHouse } from '../support/desk-house.ts'

const minute = 60_000
let house: DeskHouse
beforeEach(async () => {
  house = await openDeskHouse(openTestDatabase)
})
afterEach(() => house.close())

const first = async () => (await house.tickets()).at(-1)
const words = async () => (await house.timeline((await first())?.id ?? '')).map(({ type }) => type)
const confirmations = async () => (await words()).filter((type) => type === 'effect_confirmed').length

/** Raised and worked on; `clear` before the repair is written down. */
async function repaired({ clear = true, clearForMs = 0 } = {}) {
  const raise = house.raised('pump-1', { clearForMs })
  const { tickets } = await house.settle(raise)
  const id = tickets[0]?.id ?? ''
  house.clock.advance(minute)
  if (clear) await house.settle(house.cleared(raise))
  for (const [action, body] of [
    ['accept', {}],
    ['arrive', {}],
    ['resolve', { result: '更换密封' }]
  ] as const) {
    await house.desk.act(id, action, body, engineer)
  }
  return { id, raise, resolvedAt: house.clock.now() }
}

describe('an automatic ticket that was resolved', () => {
  it('is ready to be verified once the telemetry stayed normal for 10 min, and says so once', async () => {
    const { id, resolvedAt } = await repaired()
    expect(await house.advance(10 * minute - 1)).toMatchObject({ tickets: [] })
    expect(await first()).toMatchObject({ readyAt: null, checkAt: resolvedAt + 10 * minute })
    expect(await house.advance(1)).toMatchObject({ tickets: [{ id, readyAt: resolvedAt + 10 * minute, checkAt: null }] })
    expect((await house.timeline(id)).at(-1)).toEqual({
      at: resolvedAt + 10 * minute,
      type: 'effect_confirmed',
      actor: null,
      detail: { since: new Date(resolvedAt).toISOString(), hold: 10 * minute }
    })
    expect(await house.advance(60 * minute)).toMatchObject({ tickets: [] })
    expect(await confirmations()).toBe(1)
  })

  it('waits for the off-delay of its rule where that is longer', async () => {
    const { resolvedAt } = await repaired({ clearForMs: 30 * minute })
    await house.advance(29 * minute)
    expect(await first()).toMatchObject({ readyAt: null })
    await house.advance(minute)
    expect(await first()).toMatchObject({ readyAt: resolvedAt + 30 * minute })
  })

  it('counts from the end of the condition when that was still there', async () => {
    const { raise } = await repaired({ clear: false })
    await house.advance(4 * minute)
    await house.settle(house.cleared(raise))
    const clearedAt = house.clock.now()
    await house.advance(10 * minute - 1)
    expect(await first()).toMatchObject({ readyAt: null })
    await house.advance(1)
    expect(await first()).toMatchObject({ readyAt: clearedAt + 10 * minute })
  })

  it('is not proven by equipment that says nothing', async () => {
    await repaired()
    await house.advance(5 * minute)
    const silence = house.raised('pump-1', { id: 'booster_pump.offline', severity: 'minor' })
    await house.settle(silence)
    await house.advance(30 * minute)
    expect(await first()).toMatchObject({ readyAt: null })
    await house.settle(house.cleared(silence))
    await house.advance(20 * minute)
    expect(await confirmations()).toBe(1)
  })

  it('goes back to work by a new raise, and is looked at no more', async () => {
    const { id } = await repaired()
    await house.advance(10 * minute)
    expect(await first()).toMatchObject({ status: 'resolved', readyAt: expect.any(Number) })
    await house.settle(house.raised('pump-1'))
    expect(await first()).toMatchObject({ id, status: 'assigned', readyAt: null, checkAt: null })
    await house.advance(60 * minute)
    expect(await confirmations()).toBe(1)
  })

  it('is looked at after a restart, at once when that was due meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-effect-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    await house.close()
    house = await openDeskHouse(() => openDatabase(join(folder, 'wuxun.sqlite')))
    await repaired()
    await house.advance(5 * minute)
    await house.restart()
    await house.advance(4 * minute)
    expect(await confirmations()).toBe(0)
    house.clock.advance(30 * minute)
    await house.restart()
    expect(await confirmations()).toBe(1)
    await house.restart()
    await house.advance(60 * minute)
    expect(await confirmations()).toBe(1)
  })

  it('may be verified sooner, and is looked at no more', async () => {
    const { id } = await repaired()
    await house.desk.act(id, 'verify', {}, { id: 'chen', name: '陈经理', role: 'manager' })
    await house.advance(60 * minute)
    expect(await words()).not.toContain('effect_confirmed')
  })
})
