/**
 * Native JSON: telemetry and event payloads into readings and events. The hot path:
 * hand checks only, a good value beside a bad one is taken, and each fault has its reason.
 */
import type { Arrival, EquipmentEvent, Quality } from '../reading.ts'
import type { FieldEquipment } from '../register.ts'
import { isRecord, parseJson } from './json-fields.ts'
import { checkValue } from './metric-value.ts'
import { scanned, scanSample } from './native-json-bytes.ts'
import { judgeTime, parseTime, type Stamps } from './sample-time.ts'

export type DecodeContext = {
  equipment: FieldEquipment
  receivedAt: number
  timezone: string
  retentionMs: number
  stamps: Stamps
}

/** Adds the payload's readings to `arrival`; returns what was wrong, empty when nothing was. */
export function decodeTelemetry(payload: Buffer, context: DecodeContext, arrival: Arrival): string[] {
  if (scanSample(payload)) return takeScanned(context, arrival)
  const body = parseJson(payload)
  if (body === undefined) return ['not JSON']
  if (!Array.isArray(body)) return decodeSample(body, context, arrival)
  if (body.length === 0) return ['wrong shape: expected at least one {"ts": …, "values": {…}}']
  const faults: string[] = []
  for (const sample of body) for (const fault of decodeSample(sample, context, arrival)) faults.push(fault)
  return faults
}

const noFaults: string[] = []

function takeScanned(context: DecodeContext, arrival: Arrival): string[] {
  const { ts, size, names, values, isBoolean } = scanned
  const time = sampleTime(ts, context)
  if ('reason' in time) return [time.reason]
  let faults: string[] | undefined
  for (let index = 0; index < size; index++) {
    const value = values[index] ?? 0
    const fault = takeValue(names[index] ?? '', isBoolean[index] === 1 ? value === 1 : value, time, context, arrival)
    if (fault === undefined) continue
    faults ??= []
    faults.push(fault)
  }
  return faults ?? noFaults
}

function decodeSample(sample: unknown, context: DecodeContext, arrival: Arrival): string[] {
  if (!isRecord(sample)) return ['wrong shape: expected {"ts": …, "values": {…}}']
  const values = sample['values']
  if (!isRecord(values)) return ['wrong shape: values: expected an object of metrics']
  const time = sampleTime(sample['ts'], context)
  if ('reason' in time) return [time.reason]
  let faults: string[] | undefined
  for (const metric in values) {
    const wire = values[metric]
    if (wire === null) continue
    const fault = takeValue(metric, wire, time, context, arrival)
    if (fault === undefined) continue
    faults ??= []
    faults.push(fault)
  }
  return faults ?? noFaults
}

/** Adds a reading, or returns why there is none. */
function takeValue(
  metric: string,
  wire: unknown,
  { ts, quality }: { ts: number; quality: Quality },
  { equipment, receivedAt }: DecodeContext,
  arrival: Arrival
): string | undefined {
  const spec = Object.hasOwn(equipment.metrics, metric) ? equipment.metrics[metric] : undefined
  if (spec === undefined) return `values.${metric.slice(0, 64)}: unknown metric`
  const checked = checkValue(metric, spec, wire)
  if ('reason' in checked) return checked.reason
  arrival.readings.push({ equipment: equipment.id, metric, ts, value: checked.value, receivedAt, quality })
  return undefined
}

/** Vendors' codes are their own: any short text is one. */
const maxCodeLength = 64

/** Adds the payload's event to `arrival`; returns what was wrong, empty when nothing was. */
export function decodeEvent(payload: Buffer, context: DecodeContext, arrival: Arrival): string[] {
  const body = parseJson(payload)
  if (body === undefined) return ['not JSON']
  if (!isRecord(body)) return ['wrong shape: expected {"ts": …, "code": …}']
  const code = body['code']
  if (typeof code !== 'string' || code === '' || code.length > maxCodeLength) {
    return ['wrong shape: code: expected text of 1 to 64 characters']
  }
  const detail = body['detail']
  if (detail !== undefined && detail !== null && !isRecord(detail)) return ['wrong shape: detail: expected an object']
  const detailText = toText(detail)
  if (detailText === undefined) return ['wrong shape: detail: nested too deeply']
  const time = sampleTime(body['ts'], context)
  if ('reason' in time) return [time.reason]
  const event: EquipmentEvent = {
    equipment: context.equipment.id,
    code,
    ts: time.ts,
    detail: detailText,
    receivedAt: context.receivedAt,
    quality: time.quality
  }
  arrival.events.push(event)
  return noFaults
}

function sampleTime(wire: unknown, context: DecodeContext) {
  const { equipment, receivedAt, stamps } = context
  if (wire === undefined || wire === null) return { ts: stamps.stamp(equipment.id, receivedAt), quality: 'good' as const }
  const ts = parseTime(wire, context.timezone)
  if (ts === undefined) return { reason: 'wrong shape: ts: expected ms since the epoch or ISO 8601' }
  const judged = judgeTime(ts, receivedAt, context.retentionMs)
  if ('reason' in judged) return judged
  if (judged.quality === 'good') stamps.note(equipment.id, ts)
  return { ts, quality: judged.quality }
}

/** null for no detail; undefined when it cannot be written: parsing takes any depth, writing does not. */
function toText(detail: Record<string, unknown> | null | undefined): string | null | undefined {
  if (!detail) return null
  try {
    return JSON.stringify(detail)
  } catch {
    return undefined
  }
}
