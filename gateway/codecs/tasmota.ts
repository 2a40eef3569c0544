/** Tasmota: `tele/{topic}/SENSOR` and `STATE` are values, `LWT` is presence. Its `Time` is local (domain.md §7). */
import { type Codec, type CodecContext, createDecoded, type Decoded, type FieldPoint, fault } from './codec.ts'
import { flatFields, isRecord, parseJson } from './json-fields.ts'
import { parseTime } from './sample-time.ts'

const pattern = /^tele\/(.+)\/([^/]+)$/
/** Tells about the module itself: its firmware, address and why it restarted. */
const aboutItself = /^(INFO\d|RESULT|HASS_STATE|UPTIME|MARGINS|WAKEUP)$/
const settings: ReadonlySet<string> = new Set(['Time', 'TempUnit', 'PressureUnit', 'SpeedUnit'])
const units = new Map([
  ['C', 'Cel'],
  ['F', '[degF]'],
  ['mmHg', 'mm[Hg]'],
  ['inHg', "[in_i'Hg]"]
])

export const tasmotaCodec: Codec = {
  format: 'tasmota',
  matches: (topic) => topic.startsWith('tele/') && pattern.test(topic),

  decode(topic, payload, context) {
    const [, name = '', kind = ''] = pattern.exec(topic) ?? []
    if (kind === 'LWT') return presence(name, payload)
    if (aboutItself.test(kind)) return createDecoded()
    if (kind !== 'SENSOR' && kind !== 'STATE') return fault(`not a Tasmota topic we know: ${kind}`)
    const body = parseJson(payload)
    if (!isRecord(body)) return fault(body === undefined ? 'not JSON' : 'wrong shape: expected an object of values')
    return readValues([name], kind, body, context)
  }
}

function readValues(device: string[], kind: 'SENSOR' | 'STATE', body: Record<string, unknown>, context: CodecContext): Decoded {
  const time = body['Time'] === undefined ? undefined : parseTime(body['Time'], context.timezone)
  if (body['Time'] !== undefined && time === undefined) return fault('wrong shape: Time: expected ISO 8601')
  const points = flatFields(body).flatMap(([field, value]): FieldPoint[] => {
    if (settings.has(field)) return []
    const unit = unitOf(field, body)
    // STATE is mostly about the module, and every sensor tells its own number.
    const optional = kind === 'STATE' || field.endsWith('.Id')
    return [
      { device, field, value, ...(time !== undefined && { ts: time }), ...(unit && { unit }), ...(optional && { optional }) }
    ]
  })
  return createDecoded({ points })
}

/** Tasmota names the unit once for all fields of a sort. */
function unitOf(field: string, body: Record<string, unknown>): string | undefined {
  const last = field.split('.').at(-1) ?? ''
  const setting = /^(Temperature|DewPoint)\d*$/.test(last)
    ? 'TempUnit'
    : /^(Sea)?Pressure$/.test(last)
      ? 'PressureUnit'
      : undefined
  const word = setting && body[setting]
  if (typeof word !== 'string') return undefined
  return units.get(word) ?? word
}

function presence(name: string, payload: Buffer): Decoded {
  const word = payload.toString('utf8').trim()
  if (word === '') return createDecoded()
  if (word !== 'Online' && word !== 'Offline') return fault('wrong shape: expected Online or Offline')
  return createDecoded({ presences: [{ device: [name], online: word === 'Online' }] })
}
