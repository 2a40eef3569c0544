/** From the plant's values to messages: samples them, and plays the faults of the line. */
import { formatTopic } from '../gateway/topics.ts'
import type { FaultSchedule } from './faults.ts'
import type { Values } from './models/model.ts'
import type { Plant, PlantEvent } from './plant.ts'
import { createSampler, type SamplerMode } from './sampler.ts'
import { createSensorFaults } from './sensor-faults.ts'

export type Sample = { ts: number; values: Values }
export type Outgoing = { equipment: string; topic: string; payload: Sample | Sample[] | { ts: number; code: string } }

export type Telemetry = {
  /** Takes what is due at the plant's present second; `ts` stamps it. Keeps it until `flush`. */
  collect(ts: number, mode: SamplerMode): void
  event(event: PlantEvent, ts: number): Outgoing
  /** What was collected, as messages of at most 500 values; only full ones when `fullOnly`. */
  flush(fullOnly?: boolean): Outgoing[]
}

const valuesPerMessage = 500

type TelemetryOptions = { site: string; plant: Plant; faults: FaultSchedule }

export function createTelemetry({ site, plant, faults }: TelemetryOptions): Telemetry {
  const sources = plant.equipment.map((equipment) => ({
    ...equipment,
    sampler: createSampler(equipment.id, equipment.sampling),
    transmitters: createSensorFaults(equipment.id),
    topic: formatTopic({ type: 'telemetry', site, id: equipment.id }),
    frozen: undefined as Values | undefined,
    samples: [] as Sample[],
    count: 0
  }))

  return {
    collect(ts, mode) {
      for (const source of sources) {
        const active = faults.active(source.id, plant.t)
        if (active.has('silent')) continue
        const frozen = active.has('stuck') ? (source.frozen ?? source.values()) : undefined
        source.frozen = frozen
        const shown = () => frozen ?? (active.size > 0 ? source.transmitters.show(source.values(), active) : source.values())
        const due = source.sampler.take(ts, shown, mode)
        if (!due) continue
        source.samples.push({ ts: ts - behindMs(active.get('skew')), values: due })
        source.count += Object.keys(due).length
      }
    },
    event: ({ equipment, code }, ts) => ({
      equipment,
      topic: formatTopic({ type: 'event', site, id: equipment }),
      payload: { ts, code }
    }),
    flush(fullOnly = false) {
      const outgoing: Outgoing[] = []
      for (const source of sources) {
        const { id: equipment, topic } = source
        while (source.samples.length > 0 && (!fullOnly || source.count >= valuesPerMessage)) {
          let count = 0
          const batch: Sample[] = []
          for (const sample of source.samples) {
            count += Object.keys(sample.values).length
            if (count > valuesPerMessage && batch.length > 0) break
            batch.push(sample)
          }
          source.samples = source.samples.slice(batch.length)
          source.count = source.samples.reduce((sum, { values }) => sum + Object.keys(values).length, 0)
          outgoing.push({ equipment, topic, payload: batch.length === 1 && batch[0] ? batch[0] : batch })
        }
      }
      return outgoing
    }
  }
}

/** A clock that was set wrong by 3 min when the fault began, and loses another 6 s an hour. */
function behindMs(seconds: number | undefined): number {
  return seconds === undefined ? 0 : Math.round(180_000 + (seconds / 3600) * 6000)
}
