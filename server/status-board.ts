/**
 * What is known of each equipment right now: latest values, when it was last heard of,
 * its standing alarms and the status that follows (contract §5). In memory only; rebuilt
 * at start from the journal and the open alarms.
 */
import type { Presence, Quality, Reading } from '../gateway/reading.ts'
import type { Alarm } from './alarms/alarm.ts'
import { isInForce, type OutOfService } from './alarms/out-of-service.ts'
import type { EquipmentStatus } from './contract/equipment.ts'
import { type BoardEquipment, type Condition, type Presentness, presenceOf, silenceLimit, statusOf } from './equipment-status.ts'
import { readSensorRule } from './trust/sensor-alarm.ts'

export type Snapshot = {
  status: EquipmentStatus
  presence: Presentness
  /** ms; null when never heard of. */
  lastSeenAt: number | null
  /** The reading with the greatest ts per metric; skewed ones are never among them. */
  latest: ReadonlyMap<string, Reading>
  /** Metrics whose last reading came with a time ahead of ours: that reading. Since the start of the service. */
  skewed: ReadonlyMap<string, Reading>
  /** Its alarms whose condition is active. */
  alarms: readonly Alarm[]
  /** Null while it is in service. */
  outOfService: OutOfService | null
}

export type BoardState = {
  latest: readonly Reading[]
  heard: readonly { equipment: string; receivedAt: number; online: boolean | null }[]
  /** The standing alarms; others are ignored. */
  alarms: readonly Alarm[]
  /** What is out of service. */
  services?: readonly OutOfService[]
}

type Entry = Condition & {
  id: string
  latest: Map<string, Reading>
  skewed: Map<string, Reading>
  alarms: Map<string, Alarm>
  /** Metrics whose sensor has a standing alarm; under '' the clock's, for all of them. */
  doubts: ReadonlyMap<string, Quality> | undefined
  service: OutOfService | null
  /** The status last told to the caller. */
  told: EquipmentStatus
}

const nothing: string[] = []

function marked(reading: Reading, doubts: ReadonlyMap<string, Quality>): Reading {
  const quality = doubts.get(reading.metric) ?? doubts.get('') ?? 'good'
  return quality === reading.quality ? reading : { ...reading, quality }
}

/**
 * Every `apply…` takes what the pipeline committed and returns the ids whose status changed by it;
 * `sweep` finds those that changed by time alone. Unknown equipment is passed over.
 */
