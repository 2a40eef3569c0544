/** What a Sparkplug host remembers of each edge node: its births, and where its numbering stands. */

export type KnownMetric = { name: string; datatype: number | undefined; device: string | undefined }

export type SparkplugNode = {
  link: string
  group: string
  node: string
  /** Between its birth and its death. */
  alive: boolean
  bdSeq: number | undefined
  /** The `seq` that comes next. */
  next: number
  /** Numbers that were passed over, since when. */
  missing: Set<number>
  missingSince: number
  /** Births by alias, of the node and its devices. */
  aliases: Map<number, KnownMetric>
  /** Births by device and name; the node itself is `''`. */
  births: Map<string, Map<string, KnownMetric>>
  rebirthAskedAt: number
}

/** Stands in for a host's whole memory: beyond it the node that was born longest ago is forgotten. */
const nodesKept = 10_000
/** How long a message may be overtaken by later ones (domain.md §7). */
const reorderMs = 2_000
/** At most one request a node in this time (domain.md §7, engineering default). */
const rebirthEveryMs = 30_000

export function createSparkplugNodes() {
  const nodes = new Map<string, SparkplugNode>()
  const keyOf = (link: string, group: string, node: string) => `${link} ${group}/${node}`

  return {
    /** The node, known from now on. */
    get(link: string, group: string, node: string): SparkplugNode {
      const key = keyOf(link, group, node)
      const known = nodes.get(key)
      if (known) return known
      const fresh: SparkplugNode = {
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
      nodes.set(key, fresh)
      const oldest = nodes.size > nodesKept ? nodes.keys().next().value : undefined
      if (oldest !== undefined) nodes.delete(oldest)
      return fresh
    },
    /** Nodes that passed over a number and have not made up for it in time. */
    overdue: (now: number) =>
      [...nodes.values()].filter(({ missing, missingSince }) => missing.size > 0 && now - missingSince >= reorderMs)
  }
}
export type SparkplugNodes = ReturnType<typeof createSparkplugNodes>

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
  const ahead = (seq - node.next + 256) % 256
  if (ahead >= 128) return
  if (ahead > 0 && node.missing.size === 0) node.missingSince = now
  for (let passed = 0; passed < ahead; passed++) node.missing.add((node.next + passed) % 256)
  node.next = (seq + 1) % 256
}

/** Whether a rebirth may be asked for now; notes that it is. */
export function mayAskRebirth(node: SparkplugNode, now: number): boolean {
  if (now - node.rebirthAskedAt < rebirthEveryMs) return false
  node.rebirthAskedAt = now
  return true
}
