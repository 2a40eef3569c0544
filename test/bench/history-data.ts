/** A year of readings as pumps send them: every 10 s with a little jitter, pressure to 1 kPa, with a daily course. */
import { DuckDBInstance } from '@duckdb/node-api'
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

/**
 * The same days, written into the tables of a journal that is closed: a hundred million readings one by one would take
 * hours. All of them belong to group `seq`, and the series must be known. Returns their number.
 */
export async function writeDays(file: string, days: { seq: number; from: number; to: number }): Promise<number> {
  const { seq, from, to } = days
  const instance = await DuckDBInstance.create(file, { threads: '1', memory_limit: '2GB' })
  try {
    const connection = await instance.connect()
    const result = await connection.run(`
      INSERT INTO readings
      SELECT ${seq}, sample, id, ts, round(0.42 + 0.03 * sin(2 * pi() * sample * ${sampleMs} / ${dayMs}) + level / 1000, 3),
        NULL, ts, false
      FROM (SELECT id, sample, ${from} + sample * ${sampleMs} + ${dice(1, 39)} AS ts, ${wandering} AS level
            FROM range(${Math.ceil((to - from) / sampleMs)}) AS samples(sample), series)
      WHERE ts < ${to} ORDER BY sample, id`)
    connection.closeSync()
    return result.rowsChanged
  } finally {
    instance.closeSync()
  }
}

/** 1 to `sides`, always the same for a series and a time. */
function dice(salt: number, sides: number, sample = 'sample'): string {
  return `(hash(id, ${sample}, ${salt}) % ${sides} + 1)::BIGINT`
}

/** Its last eight steps, the older the fainter: close to what `historyDay` does reading by reading. */
const wandering = Array.from(
  { length: 8 },
  (_, age) => `${(0.9 ** age).toFixed(3)} * (${dice(2, 11, `sample - ${age}`)} - 6)`
).join(' + ')
