/** How long equipment ran in a span, as its own hour meter counted. */
import type { LogEquipment, LogReadings } from './log-port.ts'
import type { Span } from './spans.ts'

const meter = 'run_hours'
const dayMs = 86_400_000

/** Hours by equipment, of those whose meter was read in the span; a meter that begins anew loses what it had not told. */
export async function readRunningHours(
  readings: Pick<LogReadings, 'buckets'>,
  equipment: readonly LogEquipment[],
  { from, to, timezone }: Span & { timezone: string }
): Promise<Record<string, number>> {
  const hours: Record<string, number> = {}
  for (const { id, metrics } of equipment) {
    if (!metrics[meter]) continue
    const query = { equipment: id, metric: meter, from, to, step: dayMs, timezone }
    const days = await readings.buckets({ ...query, fn: 'max' })
    if (days.length === 0) continue
    const [first] = await readings.buckets({ ...query, to: Math.min(to, (days[0]?.[0] ?? from) + dayMs), fn: 'min' })
    let before = Number(first?.[1])
    let sum = 0
    for (const [, most] of days) {
      sum += Math.max(Number(most) - before, 0)
      before = Number(most)
    }
    hours[id] = sum
  }
  return hours
}
