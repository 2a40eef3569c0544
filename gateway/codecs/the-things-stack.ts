/** The Things Stack v3: `v3/{app}@{tenant}/devices/{device}/up`; empty, zero and false fields are left out (domain.md §7). */
import { type Codec, createDecoded, type Decoded, type FieldPoint, fault } from './codec.ts'
import { flatFields, isRecord, parseJson } from './json-fields.ts'
import { parseTime } from './sample-time.ts'

const pattern = /^v3\/[^/]+\/devices\/([^/]+)\/(.+)$/
/** Joins, downlinks and what became of them: no values. */
const otherEvents = /^(join|down\/.+|service\/data|location\/solved)$/

export const theThingsStackCodec: Codec = {
  format: 'ttn',
  matches: (topic) => topic.startsWith('v3/') && pattern.test(topic),

  decode(topic, payload, { timezone }) {
    const [, deviceId = '', event = ''] = pattern.exec(topic) ?? []
    if (otherEvents.test(event)) return createDecoded()
    if (event !== 'up') return fault(`not a topic of The Things Stack we know: ${event}`)
    const body = parseJson(payload)
    if (!isRecord(body)) return fault(body === undefined ? 'not JSON' : 'wrong shape: expected an uplink')
    const uplink = body['uplink_message']
    if (!isRecord(uplink)) return fault('wrong shape: uplink_message: expected an object')
    return readUplink({ deviceId, body, uplink, timezone })
  }
}

type Uplink = { deviceId: string; body: Record<string, unknown>; uplink: Record<string, unknown>; timezone: string }

function readUplink({ deviceId, body, uplink, timezone }: Uplink): Decoded {
  const values = uplink['decoded_payload']
  if (!isRecord(values)) {
    // Frames of the network itself carry no payload and are no fault.
    if (uplink['frm_payload'] === undefined) return createDecoded()
    return fault('no decoded_payload: set a payload formatter for the device in The Things Stack')
  }
  // The network server's time: a repeated delivery says the same one.
  const received = uplink['received_at'] ?? body['received_at']
  const ts = received === undefined ? undefined : parseTime(received, timezone)
  if (received !== undefined && ts === undefined) return fault('wrong shape: received_at: expected ISO 8601')
  const ids = isRecord(body['end_device_ids']) ? body['end_device_ids'] : {}
  const device = [deviceId, ids['dev_eui']].filter((name): name is string => typeof name === 'string')
  const time = ts === undefined ? {} : { ts }
  const points: FieldPoint[] = flatFields(values).map(([field, value]) => ({ device, field, value, ...time }))
  const rssi = bestRssi(uplink['rx_metadata'])
  if (rssi !== undefined && !('rssi' in values)) points.push({ device, field: 'rssi', value: rssi, optional: true, ...time })
  return createDecoded({ points })
}

/** Of the gateway that heard the device best, dBm; 0 is a figure that was left out. */
export function bestRssi(receptions: unknown): number | undefined {
  if (!Array.isArray(receptions)) return undefined
  const heard = receptions.flatMap((each: unknown) => (isRecord(each) && typeof each['rssi'] === 'number' ? [each['rssi']] : []))
  return heard.length > 0 ? Math.max(...heard) : undefined
}
