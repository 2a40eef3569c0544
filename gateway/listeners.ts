/**
 * Who listens to what, as far as it takes to know that nobody listens to a topic: then a message need not be
 * forwarded at all. May name a listener too many, never one too few.
 */

/** Whose filter it is: a connection, or a session that outlives it. */
type Owner = object | string

export type Listeners = {
  add(filter: string, owner: Owner): void
  remove(filter: string, owner: Owner): void
  /** Removes all filters of the owner. */
  forget(owner: Owner): void
  /** Whether a filter matches the topic. */
  hear(topic: string): boolean
}

/** One level of the filters, and who has a filter that ends here. */
type Level = { next: Map<string, Level>; owners: Set<Owner> }

const createLevel = (): Level => ({ next: new Map(), owners: new Set() })

export function createListeners(): Listeners {
  const root = createLevel()
  const filtersOf = new Map<Owner, Set<string>>()

  function drop(filter: string, owner: Owner): void {
    const way: { level: Level; name: string }[] = []
    let at = root
    for (const name of filter.split('/')) {
      const next = at.next.get(name)
      if (!next) return
      way.push({ level: at, name })
      at = next
    }
    at.owners.delete(owner)
    for (const { level, name } of way.reverse()) {
      const next = level.next.get(name)
      if (!next || next.owners.size > 0 || next.next.size > 0) return
      level.next.delete(name)
    }
  }

  return {
    add(filter, owner) {
      let at = root
      for (const name of filter.split('/')) {
        const next = at.next.get(name) ?? createLevel()
        at.next.set(name, next)
        at = next
      }
      at.owners.add(owner)
      const filters = filtersOf.get(owner) ?? new Set()
      filtersOf.set(owner, filters.add(filter))
    },
    remove(filter, owner) {
      const filters = filtersOf.get(owner)
      if (!filters?.delete(filter)) return
      if (filters.size === 0) filtersOf.delete(owner)
      drop(filter, owner)
    },
    forget(owner) {
      for (const filter of filtersOf.get(owner) ?? []) drop(filter, owner)
      filtersOf.delete(owner)
    },
    hear: (topic) => root.next.size > 0 && isHeard(root, topic.split('/'), 0)
  }
}

function isHeard({ next }: Level, topic: readonly string[], depth: number): boolean {
  // `a/#` matches `a` itself, too.
  if (next.has('#')) return true
  const name = topic[depth]
  if (name === undefined) return false
  const isLast = depth === topic.length - 1
  for (const wanted of [name, '+']) {
    const level = next.get(wanted)
    if (level && ((isLast && level.owners.size > 0) || isHeard(level, topic, depth + 1))) return true
  }
  return false
}
