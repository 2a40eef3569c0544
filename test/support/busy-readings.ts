/** The readings of a number: some series, over some closed days, no two numbers alike. */
import type { Reading } from '../../gateway/reading.ts'
import { aReading } from './field-factories.ts'

export const busySeries = ['pump-0', 'pump-1', 'pump-2', 'pump-3']
export const busyStart = Date.UTC(2025, 0, 30)
const readingsOfNumber = 40
const days = 4

export function busyReadings(number: number): Reading[] {
  return Array.from({ length: readingsOfNumber }, (_, index) => {
    const ts = busyStart + (index % days) * 86_400_000 + number * 1000 + Math.floor(index / days)
    return aReading({ equipment: busySeries[(number + index) % busySeries.length] ?? '', ts, value: number, receivedAt: ts })
  })
}
