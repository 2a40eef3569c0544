import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellMs, createValueWindow } from '../../../server/rules/value-window.ts'

/** Readings some ms apart, in order. */
const readings = (most: number) =>
  fc.array(fc.record({ apart: fc.integer({ min: 1, max: most }), value: fc.integer({ min: -50, max: 50 }) }), {
    minLength: 1,
    maxLength: 400
  })

function timed(steps: readonly { apart: number; value: number }[]): [ts: number, value: number][] {
  let ts = 1_000_000
  return steps.map(({ apart, value }) => {
    ts += apart
    return [ts, value]
  })
}

/** The same over a list: what the window should say. */
function figuresOf(points: readonly [number, number][], edge: number, closed: boolean) {
  const values = points.filter(([ts]) => (closed ? ts >= edge : ts > edge)).map(([, value]) => value)
  const sum = values.reduce((total, value) => total + value, 0)
  const avg = sum / values.length
  const spread = values.reduce((total, value) => total + (value - avg) ** 2, 0)
  return {
    count: values.length,
    sum,
    avg,
    min: Math.min(...values),
    max: Math.max(...values),
    stddev: Math.sqrt(spread / values.length)
  }
}

describe('a window of readings', () => {
  it.each([true, false])('that come further apart than a cell says what a list of them would (closed: %s)', (closed) => {
    fc.assert(
      fc.property(readings(400), (steps) => {
        const span = 2400
        const window = createValueWindow(span, closed)
        const points = timed(steps.map(({ apart, value }) => ({ apart: apart + cellMs(span), value })))
        for (const [at, [ts, value]] of points.entries()) {
          window.add(ts, value)
          const expected = figuresOf(points.slice(0, at + 1), ts - span, closed)
          const figures = window.figures()
          expect(figures).toMatchObject({ count: expected.count, sum: expected.sum, min: expected.min, max: expected.max })
          expect(figures?.avg).toBeCloseTo(expected.avg, 9)
          expect(figures?.stddev).toBeCloseTo(expected.stddev, 9)
        }
      }),
      { numRuns: 50 }
    )
  })

  it('reaches back at most a cell too far, and holds at most 241 cells, whatever comes', () => {
    fc.assert(
      fc.property(readings(30), (steps) => {
        const span = 2400
        const window = createValueWindow(span, false)
        const points = timed(steps)
        for (const [at, [ts, value]] of points.entries()) {
          window.add(ts, value)
          const { count = 0 } = window.figures() ?? {}
          const seen = points.slice(0, at + 1)
          expect(count).toBeGreaterThanOrEqual(figuresOf(seen, ts - span, false).count)
          expect(count).toBeLessThanOrEqual(figuresOf(seen, ts - span - cellMs(span), false).count)
        }
        expect(window.cells().length / 6).toBeLessThanOrEqual(241)
      }),
      { numRuns: 50 }
    )
  })

  it('is the same when it is rebuilt from the readings since its oldest cell began', () => {
    fc.assert(
      fc.property(readings(60), (steps) => {
        const span = 2400
        const [whole, rebuilt] = [createValueWindow(span, true), createValueWindow(span, true)]
        const points = timed(steps)
        for (const [ts, value] of points) whole.add(ts, value)
        const newest = points.at(-1)?.[0] ?? 0
        const from = Math.floor((newest - span) / cellMs(span)) * cellMs(span)
        for (const [ts, value] of points) if (ts >= from) rebuilt.add(ts, value)
        expect(rebuilt.cells()).toEqual(whole.cells())
      }),
      { numRuns: 100 }
    )
  })

  it('holds its newest value when all have left, but counts nothing', () => {
    const window = createValueWindow(1000, false)
    expect(window.figures()).toBeUndefined()
    window.add(5000, 7)
    expect(window.exit()).toBe(6000)
    window.slide(6000)
    expect(window.exit()).toBe(Number.POSITIVE_INFINITY)
    expect(window.figures()).toEqual({ count: 0, sum: 0, avg: 7, min: 7, max: 7, stddev: 0 })
  })
})
