/** Who wants to go where: down to the street in the morning, home in the evening. */
import type { Random } from '../random.ts'
import { numberAttribute, type SimulatedEquipment } from '../site.ts'

/** Landing indexes, the lowest is 0. */
export type Call = { from: number; to: number }

/** Share of calls that go to the ground floor or the garage. */
function downwardShare(hour: number): number {
  if (hour >= 6 && hour < 9.5) return 0.85
  if (hour >= 17 && hour < 20.5) return 0.15
  return 0.5
}

export function drawCall(hour: number, landings: number, equipment: SimulatedEquipment, rng: Random): Call {
  const ground = Math.max(0, -numberAttribute(equipment, 'lowest_floor', -1))
  const home = Math.min(landings - 1, ground + 1 + Math.floor(rng.next() * Math.max(1, landings - ground - 1)))
  const street = rng.chance(0.2) ? 0 : ground
  return rng.chance(downwardShare(hour)) ? { from: home, to: street } : { from: street, to: home }
}
