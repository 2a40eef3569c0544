/** A message of another format into an arrival: its codec, then mapping, unit, time and range of each point. */
import { createCodecs } from './codecs/all.ts'
import { type Codec, type Decoded, type FieldPoint, type FormatName, fault, type Outgoing } from './codecs/codec.ts'
import { judgeTime, type Stamps } from './codecs/sample-time.ts'
import type { Message } from './decode.ts'
import { type MappingBook, toMetricValue } from './mapping.ts'
import type { Remembering } from './memory.ts'
import { type Arrival, createArrival, type Quality } from './reading.ts'
import type { FieldEquipment, FieldRegister, Identity } from './register.ts'
import { isWithin } from './topics.ts'
import type { UnknownPoints } from './unknown-points.ts'

export type ForeignOptions = {
  register: FieldRegister
  mappings: MappingBook
  unknownPoints: UnknownPoints
  retentionMs: number
  stamps: Stamps
}

/** Who sent it, and over which broker: `''` is our own, else a source's id. */
export type Sender = { identity: Identity; link: string }

export type ForeignArrival = {
  arrival: Arrival
  faults: string[]
  /** Not to be forwarded or retained. */
  refused: boolean
  /** To be published to the sender at once. */
  replies: Outgoing[]
  /** To be called when the arrival is durable. */
  committed(): void
}

export type ForeignDecoder = {
  decode(message: Message, sender: Sender): ForeignArrival
  /** What is to be published without a message having come, by link. */
  tick(now: number): (Outgoing & { link: string })[]
  /** What codecs must know again after a restart, by format. */
  memories(): [format: FormatName, memory: Remembering][]
}

/** Names of messages that are durable, so that a second delivery is dropped. */
const repeatKeysKept = 20_000

type Work = { message: Message; sender: Sender; format: FormatName; stamps: Map<string, number> }
type Target =
  | { equipment: FieldEquipment; metric: string; conversion?: Parameters<typeof toMetricValue>[1] }
  | { fault: string }
  | 'unmapped'

