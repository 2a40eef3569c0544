/** Sparkplug B v3 as a host application: births, aliases, numbering, deaths (domain.md §7). */
import { type Codec, type CodecContext, createDecoded, type Decoded, type FieldPoint, fault, type Outgoing } from './codec.ts'
import { decodePayload, encodeRebirth, numberField, readValue, type WireMetric, type WirePayload } from './sparkplug-metric.ts'
import { bear, count, createSparkplugNodes, type KnownMetric, mayAskRebirth, type SparkplugNode } from './sparkplug-nodes.ts'

const root = 'spBv1.0/'
/** Said by hosts, us included. */
const ofHosts: ReadonlySet<string> = new Set(['NCMD', 'DCMD'])
/** For the protocol itself, not measured. */
const control = /^(bdSeq|Node Control\/.*|Device Control\/.*)$/

/** The topic and payload by which a host tells nodes that it is there (retained, QoS 1), also its last will. */
export function hostState(host: string, online: boolean, now: number): Outgoing {
  return { topic: `${root}STATE/${host}`, payload: Buffer.from(JSON.stringify({ online, timestamp: now })) }
}

/** `device`: undefined in messages of the node itself. */
type Message = {
  type: string
  device: string | undefined
  payload: WirePayload
  node: SparkplugNode
  context: CodecContext
}
/** What changes what is known of a node. */
const changing = /^[ND](BIRTH|DEATH)$/

export function createSparkplugCodec(): Codec {
  const nodes = createSparkplugNodes()

  return {
    format: 'sparkplug',
    matches: (topic) => topic.startsWith(root),

    decode(topic, bytes, context) {
      const [, group = '', type = '', name = '', device, ...rest] = topic.split('/')
      if (group === 'STATE' || ofHosts.has(type)) return createDecoded()
      const ofDevice = type.startsWith('D')
      const known =
        /^[ND](BIRTH|DATA|DEATH)$/.test(type) && name !== '' && rest.length === 0 && ofDevice === (device !== undefined)
      if (!known) return fault('not a Sparkplug topic')
      const payload = decodePayload(bytes)
      if (!payload) return fault('not a Sparkplug B payload')
      const node = nodes.get({ link: context.link, group, node: name })
      const decoded = read({ type, device, payload, node, context })
      if (changing.test(type)) nodes.changed(node)
      return decoded
    },
    memory: nodes.memory,

    tick: (now) => nodes.overdue(now).flatMap((node) => askRebirth(node, now).map((reply) => ({ ...reply, link: node.link })))
  }
}

function read(message: Message): Decoded {
  const { type, payload, node, context } = message
  if (type === 'NDEATH') return readDeath(message)
  const seq = numberField(payload, 'seq')
  if (seq === undefined || seq > 255) return fault('wrong shape: seq: expected 0 to 255')
  if (type === 'NBIRTH') {
    bear(node, seq, bdSeqOf(payload))
    return readBirth(message)
  }
  if (!node.alive) return withoutBirth(message, `${type} before NBIRTH`)
  count(node, seq, context.receivedAt)
  switch (type) {
    case 'DBIRTH':
      return readBirth(message)
    case 'DDEATH':
      return readDeath(message)
    default:
      if (!node.births.has(message.device ?? '')) return withoutBirth(message, `${type} before DBIRTH`)
      return readData(message)
  }
}

/** Births list every metric by name, and give aliases their meaning. */
function readBirth({ device, payload, node }: Message): Decoded {
  const names = new Map<string, KnownMetric>()
  for (const metric of payload.metrics) {
    const { name } = metric
    if (!name) return fault('wrong shape: a metric of the birth has no name')
    const known = { name, datatype: metric.datatype || undefined, device }
    names.set(name, known)
    const alias = numberField(metric, 'alias')
    if (alias !== undefined) node.aliases.set(alias, known)
  }
  node.births.set(device ?? '', names)
  const owner = namesOf(node, device)
  const points = payload.metrics.flatMap((metric) => toPoint(metric, names.get(metric.name ?? ''), { payload, owner }))
  return createDecoded({ points, presences: [{ device: owner, online: true }] })
}

function readData(message: Message): Decoded {
  const { device, payload, node } = message
  const decoded = createDecoded()
  const owner = namesOf(node, device)
  for (const metric of payload.metrics) {
    const alias = numberField(metric, 'alias')
    const byName = metric.name ? node.births.get(device ?? '')?.get(metric.name) : undefined
    const known = byName ?? (alias === undefined ? undefined : node.aliases.get(alias))
    // An alias is the node's: it may not speak for another device than the topic does.
    if (known && known.device === device) decoded.points.push(...toPoint(metric, known, { payload, owner }))
    else decoded.faults.push(`${metric.name ? metric.name.slice(0, 64) : `alias ${alias ?? 'missing'}`}: not in the birth`)
  }
  if (decoded.faults.length > 0) decoded.replies.push(...askRebirth(node, message.context.receivedAt))
  return decoded
}

/** A node's death takes its devices along. One that does not belong to the last birth is of an older connection. */
function readDeath({ type, device, payload, node }: Message): Decoded {
  if (type === 'DDEATH') {
    node.births.delete(device ?? '')
    return createDecoded({ presences: [{ device: namesOf(node, device), online: false }] })
  }
  const bdSeq = bdSeqOf(payload)
  if (bdSeq === undefined) return fault('wrong shape: NDEATH without bdSeq')
  if (!node.alive || bdSeq !== node.bdSeq) return createDecoded()
  node.alive = false
  node.missing.clear()
  const devices = [...node.births.keys()].map((name) => (name === '' ? undefined : name))
  return createDecoded({ presences: devices.map((each) => ({ device: namesOf(node, each), online: false })) })
}

/** Int64 in the specification, smaller types in the field. */
function bdSeqOf(payload: WirePayload): number | undefined {
  const metric = payload.metrics.find(({ name }) => name === 'bdSeq')
  return metric && (numberField(metric, 'longValue') ?? numberField(metric, 'intValue'))
}

function toPoint(
  metric: WireMetric,
  known: KnownMetric | undefined,
  { payload, owner }: { payload: WirePayload; owner: string[] }
): FieldPoint[] {
  if (!known || control.test(known.name)) return []
  const value = readValue(metric, metric.datatype || known.datatype)
  if (value === undefined) return []
  const ts = numberField(metric, 'timestamp') ?? numberField(payload, 'timestamp')
  const historical = metric.isHistorical === true
  return [{ device: owner, field: known.name, value, ...(ts !== undefined && { ts }), ...(historical && { historical: true }) }]
}

function withoutBirth({ node, context }: Message, reason: string): Decoded {
  return createDecoded({ faults: [`${reason}: its metrics are not known`], replies: askRebirth(node, context.receivedAt) })
}

function askRebirth(node: SparkplugNode, now: number): Outgoing[] {
  if (!mayAskRebirth(node, now)) return []
  return [{ topic: `${root}${node.group}/NCMD/${node.node}`, payload: encodeRebirth(now) }]
}

/** A device goes by its own name, and by its full one where names repeat. */
function namesOf({ group, node }: SparkplugNode, device: string | undefined): string[] {
  return device === undefined ? [node, `${group}/${node}`] : [device, `${node}/${device}`, `${group}/${node}/${device}`]
}
