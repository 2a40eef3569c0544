/** What the watch over the sensors costs a reading, and remembers of a sensor: processor time and bytes, in this process. */
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Reading } from '../../gateway/reading.ts'
import { loadPhysics } from '../../server/trust/physics.ts'
import { createSensorTrust } from '../../server/trust/sensor-trust.ts'
import { createRandom } from '../../simulators/random.ts'

const metrics = ['outlet_pressure', 'flow', 'frequency', 'motor_power', 'bearing_temp'] as const

/** `rounds` times all equipment, five values a message, as they would come at 20,000 readings a second. */
function measureTrust({ equipment = 10_000, rounds = 12 }: { equipment?: number; rounds?: number } = {}) {
  const trust = createSensorTrust({
    physics: loadPhysics(loadCatalogue()),
    kindOf: () => 'booster_pump',
    nameOf: (_equipment, metric) => metric
  })
  const ids = Array.from({ length: equipment }, (_, index) => `pump-${index}`)
  const rng = createRandom(1)
  const start = Date.UTC(2026, 0, 5)
  const before = process.memoryUsage()
  trust.judge(ids.map((id) => reading(id, 'running', true, start - 1000)))
  const after = process.memoryUsage()
  const costs: number[] = []
  let readings = 0
  for (let round = 0; round < rounds; round++) {
    const ts = start + round * 2500
    // As the pipeline has them: made anew for each group of 4,000 messages.
    for (let first = 0; first < equipment; first += 1000) {
      const batch: Reading[] = []
      for (const id of ids.slice(first, first + 1000)) {
        for (const metric of metrics) batch.push(reading(id, metric, 20 + rng.next(), ts))
      }
      const begun = process.cpuUsage()
      trust.judge(batch)
      const { user, system } = process.cpuUsage(begun)
      if (round >= rounds / 3) costs.push((user + system) / batch.length)
      readings += batch.length
    }
  }
  costs.sort((one, other) => one - other)
  return {
    equipment,
    readings,
    microsecondsPerReading: costs[Math.floor(costs.length / 2)] ?? Number.NaN,
    bytesPerEquipment: (after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed) / equipment,
    storedBytesPerEquipment: trust.memory().reduce((sum, { state }) => sum + state.length, 0) / equipment
  }
}

function reading(equipment: string, metric: string, value: number | boolean, ts: number): Reading {
  return { equipment, metric, value, ts, receivedAt: ts + 20, quality: 'good' }
}

/** A table of two sizes: one whose memory the processor's cache holds, and the largest site. */
export function reportTrust(): string {
  const rows = [measureTrust({ equipment: 200, rounds: 600 }), measureTrust({ equipment: 10_000, rounds: 12 })].map(
    ({ equipment, microsecondsPerReading, bytesPerEquipment, storedBytesPerEquipment }) =>
      [equipment, microsecondsPerReading.toFixed(3), Math.round(bytesPerEquipment), Math.round(storedBytesPerEquipment)].join(
        '\t'
      )
  )
  return ['equipment\tµs a reading\tbytes each\tstored bytes each', ...rows].join('\n')
}
