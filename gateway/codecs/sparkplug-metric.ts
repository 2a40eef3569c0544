/** Sparkplug B payloads on the wire: which value a metric carries. Decoding and encoding are the Tahu library's. */
import { get as getSparkplug } from 'sparkplug-payload'
import root from 'sparkplug-payload/lib/sparkplugPayloadProto.js'
import type { WireValue } from './codec.ts'

const { Payload } = root.org.eclipse.tahu.protobuf
export type WirePayload = InstanceType<typeof Payload>
export type WireMetric = WirePayload['metrics'][number]

/** undefined when the bytes are no payload. */
export function decodePayload(bytes: Buffer): WirePayload | undefined {
  try {
    return Payload.decode(bytes)
  } catch {
    return undefined
  }
}

/** The command by which a host asks a node for its births (Sparkplug 3.0, `Node Control/Rebirth`). */
export function encodeRebirth(now: number): Buffer {
  const codec = getSparkplug('spBv1.0')
  if (!codec) throw new Error('BUG: the library does not know spBv1.0')
  const metric = { name: 'Node Control/Rebirth', timestamp: now, type: 'Boolean', value: true } as const
  return Buffer.from(codec.encodePayload({ timestamp: now, metrics: [metric] }))
}

/** 64-bit fields come as Long objects. undefined when the field is not there. */
export function numberField<Message extends object>(message: Message, field: keyof Message & string): number | undefined {
  if (!Object.hasOwn(message, field)) return undefined
  const value: unknown = message[field]
  if (typeof value === 'number') return value
  return isLong(value) ? value.toNumber() : undefined
}

type LongLike = { toNumber(): number; toSigned(): { toNumber(): number } }
function isLong(value: unknown): value is LongLike {
  return typeof value === 'object' && value !== null && 'toSigned' in value && 'toNumber' in value
}

/** Sparkplug's data types that are one number, flag or text. */
const dataTypes = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float: 9,
  boolean: 11
} as const

/**
 * The metric's value in its birth's datatype; null when it says so or has none; undefined when it is
 * a set, a template or a file. Read from the wire's own field, because the library takes every value
 * without a datatype, as data should have it, for null, and large UInt32 for negative.
 */
export function readValue(metric: WireMetric, datatype: number | undefined): WireValue | undefined {
  if (metric.isNull) return null
  if (Object.hasOwn(metric, 'booleanValue')) return metric.booleanValue
  if (Object.hasOwn(metric, 'stringValue')) return metric.stringValue
  if (Object.hasOwn(metric, 'doubleValue')) return metric.doubleValue
  if (Object.hasOwn(metric, 'floatValue')) return shortest(metric.floatValue ?? 0)
  const whole = numberField(metric, 'intValue')
  if (whole !== undefined) return signed(whole, datatype)
  if (Object.hasOwn(metric, 'longValue')) {
    const long: unknown = metric.longValue
    return datatype === dataTypes.int64 && isLong(long) ? long.toSigned().toNumber() : (numberField(metric, 'longValue') ?? null)
  }
  const others = ['bytesValue', 'datasetValue', 'templateValue', 'extensionValue']
  return others.some((field) => Object.hasOwn(metric, field)) ? undefined : null
}

/** Negative numbers travel in an unsigned field. */
function signed(value: number, datatype: number | undefined): number | boolean {
  switch (datatype) {
    case dataTypes.int8:
      return (value << 24) >> 24
    case dataTypes.int16:
      return (value << 16) >> 16
    case dataTypes.int32:
      return value | 0
    default:
      return value
  }
}

/** A 32-bit float by the digits it was meant with: 0.42 and not 0.41999998688697815. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
