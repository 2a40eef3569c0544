/** A leaf as a short formula, such as `outlet_pressure < 0.25`. */
import { formatDuration } from './format-duration.ts'
import type { Leaf, Limit, LimitLeaf } from './rule.ts'

export function describeLeaf(leaf: Leaf): string {
  const at = aim(leaf)
  switch (leaf.type) {
    case 'limit':
      return sides(leaf.abs ? `|${at}${leaf.metric}|` : `${at}${leaf.metric}`, leaf)
    case 'window': {
      const figure = `${leaf.fn}(${at}${leaf.metric}, ${formatDuration(leaf.overMs)})`
      return sides(leaf.abs ? `|${figure}|` : figure, leaf)
    }
    case 'equals':
      return `${at}${leaf.metric} ${leaf.negate ? '≠' : '='} ${leaf.value}`
    case 'fact':
      return `${leaf.attribute} ${leaf.negate ? '≠' : '='} ${leaf.value}`
    case 'move':
      return `${at}${leaf.metric} ${leaf.direction === 'falls' ? '↓' : '↑'} ${leaf.by} / ${formatDuration(leaf.withinMs)}`
    case 'stuck':
      return `${at}${leaf.metric} = const / ${formatDuration(leaf.stuckMs)}`
    case 'no_data':
      return `no_data(${at}${leaf.metric ?? '*'}, ${formatDuration(leaf.silenceMs)})`
    case 'event':
      return `${at}${leaf.codes.join(' | ')}${leaf.until.length > 0 ? ` … ${leaf.until.join(' | ')}` : ''}`
  }
}

function aim({ target }: Leaf): string {
  if (target === null) return ''
  return 'equipment' in target ? `${target.equipment}.` : `${target.kind}[${target.same}].`
}

function sides(what: string, { below, above }: Pick<LimitLeaf, 'below' | 'above'>): string {
  return [below && `${what} < ${figure(below.raise)}`, above && `${what} > ${figure(above.raise)}`].filter(Boolean).join(' ∨ ')
}

function figure(limit: Limit): string {
  if (typeof limit === 'number') return String(limit)
  const factor = limit.times === 1 ? '' : ` × ${limit.times}`
  const offset = limit.plus === 0 ? '' : ` ${limit.plus < 0 ? '−' : '+'} ${Math.abs(limit.plus)}`
  return `${limit.name}${factor}${offset}`
}
