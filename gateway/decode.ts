/** One MQTT message into one arrival: whose topic, may they, what does it say. */
import type { Outgoing } from './codecs/codec.ts'
import { type DecodeContext, decodeEvent, decodeTelemetry } from './codecs/native-json.ts'
import { decodeScan } from './codecs/native-scan.ts'
import type { Stamps } from './codecs/sample-time.ts'
import type { ForeignDecoder, Sender } from './foreign.ts'
import { type Arrival, createArrival } from './reading.ts'
import type { FieldRegister, Identity } from './register.ts'
import { type FieldTopic, parseTopic } from './topics.ts'

/** `field`: the topic taken apart, where somebody has done so already. */
export type Message = { topic: string; field?: FieldTopic | undefined; payload: Buffer; receivedAt: number }
export type DecodeOptions = { register: FieldRegister; retentionMs: number; stamps: Stamps }

/** `refused`: neither to be forwarded nor retained. `committed` is to be called when all of it is durable. */
export type Received = { arrival: Arrival; refused: boolean; replies: Outgoing[]; committed(): void }

type ReceiveOptions = DecodeOptions & { foreign: ForeignDecoder; onError: (error: Error) => void }

/**
 * A message of whichever format. Never throws: a message that trips a decoder up is a reject like any
 * other, or each redelivery of it would end the service again.
 */
export function receiveMessage(message: Message, sender: Sender, options: ReceiveOptions): Received {
  try {
    return receive(message, sender, options)
  } catch (error) {
    options.onError(error instanceof Error ? error : new Error(String(error)))
    const arrival = createArrival()
    addReject(arrival, message, ['not understood'])
    return { arrival, refused: true, replies: noReplies, committed: nothing }
  }
}

function receive(message: Message, sender: Sender, options: ReceiveOptions): Received {
  if (message.topic.startsWith('facility/')) {
    const arrival = decodeMessage(message, sender.identity, options)
    // A scan is nobody else's business, and whether it can be taken is not known yet.
    const refused = arrival.rejects.length > 0 || arrival.scans !== undefined
    return { arrival, refused, replies: noReplies, committed: nothing }
  }
  const { arrival, faults, ...rest } = options.foreign.decode(message, sender)
  addReject(arrival, message, faults)
  return { arrival, ...rest }
}

const noReplies: Outgoing[] = []
const nothing = () => undefined

const keptPayloadBytes = 4096
const namedFaults = 5

/** A message of our own format. Never throws: what cannot be taken comes back as a reject with its reason. */
export function decodeMessage(message: Message, identity: Identity, options: DecodeOptions): Arrival {
  const arrival = createArrival()
  addReject(arrival, message, read(message, identity, options, arrival))
  return arrival
}

function addReject(arrival: Arrival, message: Message, faults: readonly string[]): void {
  if (faults.length === 0) return
  const more = faults.length > namedFaults ? `; and ${faults.length - namedFaults} more` : ''
  arrival.rejects.push({
    topic: message.topic,
    receivedAt: message.receivedAt,
    reason: faults.slice(0, namedFaults).join('; ') + more,
    payload: Buffer.from(message.payload.subarray(0, keptPayloadBytes))
  })
}

function read(message: Message, identity: Identity, options: DecodeOptions, arrival: Arrival): string[] {
  const topic = message.field ?? parseTopic(message.topic)
  if (!topic) return ['forbidden']
  if (topic.site !== options.register.site.id) return ['forbidden']
  if (topic.type === 'scan') return readScan(message, topic.reader, identity, options, arrival)
  if (topic.type === 'status') return readStatus(message, topic, identity, options, arrival)
  const equipment = options.register.equipment(topic.id)
  if (!equipment) return ['unknown equipment']
  if (!speaksFor(identity, topic.id)) return ['forbidden']
  const { register, retentionMs, stamps } = options
  const context: DecodeContext = {
    equipment,
    receivedAt: message.receivedAt,
    timezone: register.site.timezone,
    retentionMs,
    stamps
  }
  return topic.type === 'telemetry'
    ? decodeTelemetry(message.payload, context, arrival)
    : decodeEvent(message.payload, context, arrival)
}

/** Readers speak for themselves, guests of an open site for every reader there is. */
function readScan(message: Message, reader: string, identity: Identity, { register }: DecodeOptions, arrival: Arrival): string[] {
  if (register.identity(reader)?.kind !== 'reader') return ['unknown reader']
  if (identity.equipment !== 'all' && identity.id !== reader) return ['forbidden']
  const { receivedAt } = message
  const told = decodeScan(message.payload, { reader, receivedAt, timezone: register.site.timezone })
  if ('reason' in told) return [told.reason]
  arrival.scans = [told.scan]
  return []
}

/** `online` or `offline`, for one equipment or, under a device's id, for all of its. */
function readStatus(
  { payload, receivedAt }: Message,
  topic: FieldTopic & { type: 'telemetry' | 'event' | 'status' },
  identity: Identity,
  { register }: DecodeOptions,
  arrival: Arrival
): string[] {
  const word = payload.toString('utf8').trim()
  if (word !== 'online' && word !== 'offline') return ['wrong shape: expected online or offline']
  const online = word === 'online'
  if (register.equipment(topic.id)) {
    if (!speaksFor(identity, topic.id)) return ['forbidden']
    arrival.presences.push({ equipment: topic.id, online, receivedAt })
    return []
  }
  const device = register.identity(topic.id)
  if (!device) return ['unknown equipment']
  if (identity.equipment !== 'all' && device.id !== identity.id) return ['forbidden']
  arrival.presences.push(...presencesOf(device, online, receivedAt))
  return []
}

export function presencesOf(device: Identity, online: boolean, receivedAt: number) {
  if (device.equipment === 'all') return []
  return [...device.equipment].map((equipment) => ({ equipment, online, receivedAt }))
}

function speaksFor(identity: Identity, equipment: string): boolean {
  return identity.equipment === 'all' || identity.equipment.has(equipment)
}
