/** SenML (RFC 8428), JSON or CBOR, on `senml/{site}/{equipment}`: a pack of records with base fields. */
import { Decoder } from 'cbor-x'
import { type Codec, createDecoded, type Decoded, type FieldPoint, fault } from './codec.ts'
import { isRecord, parseJson } from './json-fields.ts'

const pattern = /^senml\/([^/]+)\/([^/]+)$/

export const senmlCodec: Codec = {
  format: 'senml',
  matches: (topic) => topic.startsWith('senml/') && pattern.test(topic),

  decode(topic, payload, { site, receivedAt }) {
    const [, topicSite, equipment = ''] = pattern.exec(topic) ?? []
    if (topicSite !== site) return fault('forbidden')
    const pack = readPack(payload)
    if (!pack) return fault('not SenML: expected a list of records, JSON or CBOR')
    return resolve(pack, equipment, receivedAt)
  }
}

/** Labels of the CBOR representation, RFC 8428 table 4. */
const labels = new Map<unknown, string>([
  [-1, 'bver'],
  [-2, 'bn'],
  [-3, 'bt'],
  [-4, 'bu'],
  [-5, 'bv'],
  [-6, 'bs'],
  [0, 'n'],
  [1, 'u'],
  [2, 'v'],
  [3, 'vs'],
  [4, 'vb'],
  [5, 's'],
  [6, 't'],
  [7, 'ut'],
  [8, 'vd']
])
const cbor = new Decoder({ mapsAsObjects: false, useRecords: false })

type SenmlRecord = Record<string, unknown>

function readPack(payload: Buffer): SenmlRecord[] | undefined {
  // 0x80…0x9f begins a CBOR list; JSON text begins with none of these.
  const isCbor = payload[0] !== undefined && payload[0] >= 0x80 && payload[0] <= 0x9f
  const pack = isCbor ? decodeCbor(payload) : parseJson(payload)
  return Array.isArray(pack) && pack.every(isRecord) ? pack : undefined
}

function decodeCbor(payload: Buffer): unknown {
  try {
    const pack: unknown = cbor.decode(payload)
    if (!Array.isArray(pack)) return undefined
    return pack.map((item: unknown) =>
      item instanceof Map
        ? Object.fromEntries([...item].map(([key, value]) => [labels.get(key) ?? String(key), plain(value)]))
        : item
    )
  } catch {
    return undefined
  }
}

/** 64-bit whole numbers decode to bigints. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

const numberFields = ['bt', 'bv', 'bs', 'bver', 't', 'v', 's', 'ut']
const textFields = ['bn', 'bu', 'n', 'u', 'vs', 'vd']
const knownVersion = 10
/** Resolved times below are relative to now (RFC 8428 §4.5.3), in seconds. */
const relativeBelow = 2 ** 28

type Base = { bn: string; bt: number; bu: string | undefined; bv: number | undefined }

function resolve(pack: SenmlRecord[], equipment: string, receivedAt: number): Decoded {
  const decoded = createDecoded()
  const base: Base = { bn: '', bt: 0, bu: undefined, bv: undefined }
  for (const [index, record] of pack.entries()) {
    const wrong = faultOf(record)
    // Base fields reach into later records: with one record wrong none after it can be trusted.
    if (wrong !== undefined) return fault(`record ${index}: ${wrong}`)
    if (typeof record['bn'] === 'string') base.bn = record['bn']
    if (typeof record['bt'] === 'number') base.bt = record['bt']
    if (typeof record['bu'] === 'string') base.bu = record['bu']
    if (typeof record['bv'] === 'number') base.bv = record['bv']
    const point = toPoint(record, base, { equipment, receivedAt })
    if (point && 'reason' in point) return fault(`record ${index}: ${point.reason}`)
    if (point) decoded.points.push(point)
  }
  return decoded
}

function faultOf(record: SenmlRecord): string | undefined {
  const mustUnderstand = Object.keys(record).find((name) => name.endsWith('_'))
  if (mustUnderstand !== undefined) return `${mustUnderstand.slice(0, 64)}: a field that must be understood`
  const noNumber = numberFields.find((name) => record[name] !== undefined && !Number.isFinite(record[name]))
  if (noNumber !== undefined) return `${noNumber}: expected a number`
  const noText = textFields.find((name) => record[name] !== undefined && typeof record[name] !== 'string')
  if (noText !== undefined && !(noText === 'vd' && record['vd'] instanceof Uint8Array)) return `${noText}: expected text`
  if (record['vb'] !== undefined && typeof record['vb'] !== 'boolean') return 'vb: expected true or false'
  if (Number(record['bver'] ?? knownVersion) > knownVersion) return `bver: version ${record['bver']} is not known`
  const values = ['v', 'vb', 'vs', 'vd'].filter((name) => record[name] !== undefined)
  return values.length > 1 ? `expected one of v, vb, vs, vd, got ${values.join(' and ')}` : undefined
}

function toPoint(
  record: SenmlRecord,
  base: Base,
  { equipment, receivedAt }: { equipment: string; receivedAt: number }
): FieldPoint | { reason: string } | undefined {
  const { v, vb, vs, vd, n, u, t, s } = record
  if (vd !== undefined) return { reason: 'vd: data values are not read' }
  // With a base value a record without one means zero (RFC 8428 §4.6).
  const sum = typeof v === 'number' || (base.bv !== undefined && n !== undefined) ? Number(v ?? 0) + (base.bv ?? 0) : undefined
  const value = vb ?? vs ?? sum
  // Only base fields, or only a sum: nothing measured now.
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'string') {
    return n !== undefined && s === undefined ? { reason: 'expected one of v, vb, vs, vd' } : undefined
  }
  const name = base.bn + (typeof n === 'string' ? n : '')
  if (!/^[A-Za-z0-9][A-Za-z0-9\-:./_]*$/.test(name)) return { reason: 'n: expected a name of A-Z a-z 0-9 - : . / _' }
  const cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'))
  const owner = name.slice(0, Math.max(cut, 0))
  const ts = resolveTime(base.bt + (typeof t === 'number' ? t : 0), receivedAt)
  const unit = typeof u === 'string' ? u : base.bu
  return {
    device: owner === '' || owner === equipment ? [equipment] : [owner, equipment],
    field: name.slice(cut + 1),
    value,
    ...(ts !== undefined && { ts }),
    ...(unit !== undefined && typeof value === 'number' && { unit })
  }
}

/** Seconds to ms; undefined is now, the time of arrival. */
function resolveTime(seconds: number, receivedAt: number): number | undefined {
  if (seconds === 0) return undefined
  const ms = Math.round(seconds * 1000)
  return seconds < relativeBelow ? receivedAt + ms : ms
}
