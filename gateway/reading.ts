/**
 * What the field sends, after decoding: the words every later stage speaks.
 * All times are milliseconds since the epoch; `ts` is the device's clock (or the
 * arrival when it sent none), `receivedAt` is ours.
 */

/** A metric's value: number (in the catalogue's unit), boolean, or a state's word. */
export type Value = number | boolean | string

/**
 * All but `good` are stored, never latest and not judged. `skewed`: 5 min to 24 h ahead of us (contract §4).
 * `historical`: the device kept it while it was away (Sparkplug). The journal keeps both under one flag.
 * The others are said of latest values only, of which the sensor is in doubt (server/trust): they are judged.
 */
export type Quality = 'good' | 'skewed' | 'historical' | 'stuck' | 'flat' | 'jumping' | 'implausible'

export type Reading = {
  equipment: string
  metric: string
  ts: number
  value: Value
  receivedAt: number
  quality: Quality
}

export type EquipmentEvent = {
  equipment: string
  code: string
  ts: number
  /** JSON text of the event's `detail`, or null when it sent none. */
  detail: string | null
  receivedAt: number
  quality: Quality
}

/** Within it a reading came in time: what came later, or out of order, is judged in its place by its ts. */
export const promptMs = 5_000

/** An equipment said, or its device's connection showed, that it is there or gone. */
export type Presence = { equipment: string; online: boolean; receivedAt: number }

/** Somebody held a reader to a checkpoint's tag. `id`: the sender's, or made of what it says. */
export type ScanReport = {
  id: string
  ts: number
  tag: string
  guard: string
  reader: string
  result: 'ok' | 'issue'
  note: string | null
  receivedAt: number
}

/** A message, or a part of one, that could not be taken. `payload` is cut to 4 KiB. */
export type Reject = { topic: string; receivedAt: number; reason: string; payload: Buffer }

/** All that one MQTT message brought. Order inside each list is the message's own. */
export type Arrival = {
  readings: Reading[]
  events: EquipmentEvent[]
  presences: Presence[]
  rejects: Reject[]
  /** Left out of all messages but those of patrol readers. */
  scans?: ScanReport[]
}

export function createArrival(): Arrival {
  return { readings: [], events: [], presences: [], rejects: [] }
}
