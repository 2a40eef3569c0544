/** ChirpStack v4: `application/{id}/device/{devEui}/event/{event}`, JSON or protobuf (domain.md §7). */
import api from '@chirpstack/chirpstack-api/integration/integration_pb.js'
import { type Codec, createDecoded, type Decoded, type FieldPoint, fault } from './codec.ts'
import { flatFields, isRecord, isWireValue, parseJson } from './json-fields.ts'
import { parseTime } from './sample-time.ts'
import { bestRssi } from './the-things-stack.ts'

const pattern = /^application\/[^/]+\/device\/([^/]+)\/event\/([^/]+)$/
/** Joins, acknowledgements, logs and positions: no values. */
const otherEvents: ReadonlySet<string> = new Set(['join', 'ack', 'txack', 'log', 'status', 'location', 'integration'])

/** What we read of an uplink, whichever way it came. What the sender left out is zero, false or empty. */
type Uplink = {
  deduplicationId: string
  time: number | undefined
  devEui: string
  deviceName: string
  tags: Record<string, string>
  hasData: boolean
  /** What the codec made of the data; undefined without a codec. */
  object: Record<string, unknown> | undefined
  rssi: number | undefined
}

export const chirpstackCodec: Codec = {
  format: 'chirpstack',
  matches: (topic) => topic.startsWith('application/') && pattern.test(topic),

  decode(topic, payload, { timezone }) {
    const event = pattern.exec(topic)?.[2] ?? ''
    if (otherEvents.has(event)) return createDecoded()
    if (event !== 'up') return fault(`not a ChirpStack event we know: ${event}`)
    const uplink = payload[0] === openingBrace ? fromJson(payload, timezone) : fromProtobuf(payload)
    return 'reason' in uplink ? fault(uplink.reason) : readUplink(uplink)
  }
}

const openingBrace = 0x7b

function readUplink({ deduplicationId, time, devEui, deviceName, tags, hasData, object, rssi }: Uplink): Decoded {
  const repeat = deduplicationId === '' ? {} : { repeatKey: deduplicationId }
  if (!object) {
    // Frames of the network itself carry no payload and are no fault.
    if (!hasData) return createDecoded(repeat)
    return fault('no object: set a codec in the device profile of ChirpStack, raw data is not read')
  }
  const device = [devEui, deviceName, tags['equipment'] ?? ''].filter((name) => name !== '')
  const ts = time === undefined ? {} : { ts: time }
  const points: FieldPoint[] = flatFields(object).map(([field, value]) => ({ device, field, value, ...ts }))
  if (rssi !== undefined && !('rssi' in object)) points.push({ device, field: 'rssi', value: rssi, optional: true, ...ts })
  return createDecoded({ points, ...repeat })
}

function fromJson(payload: Buffer, timezone: string): Uplink | { reason: string } {
  const body = parseJson(payload)
  if (!isRecord(body)) return { reason: 'not JSON' }
  const { deviceInfo, deduplicationId, time, object, data, rxInfo } = body
  if (!isRecord(deviceInfo)) return { reason: 'wrong shape: deviceInfo: expected an object' }
  const { devEui, deviceName, tags } = deviceInfo
  if (typeof devEui !== 'string' || devEui === '') return { reason: 'wrong shape: deviceInfo.devEui: expected text' }
  if (object !== undefined && object !== null && !isRecord(object)) return { reason: 'wrong shape: object: expected an object' }
  const ts = time === undefined || time === null ? undefined : parseTime(time, timezone)
  if (time !== undefined && time !== null && ts === undefined) return { reason: 'wrong shape: time: expected ISO 8601' }
  return {
    deduplicationId: typeof deduplicationId === 'string' ? deduplicationId : '',
    time: ts,
    devEui,
    deviceName: typeof deviceName === 'string' ? deviceName : '',
    tags: isRecord(tags) ? texts(tags) : {},
    hasData: typeof data === 'string' && data !== '',
    object: isRecord(object) ? object : undefined,
    rssi: bestRssi(rxInfo)
  }
}

function fromProtobuf(payload: Buffer): Uplink | { reason: string } {
  const event = parse(payload)
  const info = event?.getDeviceInfo()
  // Random bytes may well parse: without these two it is no uplink.
  if (!event || !info || info.getDevEui() === '') return { reason: 'neither JSON nor a ChirpStack UplinkEvent' }
  const time = event.getTime()
  return {
    deduplicationId: event.getDeduplicationId(),
    time: time && time.getSeconds() * 1000 + Math.floor(time.getNanos() / 1e6),
    devEui: info.getDevEui(),
    deviceName: info.getDeviceName(),
    tags: Object.fromEntries(info.getTagsMap().toArray() as [string, string][]),
    hasData: event.getData_asU8().length > 0,
    object: event.getObject()?.toJavaScript(),
    rssi: bestRssi(event.getRxInfoList().map((reception: { getRssi(): number }) => ({ rssi: reception.getRssi() })))
  }
}

function parse(payload: Buffer) {
  try {
    return api.UplinkEvent.deserializeBinary(payload)
  } catch {
    return undefined
  }
}

function texts(tags: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).flatMap(([name, value]) => (isWireValue(value) ? [[name, String(value)]] : [])))
}
