/** The sample site's plant as the service would hear it, minute by minute; nothing is sent, no clock is waited for. */
import type { Reading } from '../../gateway/reading.ts'
import { createFaultSchedule, type FaultPlan } from '../../simulators/faults.ts'
import { createPlant, type PlantSnapshot } from '../../simulators/plant.ts'
import { historyMode } from '../../simulators/sampler.ts'
import { loadSite, type SimulatedEquipment, type SimulatedSite } from '../../simulators/site.ts'
import { createTelemetry } from '../../simulators/telemetry.ts'

export const demoSite = loadSite(new URL('../../simulators/sites/demo.yaml', import.meta.url).pathname)

/** Monday 2025-11-24 00:00 in Shanghai. */
export const mondayMidnight = Date.UTC(2025, 10, 23, 16)

export type SimulatedReadings = {
  site?: SimulatedSite
  seed?: string
  startAt?: number
  hours: number
  /** Their delays count from the start. */
  faults?: readonly FaultPlan[]
  /** Goes on where another plant was; `startAt` is then its time. */
  restore?: PlantSnapshot
  /** Gets the plant as it is in the end. */
  onEnd?: (snapshot: PlantSnapshot) => void
}

/** A site of these equipment only, with the sample site's zone. */
export function siteOf(equipment: readonly SimulatedEquipment[]): SimulatedSite {
  return { ...demoSite, equipment: [...equipment], devices: [] }
}

/** What arrived together, in order; each reading came as soon as it was taken. */
export function* simulatedReadings(options: SimulatedReadings): Generator<{ now: number; readings: Reading[] }> {
  const { site = demoSite, seed = '1', hours, faults = [], restore } = options
  const startAt = restore?.t ?? options.startAt ?? mondayMidnight
  const schedule = createFaultSchedule()
  for (const plan of faults) schedule.add(plan, startAt)
  const plant = createPlant({ site, seed, startAt, faults: schedule, ...(restore && { restore }) })
  const telemetry = createTelemetry({ site: site.site.id, plant, faults: schedule })
  const until = startAt + hours * 3_600_000
  while (plant.t < until) {
    plant.step(2)
    telemetry.collect(plant.t, historyMode)
    const readings: Reading[] = []
    for (const { equipment, payload } of telemetry.flush()) {
      for (const sample of [payload].flat()) {
        if (!('values' in sample)) continue
        for (const [metric, value] of Object.entries(sample.values)) {
          readings.push({ equipment, metric, value, ts: sample.ts, receivedAt: plant.t, quality: 'good' })
        }
      }
    }
    if (readings.length > 0) yield { now: plant.t, readings }
  }
  options.onEnd?.(plant.snapshot())
}
