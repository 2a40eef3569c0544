/** A site that lives: its plant, its devices, the history first and then the present. */
import { createDevice, type Device } from './device.ts'
import { checkFault, createFaultSchedule, type FaultPlan, withDependants } from './faults.ts'
import { createPlant, type PlantSnapshot } from './plant.ts'
import { historyMode, liveMode } from './sampler.ts'
import type { SimulatedSite } from './site.ts'
import { createTelemetry, type Outgoing } from './telemetry.ts'

export type SimulationEvent =
  | { event: 'connected'; devices: number }
  | { event: 'backfilled'; from: string; to: string; messages: number }
  | { event: 'running' }
  | { event: 'fault'; name: string; equipment: string; inMs: number }
  | { event: 'stopped' }

export type Simulation = {
  /** Connects, sends the history, then goes on live. Resolves when live running begins. */
  start(): Promise<void>
  /** Throws when the site has no such equipment or fault. Its delay counts from now. */
  play(plan: FaultPlan): void
  snapshot(): PlantSnapshot
  stop(): Promise<void>
}

type SimulationOptions = {
  site: SimulatedSite
  url: string
  seed: string
  /** Plant seconds per second of the wall clock; time stamps stay the wall clock's. */
  speed: number
  /** Faults from the start of live running. */
  faults: readonly FaultPlan[]
  /** History to send first, ms; 0 for none. It begins where `restore` ends, if that is later. */
  backfillMs: number
  restore?: PlantSnapshot
  now: () => number
  report(event: SimulationEvent): void
  onTrouble(message: string): void
}

const tickMs = 500
const historyStepSeconds = 2
/** History is made in pieces of so many steps, so that messages go out while it is made. */
const pieceSteps = 450
const unsentLimit = 50

export function createSimulation(options: SimulationOptions): Simulation {
  const { site, url, seed, speed, backfillMs, restore, now, report } = options
  const schedule = createFaultSchedule()
  for (const plan of options.faults) checkFault(plan, site)
  const begin = now()
  const startAt = Math.floor(Math.max(begin - backfillMs, Math.min(restore?.t ?? 0, begin)) / 1000) * 1000
  const plant = createPlant({ site, seed, startAt, faults: schedule, ...(restore && { restore }) })
  const telemetry = createTelemetry({ site: site.site.id, plant, faults: schedule })
  const devices = site.devices
    .filter(({ equipment }) => equipment.length > 0)
    .map((entry) => ({
      ...createDevice({ ...entry, url, site: site.site.id, onTrouble: options.onTrouble }),
      serves: entry.equipment
    }))
  const deviceOf = new Map<string, Device>(devices.flatMap((device) => device.serves.map((id) => [id, device] as const)))
  const away = new Set<Device>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function post(messages: readonly Outgoing[]): void {
    for (const { equipment, topic, payload } of messages) deviceOf.get(equipment)?.send(topic, payload)
  }

  async function sendHistory(): Promise<void> {
    const from = plant.t
    let messages = 0
    // The wall clock goes on meanwhile; what is left at the end is caught up by the live loop.
    const to = Math.floor(now() / 1000) * 1000
    while (plant.t < to && !stopped) {
      for (let step = 0; step < pieceSteps && plant.t < to; step++) {
        for (const event of plant.step(historyStepSeconds)) post([telemetry.event(event, plant.t)])
        telemetry.collect(plant.t, historyMode)
      }
      const ready = telemetry.flush(plant.t < to)
      messages += ready.length
      post(ready)
      await Promise.all(devices.map((device) => device.drainedTo(unsentLimit)))
    }
    if (stopped) return
    await Promise.all(devices.map((device) => device.drainedTo(0)))
    report({ event: 'backfilled', from: new Date(from).toISOString(), to: new Date(to).toISOString(), messages })
  }

  function playLine(): void {
    for (const device of devices) {
      const cut = device.serves.some((id) => schedule.active(id, plant.t).has('offline'))
      if (cut === away.has(device)) continue
      if (cut) {
        away.add(device)
        device.cut()
      } else {
        away.delete(device)
        device.restore()
      }
    }
  }

  /** Steps the plant up to the present and sends what is due. */
  function runLive(): void {
    // Up to here the plant's time was the wall clock's.
    const began = plant.t
    const advance = (): void => {
      const target = began + (now() - began) * speed
      while (plant.t + 1000 <= target) {
        const ts = Math.round(began + (plant.t + 1000 - began) / speed)
        const events = plant.step()
        telemetry.collect(ts, liveMode)
        for (const event of events) post([telemetry.event(event, ts)])
      }
      playLine()
      post(telemetry.flush())
    }
    advance()
    timer = setInterval(advance, tickMs)
  }

  return {
    async start() {
      await Promise.all(devices.map((device) => device.start()))
      if (stopped) return
      report({ event: 'connected', devices: devices.length })
      if (plant.t < begin - 1000) await sendHistory()
      if (stopped) return
      runLive()
      for (const plan of options.faults) this.play(plan)
      report({ event: 'running' })
    },
    play(plan) {
      checkFault(plan, site)
      for (const each of withDependants(plan, site)) schedule.add(each, plant.t)
      report({ event: 'fault', name: plan.name, equipment: plan.equipment, inMs: plan.delay })
    },
    snapshot: () => plant.snapshot(),
    async stop() {
      if (stopped) return
      stopped = true
      clearInterval(timer)
      // What the snapshot says has happened has to be sent, in the middle of history too.
      post(telemetry.flush())
      await Promise.all(devices.map((device) => device.stop(2_000)))
      report({ event: 'stopped' })
    }
  }
}
