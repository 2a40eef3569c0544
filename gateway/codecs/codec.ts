/** The one shape of every foreign wire format: a message in, points in the sender's own words out. */
import type { Remembering } from '../memory.ts'

/** Formats by the name that mappings use, with the other words they are known by. */
const formatWords = {
  sparkplug: ['sparkplug_b', 'sparkplugb', 'spbv1.0', 'spb'],
  senml: [],
  chirpstack: ['chirpstack_v4', 'application'],
  ttn: ['the_things_stack', 'thethingsstack', 'tts', 'ttn_v3', 'v3'],
  zigbee2mqtt: ['z2m'],
  tasmota: ['tele'],
  thingsboard: ['v1']
} as const satisfies Record<string, readonly string[]>

export type FormatName = keyof typeof formatWords
export const formatNames = Object.keys(formatWords) as FormatName[]

/** `Sparkplug-B` → `sparkplug`; undefined when the word means no format. */
export function toFormatName(word: string): FormatName | undefined {
  const plain = word.toLowerCase().replace(/[\s-]+/g, '_')
  return formatNames.find((name) => name === plain || (formatWords[name] as readonly string[]).includes(plain))
}

/** What a device of another format calls a value. `null`: it says that it has none. */
export type WireValue = number | boolean | string | null

export type FieldPoint = {
  /** Names of the device, the one it is listed by first; a mapping or an equipment may go by any of them. */
  device: readonly string[]
  field: string
  value: WireValue
  /** ms; left out: its arrival. */
  ts?: number
  /** The unit the message itself names, UCUM or SenML. */
  unit?: string
  /** Sent late from the device's own memory: stored, raises no live alarm. */
  historical?: boolean
  /** Side information such as a signal strength: nobody is told when it is not mapped. */
  optional?: boolean
}

export type DevicePresence = { device: readonly string[]; online: boolean }

/** A message to be published back to the sender. */
export type Outgoing = { topic: string; payload: Buffer }

export type Decoded = {
  points: FieldPoint[]
  presences: DevicePresence[]
  /** Why the message, or a part of it, cannot be taken. */
  faults: string[]
  replies: Outgoing[]
  /** Names the message: once one of this name is durable, a second one is dropped. */
  repeatKey?: string
}

export type CodecContext = {
  /** The broker the message came over; `''` is our own. State is kept apart by it. */
  link: string
  /** User name of the sender. */
  sender: string
  /** The sender's equipment when it is only one. */
  soleEquipment?: string
  receivedAt: number
  /** For times without a zone. */
  timezone: string
  site: string
}

export type Codec = {
  format: FormatName
  /** Whether the topic is this format's. Formats share no topics. */
  matches(topic: string): boolean
  /** What is not understood is a fault. */
  decode(topic: string, payload: Buffer, context: CodecContext): Decoded
  /** What has become due without a message; call about once a second. */
  tick?(now: number): (Outgoing & { link: string })[]
  /** What later messages cannot be read without. */
  memory?: Remembering
}

export function createDecoded(parts: Partial<Decoded> = {}): Decoded {
  return { points: [], presences: [], faults: [], replies: [], ...parts }
}

export function fault(reason: string): Decoded {
  return createDecoded({ faults: [reason] })
}
