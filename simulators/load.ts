/** Load instead of life: so many messages a second from the site's equipment, each with values of its own models. */
import { createDevice, type Device } from './device.ts'
import { createFaultSchedule } from './faults.ts'
import { createLoadSource } from './load-source.ts'
import { createPlant } from './plant.ts'
import type { SimulatedSite } from './site.ts'

export type LoadEvent =
  | { event: 'connected'; devices: number }
  | { event: 'running' }
  /** Counts since the start; once a second. `behind`: messages that should have gone out and were held back. */
  | { event: 'load'; sent: number; acknowledged: number; behind: number }
  | { event: 'loaded'; sent: number; acknowledged: number; values: number; seconds: number; perSecond: number }
  | { event: 'stopped' }

export type Load = {
  /** Connects, then sends until `stop`. Resolves when the first message may go out. */
  start(): Promise<void>
  /** Sends no more, waits up to 5 s for acknowledgements, reports `loaded`. */
  stop(): Promise<void>
}

type LoadOptions = {
  site: SimulatedSite
  url: string
  seed: string
  /** Messages a second over all equipment. */
  perSecond: number
  now: () => number
  report(event: LoadEvent): void
  onTrouble(message: string): void
}

/** More than one process of this program makes is refused; start several. */
export const loadLimit = 20_000

const tickMs = 10
const reportEveryMs = 1_000
const graceMs = 5_000
/** What a slow broker has not taken yet is kept back here, a device; no message is ever dropped. */
const openLimit = 500
const inFlight = 200

export function createLoad({ site, url, seed, perSecond, now, report, onTrouble }: LoadOptions): Load {
  const startAt = now()
  const plant = createPlant({ site, seed, startAt, faults: createFaultSchedule() })
  const source = createLoadSource({ site: site.site.id, plant })
  const devices = site.devices
    .filter(({ equipment }) => equipment.length > 0)
    .map((entry) => ({
      ...createDevice({ ...entry, url, site: site.site.id, onTrouble, inFlight }),
      serves: entry.equipment
    }))
  const deviceOf = new Map<string, Device>(devices.flatMap((device) => device.serves.map((id) => [id, device] as const)))
  const timers: NodeJS.Timeout[] = []
  let stopped = false
  let began = startAt
  let sent = 0
  let values = 0

  const open = (): number => devices.reduce((sum, device) => sum + device.unacknowledged(), 0)
  const due = (): number => Math.floor(((now() - began) * perSecond) / 1000)
  const hasRoom = (equipment: string): boolean => {
    const device = deviceOf.get(equipment)
    return device !== undefined && device.unacknowledged() < openLimit
  }

  function send(): void {
    const time = now()
    while (plant.t + 1000 <= time) plant.step()
    for (let missing = due() - sent; missing > 0; missing--) {
      const message = source.next(time, hasRoom)
      if (!message) return
      deviceOf.get(message.equipment)?.send(message.topic, message.payload)
      sent++
      values += Object.keys(message.payload.values).length
    }
  }

  return {
    async start() {
      await Promise.all(devices.map((device) => device.start()))
      if (stopped) return
      report({ event: 'connected', devices: devices.length })
      began = now()
      timers.push(
        setInterval(send, tickMs),
        setInterval(() => report({ event: 'load', sent, acknowledged: sent - open(), behind: due() - sent }), reportEveryMs)
      )
      report({ event: 'running' })
    },
    async stop() {
      if (stopped) return
      stopped = true
      for (const timer of timers) clearInterval(timer)
      const seconds = (now() - began) / 1000
      let patience: NodeJS.Timeout | undefined
      await Promise.race([
        Promise.all(devices.map((device) => device.drainedTo(0))),
        new Promise<void>((resolve) => {
          patience = setTimeout(resolve, graceMs)
        })
      ])
      clearTimeout(patience)
      const acknowledged = sent - open()
      const rate = seconds > 0 ? Math.round(acknowledged / seconds) : 0
      report({ event: 'loaded', sent, acknowledged, values, seconds: Math.round(seconds * 10) / 10, perSecond: rate })
      await Promise.all(devices.map((device) => device.stop(0)))
      report({ event: 'stopped' })
    }
  }
}
