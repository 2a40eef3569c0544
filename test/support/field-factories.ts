/** What the field sends, with everything filled in that a test does not care about. */
import {
  type Arrival,
  createArrival,
  type EquipmentEvent,
  type Presence,
  type Reading,
  type Reject
} from '../../gateway/reading.ts'

/** `receivedAt` is the reading's own ts unless given. */
export function aReading(parts: Partial<Reading> & { ts: number }): Reading {
  return { equipment: 'pump-1', metric: 'outlet_pressure', value: 0.4, receivedAt: parts.ts, quality: 'good', ...parts }
}

export function anEvent(parts: Partial<EquipmentEvent> & { ts: number }): EquipmentEvent {
  return { equipment: 'lift-1', code: 'entrapment', detail: null, receivedAt: parts.ts, quality: 'good', ...parts }
}

export function aPresence(parts: Partial<Presence> & { receivedAt: number }): Presence {
  return { equipment: 'pump-1', online: true, ...parts }
}

export function aReject(parts: Partial<Reject> & { receivedAt: number }): Reject {
  return { topic: 'facility/demo/pump-1/telemetry', reason: 'not JSON', payload: Buffer.from('?'), ...parts }
}

export function anArrival(parts: Partial<Arrival>): Arrival {
  return { ...createArrival(), ...parts }
}
