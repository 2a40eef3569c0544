import { describe, expect, it } from 'vitest'
import type { CheckItem } from '../../../server/contract/site.ts'
import { compare } from '../../../server/patrol/comparison.ts'

type GaugeItem = Extract<CheckItem, { type: 'number' }>
const item = (tolerance?: number): GaugeItem => ({
  id: 'p',
  text: '出水压力',
  photo: false,
  type: 'number',
  sensor: { equipment: 'pump-1', metric: 'outlet_pressure', ...(tolerance !== undefined && { tolerance }) }
})
const measured = (value: number, span: number | null = null) => ({ value, at: 1000, span })

describe('A typed number', () => {
  it.each([
    ['within 5 %', 0.44, measured(0.42), undefined, true, 0.02, 0.021],
    ['beyond 5 %', 0.45, measured(0.42), undefined, false, 0.03, 0.021],
    ['below by more than 5 %', 0.39, measured(0.42), undefined, false, -0.03, 0.021],
    ['near zero, within 1 % of the range', 0.02, measured(0, 2.5), undefined, true, 0.02, 0.025],
    ['near zero, beyond it', 0.03, measured(0, 2.5), undefined, false, 0.03, 0.025],
    ['within its own tolerance', 0.5, measured(0.42), 0.08, true, 0.08, 0.08],
    ['beyond its own tolerance, within 5 %', 0.43, measured(0.42), 0.005, false, 0.01, 0.005],
    ['of a negative temperature', -21, measured(-20), undefined, true, -1, 1]
  ])('%s', (_, typed, reading, tolerance, agrees, difference, allowed) => {
    expect(compare(item(tolerance), typed, reading)).toMatchObject({ agrees, difference, tolerance: allowed, measuredAt: 1000 })
  })

  it('without a fresh reading is not compared', () => {
    expect(compare(item(), 0.4, undefined)).toMatchObject({ typed: 0.4, measured: null, difference: null, agrees: null })
  })

  it('of what has no sensor is nothing to compare', () => {
    expect(compare({ id: 'p', text: '水位', photo: false, type: 'number' }, 1, measured(1))).toBeUndefined()
  })
})
