/** Who feeds whom (`feeds:` of the site): cabinet → pump → zone, to any depth. Pure. */

export type Topology = {
  /** All that feed it, directly or through others; never itself. */
  feedersOf(equipment: string): ReadonlySet<string>
  /** All it feeds, directly or through others; never itself. */
  fedBy(equipment: string): ReadonlySet<string>
}

/** `feeds` names equipment, or a zone: what carries that zone as its attribute is fed by whatever feeds the zone. */
export type Feeding = { id: string; feeds: readonly string[]; zone?: string | undefined }

const nobody: ReadonlySet<string> = new Set()

/** Ends on a circle too, in which everybody feeds everybody. */
export function createTopology(equipment: readonly Feeding[]): Topology {
  const stated = new Map(equipment.map(({ id, feeds }) => [id, feeds]))
  const fedZones = new Set(equipment.flatMap(({ feeds }) => feeds))
  const down = new Map<string, string[]>()
  const up = new Map<string, string[]>()
  const feed = (id: string, fed: string) => {
    append(down, id, fed)
    append(up, fed, id)
  }
  for (const { id, feeds } of equipment) for (const fed of feeds) feed(id, fed)
  for (const { id, zone } of equipment) {
    if (zone === undefined || !fedZones.has(zone) || id === zone) continue
    // A pump that stands in the zone it supplies is not fed by itself.
    if (!reach(id, stated).has(zone)) feed(zone, id)
  }
  return { feedersOf: remembered((id) => reach(id, up)), fedBy: remembered((id) => reach(id, down)) }
}

/** The first circle of feeding, as the ids along it; undefined when there is none. */
export function findCircle(equipment: readonly Feeding[]): string[] | undefined {
  const feeds = new Map(equipment.map((each) => [each.id, each.feeds]))
  const done = new Set<string>()
  for (const { id } of equipment) {
    const circle = circleFrom(id, feeds, done)
    if (circle) return circle
  }
  return undefined
}

/** Without recursion: a site may feed through thousands in a row. */
function circleFrom(start: string, feeds: ReadonlyMap<string, readonly string[]>, done: Set<string>): string[] | undefined {
  const way: string[] = []
  const onWay = new Set<string>()
  const open: { id: string; leaving: boolean }[] = [{ id: start, leaving: false }]
  for (let step = open.pop(); step; step = open.pop()) {
    if (step.leaving) {
      way.pop()
      onWay.delete(step.id)
      done.add(step.id)
      continue
    }
    if (onWay.has(step.id)) return way.slice(way.indexOf(step.id))
    if (done.has(step.id)) continue
    way.push(step.id)
    onWay.add(step.id)
    open.push({ id: step.id, leaving: true })
    for (const fed of feeds.get(step.id) ?? []) open.push({ id: fed, leaving: false })
  }
  return undefined
}

function append(ways: Map<string, string[]>, from: string, to: string): void {
  const known = ways.get(from)
  if (known) known.push(to)
  else ways.set(from, [to])
}

function reach(start: string, ways: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const first = ways.get(start)
  if (!first) return nobody
  const found = new Set<string>()
  const open = [...first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...(ways.get(id) ?? []))
  }
  found.delete(start)
  return found
}

function remembered(work: (id: string) => ReadonlySet<string>): (id: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>()
  return (id) => {
    const found = known.get(id) ?? work(id)
    known.set(id, found)
    return found
  }
}