export function createForeignDecoder(options: ForeignOptions): ForeignDecoder {
  const { register, mappings, unknownPoints, retentionMs, stamps } = options
  const codecs = createCodecs()
  const durable = new Set<string>()

  function remember(key: string): void {
    durable.add(key)
    const oldest = durable.size > repeatKeysKept ? durable.values().next().value : undefined
    if (oldest !== undefined) durable.delete(oldest)
  }

  function run(codec: Codec, { topic, payload, receivedAt }: Message, { identity, link }: Sender): Decoded {
    const { site } = register
    const [sole, ...others] = identity.equipment === 'all' ? [] : identity.equipment
    const context = {
      link,
      sender: identity.id,
      receivedAt,
      timezone: site.timezone,
      site: site.id,
      ...(sole !== undefined && others.length === 0 && { soleEquipment: sole })
    }
    try {
      return codec.decode(topic, payload, context)
    } catch (error) {
      // Libraries parse what strangers send: none of it may end the process, and a reject shows it.
      return fault(`not understood: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** A mapping says whose it is; without one a device that is named like an equipment speaks for that one. */
  function targetOf(point: FieldPoint, { format, sender }: Work): Target {
    const address = { sources: [sender.identity.id, format], devices: point.device, field: point.field }
    const mapping = mappings.find(address)
    if (mapping) {
      const equipment = register.equipment(mapping.equipment)
      if (!equipment) return { fault: `unknown equipment: ${mapping.equipment}` }
      return { equipment, metric: mapping.metric, conversion: mapping }
    }
    const equipment = namesake(point.device)
    if (!equipment || !Object.hasOwn(equipment.metrics, point.field)) return 'unmapped'
    if (!speaksFor(sender.identity, equipment.id)) return { fault: `forbidden: ${equipment.id}` }
    return { equipment, metric: point.field }
  }

  function namesake(names: readonly string[]): FieldEquipment | undefined {
    for (const name of names) {
      const equipment = register.equipment(name)
      if (equipment) return equipment
    }
    return undefined
  }

  function timeOf(point: FieldPoint, equipment: string, work: Work): { ts: number; quality: Quality } | { reason: string } {
    const { receivedAt } = work.message
    if (point.ts === undefined) {
      // All that one message says without a time is of the same moment.
      const ts = work.stamps.get(equipment) ?? stamps.stamp(equipment, receivedAt)
      work.stamps.set(equipment, ts)
      return { ts, quality: 'good' }
    }
    const judged = judgeTime(point.ts, receivedAt, retentionMs)
    if ('reason' in judged) return judged
    if (judged.quality === 'good') stamps.note(equipment, point.ts)
    return { ts: point.ts, quality: point.historical && judged.quality === 'good' ? 'historical' : judged.quality }
  }

  /** Adds the point's reading, or tells why it cannot be taken. */
  function take(point: FieldPoint, work: Work, arrival: Arrival): string | 'unmapped' | undefined {
    const target = targetOf(point, work)
    if (target === 'unmapped') return point.optional || point.value === null ? undefined : 'unmapped'
    if ('fault' in target) return target.fault
    const { equipment, metric, conversion } = target
    const spec = Object.hasOwn(equipment.metrics, metric) ? equipment.metrics[metric] : undefined
    if (!spec) return `values.${metric}: unknown metric`
    if (point.value === null) return undefined
    const checked = toMetricValue({ metric, spec, value: point.value, unit: point.unit }, conversion)
    if ('reason' in checked) return checked.reason
    const time = timeOf(point, equipment.id, work)
    if ('reason' in time) return time.reason
    const { receivedAt } = work.message
    arrival.readings.push({ equipment: equipment.id, metric, value: checked.value, receivedAt, ...time })
    return undefined
  }

  function takePresences(decoded: Decoded, { message, format, sender }: Work, arrival: Arrival): void {
    for (const { device, online } of decoded.presences) {
      const own = namesake(device)
      const mapped = mappings.equipmentOf({ sources: [sender.identity.id, format], devices: device })
      const all = new Set(own && speaksFor(sender.identity, own.id) ? [own.id, ...mapped] : mapped)
      for (const equipment of all) {
        if (register.equipment(equipment)) arrival.presences.push({ equipment, online, receivedAt: message.receivedAt })
      }
    }
  }

  function list(unmapped: FieldPoint[], { message, format, sender }: Work): FieldPoint[] {
    const payload = Buffer.from(message.payload.subarray(0, 4096))
    return unmapped.filter(({ device: [device = ''], field, value, unit }) =>
      unknownPoints.note({
        source: format,
        sender: sender.identity.id,
        device,
        field,
        value,
        ...(unit !== undefined && { unit }),
        topic: message.topic,
        payload,
        lastSeenAt: message.receivedAt
      })
    )
  }

  return {
    decode(message, sender) {
      const arrival = createArrival()
      const refuse = (reason: string): ForeignArrival => ({
        arrival,
        faults: [reason],
        refused: true,
        replies: [],
        committed: () => undefined
      })
      if (!mayPublish(sender.identity, message.topic)) return refuse('forbidden')
      const codec = codecs.find((each) => each.matches(message.topic))
      if (!codec) return refuse(sender.identity.kind === 'anonymous' ? 'forbidden' : 'unknown format')

      const decoded = run(codec, message, sender)
      const key = decoded.repeatKey === undefined ? undefined : `${sender.link} ${codec.format} ${decoded.repeatKey}`
      if (key !== undefined && durable.has(key)) {
        return { arrival, faults: [], refused: false, replies: decoded.replies, committed: () => undefined }
      }
      const work: Work = { message, sender, format: codec.format, stamps: new Map() }
      const faults = [...decoded.faults]
      const unmapped: FieldPoint[] = []
      for (const point of decoded.points) {
        const trouble = take(point, work, arrival)
        if (trouble === 'unmapped') unmapped.push(point)
        else if (trouble !== undefined) faults.push(trouble)
      }
      takePresences(decoded, work, arrival)
      const news = list(unmapped, work)
      // Of a device that is mapped in part, the rest is told once and not with every message.
      const told = arrival.readings.length === 0 ? unmapped : news
      const nothing = arrival.readings.length === 0 && unmapped.length > 0
      return {
        arrival,
        faults: [...faults, ...told.map(({ device, field }) => `unmapped: ${device[0]}/${field}`)],
        refused: faults.length > 0 || nothing,
        replies: decoded.replies,
        committed: () => (key === undefined ? undefined : remember(key))
      }
    },
    tick: (now) => codecs.flatMap((codec) => codec.tick?.(now) ?? []),
    memories: () => codecs.flatMap(({ format, memory }): [FormatName, Remembering][] => (memory ? [[format, memory]] : []))
  }
}

/** Foreign topics belong to nobody by themselves: the device's `topics` must allow them. */
function mayPublish(identity: Identity, topic: string): boolean {
  if (topic.startsWith('$')) return false
  return identity.kind === 'anonymous' || identity.topics.some((filter) => isWithin(topic, filter))
}

function speaksFor(identity: Identity, equipment: string): boolean {
  return identity.equipment === 'all' || identity.equipment.has(equipment)
}