export function createStatusBoard(options: { equipment: Iterable<BoardEquipment>; now: () => number }) {
  const { now } = options
  const entries = new Map<string, Entry>()
  /** Out of service: what was known comes back with them. */
  const retired = new Map<string, Entry>()
  for (const equipment of options.equipment) track(equipment)

  /** Begins to follow an equipment, or takes over its changed metrics. */
  function track(equipment: BoardEquipment): void {
    const silenceMs = silenceLimit(equipment)
    const known = entries.get(equipment.id) ?? retired.get(equipment.id)
    if (known) {
      known.silenceMs = silenceMs
      retired.delete(equipment.id)
      entries.set(equipment.id, known)
      return
    }
    // Of one shape, and it stays so: these are read at every message.
    entries.set(equipment.id, {
      id: equipment.id,
      silenceMs,
      lastSeenAt: null,
      goneAt: null,
      latest: new Map(),
      skewed: new Map(),
      alarms: new Map(),
      doubts: undefined,
      service: null,
      told: 'offline'
    })
  }

  /** From now on it is as unknown: nothing of it is shown or pushed. */
  function untrack(id: string): void {
    const entry = entries.get(id)
    if (!entry) return
    entries.delete(id)
    entry.alarms.clear()
    if (entry.doubts) doubt(entry)
    retired.set(id, entry)
  }

  function changed(touched: Iterable<Entry>): string[] {
    const at = now()
    const ids: string[] = []
    for (const entry of touched) {
      const status = statusOf(entry, at)
      if (status === entry.told) continue
      entry.told = status
      ids.push(entry.id)
    }
    return ids
  }

  function keep(entry: Entry, reading: Reading): void {
    if (reading.quality === 'skewed') entry.skewed.set(reading.metric, reading)
    if (reading.quality !== 'good') return
    if (entry.skewed.size > 0) entry.skewed.delete(reading.metric)
    const known = entry.latest.get(reading.metric)
    if (known !== undefined && reading.ts <= known.ts) return
    entry.latest.set(reading.metric, entry.doubts ? marked(reading, entry.doubts) : reading)
  }

  /** After a change of a sensor's alarm: its latest value says whether it is to be relied on. */
  function doubt(entry: Entry): void {
    const doubts = new Map<string, Quality>()
    for (const { rule } of entry.alarms.values()) {
      const said = readSensorRule(rule)
      if (said) doubts.set(said.metric ?? '', said.fault)
    }
    entry.doubts = doubts.size > 0 ? doubts : undefined
    for (const [metric, reading] of entry.latest) entry.latest.set(metric, marked(reading, doubts))
  }

  /** Anything that arrived after "gone" was said means: there again. In the same ms "gone" has the last word. */
  function hear(entry: Entry, receivedAt: number): void {
    if (entry.lastSeenAt === null || receivedAt > entry.lastSeenAt) entry.lastSeenAt = receivedAt
    if (entry.goneAt !== null && receivedAt > entry.goneAt) entry.goneAt = null
  }

  function place(alarm: Alarm): Entry | undefined {
    const entry = entries.get(alarm.equipment)
    if (!entry) return undefined
    if (alarm.active) entry.alarms.set(alarm.id, alarm)
    else entry.alarms.delete(alarm.id)
    if (readSensorRule(alarm.rule)) doubt(entry)
    return entry
  }

  function serve(service: OutOfService): boolean {
    const entry = entries.get(service.equipment)
    if (entry) entry.service = isInForce(service) ? service : null
    return entry !== undefined
  }

  return {
    track,
    untrack,

    restore(state: BoardState): void {
      for (const reading of state.latest) {
        const entry = entries.get(reading.equipment)
        if (entry) keep(entry, reading)
      }
      for (const { equipment, receivedAt, online } of state.heard) {
        const entry = entries.get(equipment)
        if (!entry) continue
        entry.lastSeenAt = receivedAt
        entry.goneAt = online === false ? receivedAt : null
      }
      for (const alarm of state.alarms) place(alarm)
      for (const service of state.services ?? []) serve(service)
      changed(entries.values())
    },

    /** On the hot path, 60,000 readings/s: two map look-ups each; a status is weighed only for equipment that was offline. */
    applyReadings(batch: readonly Reading[]): string[] {
      let entry: Entry | undefined
      let back: Set<Entry> | undefined
      for (const reading of batch) {
        if (entry?.id !== reading.equipment) entry = entries.get(reading.equipment)
        if (!entry) continue
        keep(entry, reading)
        hear(entry, reading.receivedAt)
        if (entry.told === 'offline') back = (back ?? new Set()).add(entry)
      }
      return back ? changed(back) : nothing
    },

    /** History brought by an import: it may hold the latest value, and says nothing about whether the equipment is there. */
    applyHistory(batch: readonly Reading[]): void {
      for (const reading of batch) {
        const entry = entries.get(reading.equipment)
        if (entry) keep(entry, reading)
      }
    },

    /** An arrival that is no reading, such as an event: it proves that the equipment is there. */
    applyHeard(batch: readonly { equipment: string; receivedAt: number }[]): string[] {
      if (batch.length === 0) return nothing
      const touched = new Set<Entry>()
      for (const { equipment, receivedAt } of batch) {
        const entry = entries.get(equipment)
        if (!entry) continue
        hear(entry, receivedAt)
        touched.add(entry)
      }
      return changed(touched)
    },

    applyPresence(batch: readonly Presence[]): string[] {
      if (batch.length === 0) return nothing
      const touched = new Set<Entry>()
      for (const { equipment, online, receivedAt } of batch) {
        const entry = entries.get(equipment)
        if (!entry) continue
        if (!online) entry.goneAt = receivedAt
        else {
          entry.goneAt = null
          hear(entry, receivedAt)
        }
        touched.add(entry)
      }
      return changed(touched)
    },

    applyAlarms(batch: readonly Alarm[]): string[] {
      if (batch.length === 0) return nothing
      const touched = new Set<Entry>()
      for (const alarm of batch) {
        const entry = place(alarm)
        if (entry) touched.add(entry)
      }
      return changed(touched)
    },

    /**
     * Equipment taken out of service, or back: its item changes, its status does not. Status goes by condition, whatever
     * holds its alarms back; the item says that it is out of service.
     */
    applyServices(batch: readonly OutOfService[]): string[] {
      return batch.flatMap((service) => (serve(service) ? [service.equipment] : []))
    },

    /** Takes over all standing alarms and everything out of service anew, in place of those it knew. */
    replaceAlarms(standing: readonly Alarm[], services: readonly OutOfService[] = []): string[] {
      const before = new Set<string>()
      for (const entry of entries.values()) {
        entry.alarms.clear()
        if (entry.doubts) doubt(entry)
        if (entry.service) before.add(entry.id)
        entry.service = null
      }
      for (const alarm of standing) place(alarm)
      for (const service of services) before.add(service.equipment)
      for (const service of services) serve(service)
      return [...new Set([...changed(entries.values()), ...before])]
    },

    /** To be called every few seconds: silence shows only by time passing. */
    sweep(): string[] {
      return changed(entries.values())
    },

    /** undefined for unknown equipment. */
    snapshot(id: string): Snapshot | undefined {
      const entry = entries.get(id)
      if (!entry) return undefined
      const at = now()
      return {
        status: statusOf(entry, at),
        presence: presenceOf(entry, at),
        lastSeenAt: entry.lastSeenAt,
        latest: entry.latest,
        skewed: entry.skewed,
        alarms: [...entry.alarms.values()],
        outOfService: entry.service
      }
    },

    /** The latest readings alone, without weighing the status. */
    latest(id: string): ReadonlyMap<string, Reading> | undefined {
      return entries.get(id)?.latest
    },

    ids(): Iterable<string> {
      return entries.keys()
    }
  }
}

export type StatusBoard = ReturnType<typeof createStatusBoard>
