/** All machines of a site in one world, stepped second by second (history in steps of two). */
import type { FaultSchedule } from './faults.ts'
import type { Machine, MachineInput, MachineSnapshot, SimulatedEvent, Values, World } from './models/model.ts'
import { registeredModels } from './models/registry.ts'
import type { SimulatedSite } from './site.ts'
import { createSiteClock } from './site-clock.ts'

export type PlantSnapshot = { t: number; world: World; machines: Record<string, MachineSnapshot> }

export type Plant = {
  /** The plant's present time, ms since the epoch. */
  readonly t: number
  readonly equipment: readonly PlantEquipment[]
  /** Goes on by so many seconds, at most 2. Returns the events that happened in them. */
  step(seconds?: number): PlantEvent[]
  snapshot(): PlantSnapshot
}
export type PlantEquipment = { id: string; sampling: Readonly<Record<string, number>>; values(): Values }
export type PlantEvent = SimulatedEvent & { equipment: string }

type PlantOptions = {
  site: SimulatedSite
  seed: string
  startAt: number
  faults: FaultSchedule
  restore?: PlantSnapshot
}

/** Equipment of kinds without a model stays silent. */
export function createPlant({ site, seed, startAt, faults, restore }: PlantOptions): Plant {
  const clock = createSiteClock(site.site.timezone)
  let t = startAt
  let world: World = restore?.world ?? { fireNetworkPressure: 0.52, firePumpRunning: false }

  function inputFor(id: string, dt: number): MachineInput {
    return { t, dt, hour: clock.hour(t), day: clock.day(t), world, faults: faults.active(id, t) }
  }
  const machines: Machine[] = registeredModels.flatMap((model) =>
    site.equipment
      .filter(({ kind }) => kind === model.kind)
      .map((equipment) => {
        const saved = restore?.machines[equipment.id]
        return model.create({ equipment, seed, start: inputFor(equipment.id, 1), ...(saved && { restore: saved }) })
      })
  )

  return {
    get t() {
      return t
    },
    equipment: machines.map(({ equipment, sampling, values }) => ({ id: equipment.id, sampling, values })),
    step(seconds = 1) {
      t += seconds * 1000
      const events: PlantEvent[] = []
      for (const machine of machines) {
        const output = machine.step(inputFor(machine.equipment.id, seconds))
        if (output.world) world = { ...world, ...output.world }
        for (const event of output.events) events.push({ ...event, equipment: machine.equipment.id })
      }
      return events
    },
    snapshot: () => ({
      t,
      world,
      machines: Object.fromEntries(machines.map((machine) => [machine.equipment.id, machine.snapshot()]))
    })
  }
}
