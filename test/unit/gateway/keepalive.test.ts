import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchKeepalive } from '../../../gateway/keepalive.ts'

// keepalive 1 s: a line may be silent for 1500 ms
let heardAt: number
let isBusy: boolean
let lostAt: number | undefined
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  heardAt = 0
  isBusy = false
  lostAt = undefined
  stop = watch(1)
})

afterEach(() => {
  stop()
  vi.useRealTimers()
})

function watch(seconds: number): () => void {
  return watchKeepalive({
    seconds,
    heardAt: () => heardAt,
    isBusy: () => isBusy,
    now: () => Date.now(),
    lost() {
      lostAt = Date.now()
    }
  })
}

/** Lets time pass until `ms`. */
const pass = (ms: number) => vi.advanceTimersByTime(ms - Date.now())

/** ms; a turn of the event loop is 1 ms of the clock here. */
function expectLostAt(ms: number): void {
  expect(lostAt).toBeGreaterThanOrEqual(ms)
  expect(lostAt).toBeLessThan(ms + 5)
}

describe('a line that says nothing', () => {
  it('is lost after one and a half times its keepalive', () => {
    pass(1499)
    expect(lostAt).toBeUndefined()
    pass(1510)
    expectLostAt(1500)
  })

  it('is lost that long after it was last heard', () => {
    pass(1000)
    heardAt = 1000
    pass(10_000)
    expectLostAt(2500)
  })

  it('is not lost while we do not listen, and has its whole time when we do again', () => {
    isBusy = true
    pass(4400)
    isBusy = false
    pass(5900)
    expect(lostAt).toBeUndefined()
    pass(10_000)
    expectLostAt(6000)
  })

  it('is heard when what it sent is read only after the time was up', () => {
    stop()
    setTimeout(() => setImmediate(() => (heardAt = Date.now())), 1500)
    stop = watch(1)
    pass(2000)
    expect(lostAt).toBeUndefined()
    pass(10_000)
    expectLostAt(3000)
  })

  it('without a keepalive is never lost', () => {
    stop()
    stop = watch(0)
    pass(1e9)
    expect(lostAt).toBeUndefined()
  })

  it('is not lost after its watch was stopped', () => {
    stop()
    pass(10_000)
    expect(lostAt).toBeUndefined()
  })
})
