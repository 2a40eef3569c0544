/** ThingsBoard's device API: `v1/devices/me/telemetry` of a device, `v1/gateway/telemetry` for many (domain.md §7). */
import { type Codec, type CodecContext, createDecoded, type Decoded, type FieldPoint, fault } from './codec.ts'
import { flatFields, isRecord, parseJson } from './json-fields.ts'

const mine = 'v1/devices/me/'
const gateway = 'v1/gateway/'
/** No values over time: attributes, calls and their answers. */
const otherCalls = /^(attributes|rpc|claim|provision)(\/.*)?$/

export const thingsboardCodec: Codec = {
  format: 'thingsboard',
  matches: (topic) => topic.startsWith(mine) || topic.startsWith(gateway),

  decode(topic, payload, context) {
    const own = topic.startsWith(mine)
    const call = topic.slice(own ? mine.length : gateway.length)
    if (otherCalls.test(call)) return createDecoded()
    const body = parseJson(payload)
    if (body === undefined) return fault('not JSON')
    if (call === 'telemetry') return own ? readOwn(body, context) : readGateway(body, context)
    if (!own && (call === 'connect' || call === 'disconnect')) return readConnection(body, call === 'connect')
    return fault(`not a ThingsBoard topic we know: ${topic}`)
  }
}

/** `me` is whoever is logged in; one who speaks for a single equipment means that one. */
function readOwn(body: unknown, { sender, soleEquipment }: CodecContext): Decoded {
  const device = soleEquipment === undefined || soleEquipment === sender ? [sender] : [sender, soleEquipment]
  return merge([readSamples(body, device)])
}

function readGateway(body: unknown, _context: CodecContext): Decoded {
  if (!isRecord(body)) return fault('wrong shape: expected an object of devices')
  return merge(Object.entries(body).map(([name, samples]) => readSamples(samples, [name])))
}

function readSamples(body: unknown, device: string[]): Decoded {
  if (Array.isArray(body)) return merge(body.map((sample) => readSample(sample, device)))
  return readSample(body, device)
}

/** `{key: value}`, or `{ts, values: {key: value}}` with ts in ms. */
function readSample(sample: unknown, device: string[]): Decoded {
  if (!isRecord(sample)) return fault('wrong shape: expected {"key": value} or {"ts": …, "values": {…}}')
  const { ts, values } = sample
  if (ts === undefined || !isRecord(values)) return points(sample, device, undefined)
  if (typeof ts !== 'number' || !Number.isSafeInteger(ts) || ts < 0) return fault('wrong shape: ts: expected ms since the epoch')
  return points(values, device, ts)
}

function points(values: Record<string, unknown>, device: string[], ts: number | undefined): Decoded {
  const found = flatFields(values).map(
    ([field, value]): FieldPoint => ({ device, field, value, ...(ts !== undefined && { ts }) })
  )
  return createDecoded({ points: found })
}

/** A gateway tells of the devices behind it: `{"device": name}`. */
function readConnection(body: unknown, online: boolean): Decoded {
  const name = isRecord(body) ? body['device'] : undefined
  if (typeof name !== 'string' || name === '') return fault('wrong shape: expected {"device": name}')
  return createDecoded({ presences: [{ device: [name], online }] })
}

function merge(parts: Decoded[]): Decoded {
  return createDecoded({ points: parts.flatMap((part) => part.points), faults: parts.flatMap((part) => part.faults) })
}
