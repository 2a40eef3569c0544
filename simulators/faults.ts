/** Which fault plays where and when. */
import { z } from 'zod'
import { faultsOf, measuredBy } from './models/registry.ts'
import { readSensorFault, sensorFaultKinds } from './sensor-faults.ts'
import type { SimulatedSite } from './site.ts'

/**
 * A fault with its times in ms after the start of live running; `duration` absent: until the end. `dependants`: what the
 * equipment feeds loses its supply with it.
 */
export type FaultPlan = { name: string; equipment: string; delay: number; duration?: number; dependants?: boolean }

/** How each kind of equipment loses its supply: by the first of these it knows. */
const supplyFaults = ['power_loss', 'mains_lost']

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** "90s", "5m", "24h" in ms. */
export const durationMs = z.string().transform((text, context) => {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text)
  const unit = unitMs[match?.[2] ?? '']
  if (unit !== undefined) return Number(match?.[1]) * unit
  context.addIssue({ code: 'custom', message: `expected a duration such as 30s, 10m or 24h, got "${text}"` })
  return z.NEVER
})

/** `name:equipment[:delay[:duration]]`. Throws an Error of one line. */
export function parseFault(text: string): FaultPlan {
  const [name, equipment, delay, duration, ...rest] = text.split(':')
  if (!name || !equipment || rest.length > 0) {
    throw new Error(`--fault expects name:equipment[:delay[:duration]], got "${text}"`)
  }
  const times = z.tuple([durationMs, durationMs.optional()]).safeParse([delay || '0s', duration])
  if (!times.success) throw new Error(`--fault ${text}: ${times.error.issues[0]?.message ?? 'wrong time'}`)
  return { name, equipment, delay: times.data[0], ...(times.data[1] !== undefined && { duration: times.data[1] }) }
}

/** Throws an Error of one line when the site has no such equipment or its model no such fault. */
export function checkFault(plan: FaultPlan, site: SimulatedSite): void {
  const equipment = site.equipment.find((candidate) => candidate.id === plan.equipment)
  if (!equipment) throw new Error(`fault ${plan.name}: the site has no equipment "${plan.equipment}"`)
  const known = faultsOf(equipment.kind) ?? {}
  const sensor = readSensorFault(plan.name)
  if (plan.name in known || (sensor && measuredBy(equipment.kind).includes(sensor.metric))) return
  const ofSensors = `${Object.keys(sensorFaultKinds).join(', ')} of one metric, such as stuck.${measuredBy(equipment.kind)[0]}`
  throw new Error(`fault ${plan.name}: ${equipment.kind} knows only ${Object.keys(known).join(', ')}, and ${ofSensors}`)
}

/** The fault and, where it asks for them, those of everything it feeds, to any depth. */
export function withDependants({ dependants, ...plan }: FaultPlan, site: SimulatedSite): FaultPlan[] {
  if (!dependants) return [plan]
  const byId = new Map(site.equipment.map((equipment) => [equipment.id, equipment]))
  const fed = new Set<string>()
  const open = [plan.equipment]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of byId.get(id)?.feeds ?? []) {
      if (fed.has(next) || next === plan.equipment) continue
      fed.add(next)
      open.push(next)
    }
  }
  const plans = [...fed].flatMap((equipment) => {
    const known = faultsOf(byId.get(equipment)?.kind ?? '') ?? {}
    const name = supplyFaults.find((fault) => fault in known)
    return name === undefined ? [] : [{ ...plan, name, equipment }]
  })
  return [plan, ...plans]
}

export type FaultSchedule = {
  /** `from`: the plant's time that the plan's delay counts from. */
  add(plan: FaultPlan, from: number): void
  /** Active faults of one equipment → seconds since each began. */
  active(equipment: string, t: number): ReadonlyMap<string, number>
}

const none: ReadonlyMap<string, number> = new Map()

export function createFaultSchedule(): FaultSchedule {
  const planned = new Map<string, { name: string; from: number; to: number }[]>()
  return {
    add(plan, from) {
      const start = from + plan.delay
      const entry = { name: plan.name, from: start, to: start + (plan.duration ?? Number.POSITIVE_INFINITY) }
      planned.set(plan.equipment, [...(planned.get(plan.equipment) ?? []), entry])
    },
    active(equipment, t) {
      const current = (planned.get(equipment) ?? []).filter(({ from, to }) => from <= t && t < to)
      if (current.length === 0) return none
      return new Map(current.map(({ name, from }) => [name, (t - from) / 1000]))
    }
  }
}
