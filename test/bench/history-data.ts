/** A year of readings as pumps send them: every 10 s with a little jitter, pressure to 1 kPa, with a daily course. */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { createRandom } from '../support/random.ts'

export const sampleMs = 10_000
export const historyDays = 365
const dayMs = 86_400_000

export const historyPump = (index: number): string => `pump-${index}`

/** The readings of one day, as groups in the order of time. `start`: UTC midnight of the first day, ms. */
export function* historyDay(start: number, day: number, series: number): Generator<Arrival[]> {
  const random = createRandom(day + 1)
  const samplesOfGroup = Math.max(1, Math.floor(50_000 / series))
  const samples = dayMs / sampleMs
  const level = Array.from({ length: series }, () => 0)
  for (let first = 0; first < samples; first += samplesOfGroup) {
    const readings: Reading[] = []
    for (let sample = first; sample < Math.min(samples, first + samplesOfGroup); sample++) {
      const at = start + day * dayMs + sample * sampleMs
      const course = 0.42 + 0.03 * Math.sin((2 * Math.PI * sample) / samples)
      for (let index = 0; index < series; index++) {
        level[index] = 0.9 * (level[index] ?? 0) + (random.below(11) - 5) / 1000
        const value = Math.round((course + (level[index] ?? 0)) * 1000) / 1000
        const ts = at + random.below(40)
        readings.push({ equipment: historyPump(index), metric: 'outlet_pressure', ts, value, receivedAt: ts, quality: 'good' })
      }
    }
    yield [{ readings, events: [], presences: [], rejects: [] }]
  }
}
