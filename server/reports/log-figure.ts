import type { Value } from './log-port.ts'
import type { Span } from './spans.ts'

/** Of one series in one span. Figures are rounded to 6 digits; null without a reading. */
export type LogFigure = {
  avg: number | null
  min: number | null
  max: number | null
  last: Value | null
  count: number
  /** 缺测: nothing came in these times (ms). */
  gaps: Span[]
}

export const noFigure: Readonly<LogFigure> = { avg: null, min: null, max: null, last: null, count: 0, gaps: [] }

/** Sums of the same readings in another order differ in the last bits: what is signed must not. */
export function digits(value: number): number {
  return Number(value.toPrecision(6))
}
