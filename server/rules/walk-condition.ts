/** Walks through a condition: its leaves, and the metric that stands for it. */
import type { Condition, Group, Leaf, Node } from './rule.ts'

/**
 * The metric whose readings a ticket shows: that of the first limit, else the first one, of the rule's own equipment. Null for events and for
 * silence of everything.
 */
export function metricOf(condition: Condition): string | null {
  switch (condition.type) {
    case 'limit':
    case 'equals':
    case 'no_data':
      return condition.metric
    case 'event':
      return null
    case 'tree':
      return ofTree(condition.root)
    case 'anomaly':
      return condition.metrics[0] ?? null
    case 'stages': {
      for (const { condition: stage } of condition.stages) {
        const metric = metricOf(stage)
        if (metric !== null) return metric
      }
      return null
    }
  }
}

function ofTree(root: Node): string | null {
  const own = leavesOf(root).filter(({ target }) => target === null)
  const measured = own.find(({ type }) => type === 'limit' || type === 'window' || type === 'move' || type === 'stuck')
  for (const leaf of measured ? [measured] : own) if (leaf.type !== 'event' && leaf.metric !== null) return leaf.metric
  return null
}

/** In the order they are written. */
export function leavesOf(node: Node): Leaf[] {
  return isGroup(node) ? node.parts.flatMap(leavesOf) : [node]
}

/** Where each of these leaves is written, such as `all.0`; empty for a condition that is one. */
export function pathsOf(node: Node, path = ''): string[] {
  if (!isGroup(node)) return [path]
  const at = path === '' ? node.type : `${path}.${node.type}`
  return node.parts.flatMap((part, index) => pathsOf(part, `${at}.${index}`))
}

export function isGroup(node: Node): node is Group {
  return node.type === 'all' || node.type === 'any' || node.type === 'none'
}
