import { describe, expect, it } from 'vitest'
import type { Value } from '../../../simulators/models/model.ts'
import { catalogue, demoSite, kindOf, midnight, runJudged } from './judged-plant.ts'

const day = runJudged({ startAt: midnight, seconds: 86_400, mode: 'history' })

function series(equipment: string, metric: string): { hour: number; value: number }[] {
  return day.sent.flatMap(({ equipment: id, sample }) => {
    const value = sample.values[metric]
    if (id !== equipment || value === undefined) return []
    return [{ hour: (sample.ts - midnight) / 3_600_000, value: Number(value) }]
  })
}

function mean(equipment: string, metric: string, fromHour: number, toHour: number): number {
  const values = series(equipment, metric).filter(({ hour }) => hour >= fromHour && hour < toHour)
  return values.reduce((sum, { value }) => sum + value, 0) / values.length
}

function complaintAbout(kind: string | undefined, metric: string, value: Value): string | undefined {
  const spec = catalogue.get(kind ?? '')?.metrics[metric]
  if (!spec) return 'unknown metric'
  const { min, max, normal, words = {} } = spec
  const type = spec.type === 'counter' ? 'number' : spec.type
  if (typeof value !== type) return `expected a ${type}`
  if (typeof value === 'string' && !Object.hasOwn(words, value)) return 'unknown word'
  if (isOutside(value, { min, max })) return 'not plausible'
  if (normal && 'is' in normal) return normal.is === value ? undefined : 'not normal'
  return normal && isOutside(value, normal) ? 'not normal' : undefined
}

function isOutside(value: Value, { min, max }: { min?: number | undefined; max?: number | undefined }): boolean {
  return typeof value === 'number' && (value < (min ?? value) || value > (max ?? value))
}

describe('a normal day at the sample site', () => {
  it('raises no alarm of the default rules', () => {
    expect(day.raised).toEqual([])
    expect(day.events).toEqual([])
  })

  it('raises none with another seed either, nor in live sampling at the morning peak', () => {
    expect(runJudged({ seed: 'other', startAt: midnight, seconds: 43_200, mode: 'history' }).raised).toEqual([])
    expect(runJudged({ startAt: midnight + 7.5 * 3_600_000, seconds: 1200, mode: 'live' }).raised).toEqual([])
  })

  it('sends only metrics, words and values that the catalogue knows and calls normal', () => {
    const wrong = new Set<string>()
    for (const { equipment, sample } of day.sent) {
      for (const [metric, value] of Object.entries(sample.values)) {
        const complaint = complaintAbout(kindOf(equipment), metric, value)
        if (complaint) wrong.add(`${equipment}.${metric} = ${value}: ${complaint}`)
      }
    }
    expect([...wrong]).toEqual([])
  })

  it('hears from every equipment, with every metric the catalogue demands of a running log', () => {
    for (const { id } of demoSite.equipment) expect(day.sent.some(({ equipment }) => equipment === id)).toBe(true)
    for (const metric of ['outlet_pressure', 'frequency', 'flow', 'tank_level', 'motor_power', 'bearing_temp']) {
      expect(series('pump-1', metric).length).toBeGreaterThan(300)
    }
  })

  it('never lets a counter fall, nor time run backwards', () => {
    const last = new Map<string, { ts: number; value: number }>()
    const wrong: string[] = []
    for (const { equipment, sample } of day.sent) {
      for (const [metric, value] of Object.entries(sample.values)) {
        const name = `${equipment}.${metric}`
        const before = last.get(name)
        const counts = catalogue.get(kindOf(equipment) ?? '')?.metrics[metric]?.type === 'counter'
        if (before && sample.ts <= before.ts) wrong.push(`${name} at ${sample.ts}`)
        if (before && counts && Number(value) < before.value) wrong.push(`${name} fell to ${value}`)
        last.set(name, { ts: sample.ts, value: Number(value) })
      }
    }
    expect(wrong).toEqual([])
  })

  it('draws little water at night and most in the evening, with frequency and power following', () => {
    for (const metric of ['flow', 'frequency', 'motor_power', 'bearing_temp']) {
      expect(mean('pump-1', metric, 1, 5)).toBeLessThan(mean('pump-1', metric, 12, 15))
      expect(mean('pump-1', metric, 12, 15)).toBeLessThan(mean('pump-1', metric, 19, 21))
    }
  })

  it('holds the outlet pressure within 0.03 MPa of its set point nearly all day', () => {
    const values = series('pump-1', 'outlet_pressure')
    const off = values.filter(({ value }) => Math.abs(value - 0.4) > 0.03)
    expect(off.length / values.length).toBeLessThan(0.02)
  })

  it('fills the pit in 10 to 60 min and pumps it out again, at most 6 times an hour', () => {
    const starts = series('sump-1', 'running').filter(({ value }) => value === 1)
    const hours = [...new Set(starts.map(({ hour }) => hour))]
    const starting = series('sump-1', 'start_count')
    const count = (starting.at(-1)?.value ?? 0) - (starting[0]?.value ?? 0)
    expect(hours.length).toBeGreaterThan(20)
    expect(count).toBeGreaterThan(24)
    expect(count).toBeLessThan(144)
  })

  it('loses 0.005 to 0.02 MPa an hour in the fire network and refills it with a few jockey starts', () => {
    const counts = series('jockey-1', 'start_count')
    const count = (counts.at(-1)?.value ?? 0) - (counts[0]?.value ?? 0)
    expect(count).toBeGreaterThanOrEqual(2)
    expect(count).toBeLessThanOrEqual(12)
  })

  it('makes lift trips in the morning and few at night', () => {
    const trips = (from: number, to: number) =>
      series('lift-1', 'car_moving').filter(({ hour, value }) => hour >= from && hour < to && value === 1).length
    expect(trips(7.5, 9)).toBeGreaterThan(20)
    expect(trips(1, 4)).toBeLessThan(trips(7.5, 9) / 4)
  })

  it('is the same day again with the same seed', () => {
    const again = runJudged({ startAt: midnight, seconds: 600, mode: 'live' })
    expect(runJudged({ startAt: midnight, seconds: 600, mode: 'live' }).sent).toEqual(again.sent)
    expect(runJudged({ seed: '2', startAt: midnight, seconds: 600, mode: 'live' }).sent).not.toEqual(again.sent)
  })
})
