/** Where the places of a round stand on the drawing. Pure. */
import type { CheckpointInput } from '../../../../../server/contract/site.ts'
import type { Point } from './walk-steps.ts'

/** Of the drawing, in its own units. */
export const drawing = { width: 720, height: 420, margin: 60 }

const perRow = 5

export type Layout = {
  points: ReadonlyMap<string, Point>
  /** Without two positions there is no plan: places stand in a line, in the order of the round. */
  isStrip: boolean
}

/**
 * To scale by their positions (metres, north up); those without one follow in a row below.
 *
 * @param ids in the order of the plan
 */
export function layOut(ids: readonly string[], positions: ReadonlyMap<string, CheckpointInput['position']>): Layout {
  const placed = ids.flatMap((id) => {
    const position = positions.get(id)
    return position ? [{ id, x: position.x, y: -position.y }] : []
  })
  if (placed.length < 2) return { points: inRows(ids, drawing.height / 2), isStrip: true }
  const rest = ids.filter((id) => !positions.get(id))
  const { width, height, margin } = drawing
  const low = { x: Math.min(...placed.map(({ x }) => x)), y: Math.min(...placed.map(({ y }) => y)) }
  const size = {
    x: Math.max(...placed.map(({ x }) => x)) - low.x,
    y: Math.max(...placed.map(({ y }) => y)) - low.y
  }
  const below = rest.length > 0 ? margin : 0
  const scale = Math.min((width - 2 * margin) / Math.max(size.x, 1), (height - 2 * margin - below) / Math.max(size.y, 1))
  const left = (width - size.x * scale) / 2
  const top = (height - below - size.y * scale) / 2
  const points = placed.map(({ id, x, y }) => [id, { x: left + (x - low.x) * scale, y: top + (y - low.y) * scale }] as const)
  return { points: new Map([...points, ...inRows(rest, height - margin / 2)]), isStrip: false }
}

/** To and fro, so that each stands beside the one before it. */
function inRows(ids: readonly string[], y: number): Map<string, Point> {
  const { width, margin } = drawing
  const rows = Math.ceil(ids.length / perRow)
  const columns = Math.min(ids.length, perRow)
  const gap = 90
  return new Map(
    ids.map((id, index) => {
      const row = Math.floor(index / perRow)
      const column = row % 2 === 0 ? index % perRow : columns - 1 - (index % perRow)
      return [
        id,
        { x: margin + (column * (width - 2 * margin)) / Math.max(columns - 1, 1), y: y + (row - (rows - 1) / 2) * gap }
      ] as const
    })
  )
}
