/** Zigbee2MQTT: `zigbee2mqtt/{friendly name}` is a device's state, `…/availability` its presence (domain.md §7). */
import { type Codec, createDecoded, type Decoded, fault } from './codec.ts'
import { flatFields, isRecord, parseJson } from './json-fields.ts'

const root = 'zigbee2mqtt/'
const command = /\/(set|get)(\/[^/]+)?$/

export const zigbee2mqttCodec: Codec = {
  format: 'zigbee2mqtt',
  matches: (topic) => topic.startsWith(root) && topic.length > root.length,

  decode(topic, payload) {
    const name = topic.slice(root.length)
    // The bridge speaks of itself, and commands go to devices: neither is a value.
    if (name === 'bridge' || name.startsWith('bridge/') || command.test(name)) return createDecoded()
    if (name.endsWith('/availability')) return presence(name.slice(0, -'/availability'.length), payload)
    // What is removed or renamed has its retained state cleared by an empty message.
    if (payload.length === 0) return createDecoded()
    const body = parseJson(payload)
    if (!isRecord(body)) return fault(body === undefined ? 'not JSON' : 'wrong shape: expected an object of values')
    const device = [name]
    return createDecoded({ points: flatFields(body).map(([field, value]) => ({ device, field, value })) })
  }
}

/** `{"state":"online"}`, from older versions the bare word. */
function presence(name: string, payload: Buffer): Decoded {
  const text = payload.toString('utf8').trim()
  if (text === '') return createDecoded()
  const body = parseJson(payload)
  const word = isRecord(body) ? body['state'] : text
  if (word !== 'online' && word !== 'offline') return fault('wrong shape: expected state online or offline')
  return createDecoded({ presences: [{ device: [name], online: word === 'online' }] })
}
