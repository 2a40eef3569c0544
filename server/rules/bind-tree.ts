/** A condition's tree on one equipment: every leaf with the series, windows and limits it looks at. */
import type { Value } from '../../gateway/reading.ts'
import type {
  EqualsLeaf,
  EventLeaf,
  FactLeaf,
  Leaf,
  Limit,
  LimitLeaf,
  MoveLeaf,
  NoDataLeaf,
  Node,
  Side,
  StuckLeaf,
  WindowLeaf
} from './rule.ts'
import type { EquipmentRules, Plant, SeriesRules } from './rule-index.ts'
import { createValueWindow, type ValueWindow } from './value-window.ts'
import { isGroup } from './walk-condition.ts'

/** A figure (NaN: an attribute that the equipment lacks, or that is no number), or one that follows a metric. */
export type BoundLimit = number | { series: SeriesRules; times: number; plus: number }
export type BoundSides = { below?: Side<BoundLimit>; above?: Side<BoundLimit> }

type Bound<L extends Leaf> = { leaf: L }
/** One leaf may judge several equipment; none when nothing matches. */
export type BoundLeaf =
  | (Bound<LimitLeaf | EqualsLeaf | StuckLeaf> & { kind: 'value'; sources: SeriesRules[]; sides: BoundSides })
  | (Bound<WindowLeaf | MoveLeaf> & {
      kind: 'window'
      sources: { series: SeriesRules; window: ValueWindow }[]
      sides: BoundSides
    })
  | (Bound<NoDataLeaf> & { kind: 'silence'; sources: { on: EquipmentRules; series: SeriesRules | null }[] })
  | (Bound<EventLeaf> & { kind: 'event'; sources: EquipmentRules[] })
  | (Bound<FactLeaf> & { kind: 'fact'; sources: EquipmentRules[]; value: Value | null })

export type BoundGroup = { kind: 'all' | 'any' | 'none'; parts: BoundNode[] }
export type BoundNode = BoundLeaf | BoundGroup

export type BoundTree = {
  root: BoundNode
  /** In the order they are written. */
  leaves: BoundLeaf[]
  /** All series a reading of which may change the verdict, limits included. */
  series: SeriesRules[]
  eventful: EquipmentRules[]
  silent: EquipmentRules[]
  /** Windows over what reports on change: they slide while nothing comes. */
  sliding: { series: SeriesRules; window: ValueWindow }[]
}

export type Binding = {
  on: EquipmentRules
  plant: Plant
  equipment: (id: string) => EquipmentRules
  /** Ids of a kind. */
  others: (kind: string) => readonly string[]
}

export function bindTree(root: Node, binding: Binding): BoundTree {
  const tree: BoundTree = {
    root: { kind: 'all', parts: [] },
    leaves: [],
    series: [],
    eventful: [],
    silent: [],
    sliding: []
  }
  tree.root = bind(root, binding, tree)
  return tree
}

function bind(node: Node, binding: Binding, tree: BoundTree): BoundNode {
  if (isGroup(node)) {
    return { kind: node.type, parts: node.parts.map((part) => bind(part, binding, tree)) }
  }
  const leaf = bindLeaf(node, binding, tree)
  tree.leaves.push(leaf)
  return leaf
}

function bindLeaf(leaf: Leaf, binding: Binding, tree: BoundTree): BoundLeaf {
  const targets = targetsOf(leaf, binding)
  switch (leaf.type) {
    case 'fact': {
      const value = binding.plant.attributesOf?.(binding.on.id)?.[leaf.attribute] ?? null
      return { kind: 'fact', leaf, sources: targets, value }
    }
    case 'event':
      for (const on of targets) note(tree.eventful, on)
      return { kind: 'event', leaf, sources: targets }
    case 'no_data': {
      const { metric } = leaf
      for (const on of targets) note(tree.silent, on)
      return {
        kind: 'silence',
        leaf,
        sources: targets.map((on) => ({ on, series: metric === null ? null : on.series(metric) }))
      }
    }
    case 'window':
    case 'move': {
      const [spanMs, closed] = leaf.type === 'window' ? [leaf.overMs, false] : [leaf.withinMs, true]
      const sources = targets.map((on) => {
        const series = on.series(leaf.metric)
        const source = { series, window: windowOf(series, spanMs, closed) }
        note(tree.series, series)
        if (series.freshMs === null) tree.sliding.push(source)
        return source
      })
      return { kind: 'window', leaf, sources, sides: leaf.type === 'window' ? bindSides(leaf, binding, tree) : {} }
    }
    case 'limit':
    case 'equals':
    case 'stuck': {
      const sources = targets.map((on) => on.series(leaf.metric))
      for (const series of sources) {
        note(tree.series, series)
        if (leaf.type === 'stuck') series.stuckMs = Math.max(series.stuckMs, leaf.stuckMs)
      }
      return { kind: 'value', leaf, sources, sides: leaf.type === 'limit' ? bindSides(leaf, binding, tree) : {} }
    }
  }
}

/** Ten thousand trees: lists of one or two, not sets. */
function note<Item>(list: Item[], item: Item): void {
  if (!list.includes(item)) list.push(item)
}

/** `same` speaks of others: the judged equipment is not among them. */
function targetsOf({ target }: Leaf, { on, plant, equipment, others }: Binding): EquipmentRules[] {
  if (target === null) return [on]
  if ('equipment' in target) return [equipment(target.equipment)]
  const wanted = plant.attributesOf?.(on.id)?.[target.same]
  if (wanted === undefined) return []
  return others(target.kind)
    .filter((id) => id !== on.id && plant.attributesOf?.(id)?.[target.same] === wanted)
    .map(equipment)
}

/** Rules share the window of a series where it is the same one. */
function windowOf(series: SeriesRules, spanMs: number, closed: boolean): ValueWindow {
  const found = series.windows.find((window) => window.spanMs === spanMs && window.closed === closed)
  if (found) return found
  const made = createValueWindow(spanMs, closed)
  series.windows.push(made)
  return made
}

function bindSides({ below, above }: Pick<LimitLeaf, 'below' | 'above'>, binding: Binding, tree: BoundTree): BoundSides {
  const side = ({ raise, clear }: Side<Limit>): Side<BoundLimit> => ({
    raise: bindLimit(raise, binding, tree),
    clear: clear === null ? null : bindLimit(clear, binding, tree)
  })
  return { ...(below && { below: side(below) }), ...(above && { above: side(above) }) }
}

function bindLimit(limit: Limit, { on, plant }: Binding, tree: BoundTree): BoundLimit {
  if (typeof limit === 'number') return limit
  const { from, name, times, plus } = limit
  if (from === 'metric') {
    const series = on.series(name)
    note(tree.series, series)
    return { series, times, plus }
  }
  const value = plant.attributesOf?.(on.id)?.[name]
  return typeof value === 'number' ? scaled(value, times, plus) : Number.NaN
}

/** Without the last digits, which only say how a computer multiplies: 0.4 - 0.08 is 0.32. */
export function scaled(value: number, times: number, plus: number): number {
  return Math.round((value * times + plus) * 1e9) / 1e9
}
