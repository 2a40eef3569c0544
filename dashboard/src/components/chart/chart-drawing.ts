/** What is drawn over the curve: limits and the marker of a breach. In canvas pixels. */
import type uPlot from 'uplot'
import { trimmed } from '../../lib/format.ts'
import type { ChartLimit, ChartMarker, ChartSpan } from './chart-data.ts'

export type ChartColors = ReturnType<typeof readColors>

/** From `base.css` as it stands: a chart is built anew when the theme changes. */
export function readColors() {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: read('--text-3'),
    grid: read('--line-soft'),
    line: read('--accent'),
    band: read('--accent-soft'),
    alarm: read('--alarm-edge'),
    shade: read('--alarm-soft'),
    warning: read('--warning-edge'),
    quiet: read('--text-3'),
    panel: read('--panel'),
    font: read('--font')
  }
}

export function drawLimits(chart: uPlot, limits: readonly ChartLimit[], color: ChartColors, unit: string | undefined): void {
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  for (const limit of limits) {
    const y = chart.valToPos(limit.value, 'y', true)
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    const stroke = color[limit.tone]
    line(ctx, { stroke, dash: [6 * scale, 4 * scale], from: [bbox.left, y], to: [bbox.left + bbox.width, y], scale })
    const text = `${limit.label} ${trimmed(limit.value, unit)}`
    label(ctx, {
      text,
      color: stroke,
      back: color.panel,
      x: bbox.left + 6 * scale,
      align: 'left',
      y: y - 7 * scale,
      scale,
      font: color.font
    })
  }
}

const stripHeight = 5
/** Shorter than a pixel would not be seen at all. */
const leastSpanPx = 2

/** Under the curve: when it was in alarm, and at the upper edge what is new and what is gone. */
export function drawSpans(chart: uPlot, spans: readonly ChartSpan[], color: ChartColors): void {
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  const fills = { alarm: color.shade, added: color.alarm, removed: color.quiet }
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const { from, to, tone } of spans) {
    const left = chart.valToPos(from, 'x', true)
    const width = Math.max(leastSpanPx * scale, chart.valToPos(to, 'x', true) - left)
    ctx.fillStyle = fills[tone]
    if (tone === 'alarm') ctx.fillRect(left, bbox.top, width, bbox.height)
    else ctx.fillRect(left, bbox.top + (tone === 'added' ? 0 : stripHeight + 2) * scale, width, stripHeight * scale)
  }
  ctx.restore()
}

export function drawMarker(chart: uPlot, marker: ChartMarker, color: ChartColors): void {
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  const x = chart.valToPos(marker.at, 'x', true)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  line(ctx, { stroke: color.alarm, dash: [], from: [x, bbox.top], to: [x, bbox.top + bbox.height], scale })
  const y = bbox.top + 14 * scale
  label(ctx, {
    text: marker.label,
    color: color.alarm,
    back: color.panel,
    x: x - 6 * scale,
    y,
    align: 'right',
    scale,
    font: color.font
  })
}

type Line = { stroke: string; dash: number[]; from: [number, number]; to: [number, number]; scale: number }

function line(ctx: CanvasRenderingContext2D, { stroke, dash, from, to, scale }: Line): void {
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.lineWidth = 1.2 * scale
  ctx.setLineDash(dash)
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
  ctx.restore()
}

type Label = {
  text: string
  color: string
  back: string
  x: number
  y: number
  align: 'left' | 'right'
  scale: number
  font: string
}

/** On a patch of the panel's colour, so that the curve does not run through the words. */
function label(ctx: CanvasRenderingContext2D, { text, color, back, x, y, align, scale, font }: Label): void {
  ctx.save()
  ctx.font = `${11 * scale}px ${font}`
  ctx.textAlign = align
  const { width } = ctx.measureText(text)
  ctx.globalAlpha = 0.75
  ctx.fillStyle = back
  ctx.fillRect((align === 'left' ? x : x - width) - 2 * scale, y - 11 * scale, width + 4 * scale, 13 * scale)
  ctx.globalAlpha = 1
  ctx.fillStyle = color
  ctx.fillText(text, x, y)
  ctx.restore()
}
