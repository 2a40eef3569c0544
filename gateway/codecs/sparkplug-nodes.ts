/** What a Sparkplug host remembers of each edge node: its births, and where its numbering stands. */
import { createChanges, type Remembering } from '../memory.ts'

export type KnownMetric = { name: string; datatype: number | undefined; device: string | undefined }

export type SparkplugNode = {
  link: string
  group: string
  node: string
  /** Between its birth and its death. */
  alive: boolean
  bdSeq: number | undefined
  /** The `seq` that comes next; undefined after a restart, when anything may have been missed. */
  next: number | undefined
  /** Numbers that were passed over, since when. */
  missing: Set<number>
  missingSince: number
  /** Births by alias, of the node and its devices. */
  aliases: Map<number, KnownMetric>
  /** Births by device and name; the node itself is `''`. */
  births: Map<string, Map<string, KnownMetric>>
  rebirthAskedAt: number
}

type Address = { link: string; group: string; node: string }

function createNode({ link, group, node }: Address): SparkplugNode {
  return {
    link,
    group,
    node,
    alive: false,
    bdSeq: undefined,
    next: 0,
    missing: new Set(),
    missingSince: 0,
    aliases: new Map(),
    births: new Map(),
    rebirthAskedAt: Number.NEGATIVE_INFINITY
  }
}

/** Stands in for a host's whole memory: beyond it the node that was born longest ago is forgotten. */
const nodesKept = 10_000
/** How long a message may be overtaken by later ones (domain.md §7). */
const reorderMs = 2_000
/** At most one request a node in this time (domain.md §7, engineering default). */
const rebirthEveryMs = 30_000

export function createSparkplugNodes() {
  const nodes = new Map<string, SparkplugNode>()
  const keyOf = ({ link, group, node }: Address) => `${link} ${group}/${node}`
  const changes = createChanges((key) => {
    const node = nodes.get(key)
    return node?.alive ? toText(node) : null
  })

  function keep(node: SparkplugNode): void {
    nodes.set(keyOf(node), node)
    const oldest = nodes.size > nodesKept ? nodes.keys().next().value : undefined
    if (oldest === undefined) return
    nodes.delete(oldest)
    changes.note(oldest)
  }

  const memory: Remembering = {
    changes: changes.take,
    restore(kept) {
      for (const [, text] of kept) {
        const node = fromText(text)
        if (node) keep(node)
      }
    }
  }

  return {
    memory,
    /** The node, known from now on. */
    get(address: Address): SparkplugNode {
      const known = nodes.get(keyOf(address))
      if (known) return known
      const fresh = createNode(address)
      keep(fresh)
      return fresh
    },
    /** To be called when it was born, or died, or one of its devices. */
    changed: (node: SparkplugNode) => changes.note(keyOf(node)),
    /** Nodes that passed over a number and have not made up for it in time. */
    overdue: (now: number) =>
      [...nodes.values()].filter(({ missing, missingSince }) => missing.size > 0 && now - missingSince >= reorderMs)
  }
}

/** What is kept of a node that is alive, as JSON. */
type KeptNode = Address & {
  bdSeq: number | null
  births: [device: string, metrics: [name: string, datatype: number | null, alias: number | null][]][]
}

function toText({ link, group, node, bdSeq, births, aliases }: SparkplugNode): string {
  const aliasOf = new Map([...aliases].map(([alias, known]) => [known, alias]))
  const kept: KeptNode = {
    link,
    group,
    node,
    bdSeq: bdSeq ?? null,
    births: [...births].map(([device, metrics]) => [
      device,
      [...metrics.values()].map((known) => [known.name, known.datatype ?? null, aliasOf.get(known) ?? null])
    ])
  }
  return JSON.stringify(kept)
}

function fromText(text: string): SparkplugNode | undefined {
  try {
    const { bdSeq, births, ...address } = JSON.parse(text) as KeptNode
    const node = { ...createNode(address), alive: true, bdSeq: bdSeq ?? undefined, next: undefined }
    for (const [device, metrics] of births) {
      const names = new Map<string, KnownMetric>()
      for (const [name, datatype, alias] of metrics) {
        const known = { name, datatype: datatype ?? undefined, device: device === '' ? undefined : device }
        names.set(name, known)
        if (alias !== null) node.aliases.set(alias, known)
      }
      node.births.set(device, names)
    }
    return node
  } catch {
    // Written by another version: the node is asked for a rebirth as if it had never been seen.
    return undefined
  }
}

/** A node's birth: everything known of it and its devices before is void. */
export function bear(node: SparkplugNode, seq: number, bdSeq: number | undefined): void {
  node.alive = true
  node.bdSeq = bdSeq
  node.next = (seq + 1) % 256
  node.missing.clear()
  node.aliases.clear()
  node.births.clear()
  node.rebirthAskedAt = Number.NEGATIVE_INFINITY
}

/** Notes a message's number. One that comes late fills its gap; a repeated one says nothing new. */
export function count(node: SparkplugNode, seq: number, now: number): void {
  if (node.missing.delete(seq)) return
  const { next = seq } = node
  const ahead = (seq - next + 256) % 256
  if (ahead >= 128) return
  if (ahead > 0 && node.missing.size === 0) node.missingSince = now
  for (let passed = 0; passed < ahead; passed++) node.missing.add((next + passed) % 256)
  node.next = (seq + 1) % 256
}

/** Whether a rebirth may be asked for now; notes that it is. */
export function mayAskRebirth(node: SparkplugNode, now: number): boolean {
  if (now - node.rebirthAskedAt < rebirthEveryMs) return false
  node.rebirthAskedAt = now
  return true
}
