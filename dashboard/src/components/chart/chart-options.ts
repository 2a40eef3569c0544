/** uPlot's options in our colours: axes, band of extremes, limits and marker. */
import type uPlot from 'uplot'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import { formatValue, trimmed, twoDigits } from '../../lib/format.ts'
import type { Language } from '../../lib/preferences.ts'
import type { ChartLimit, ChartMarker } from './chart-data.ts'

export type ChartLook = {
  metric: string
  info: MetricInfo
  words: readonly string[]
  limits: readonly ChartLimit[]
  marker: ChartMarker | undefined
  language: Language
  /** Steps between points instead of slopes: booleans, words, and what reports on change. */
  stepped: boolean
  height: number
  /** Read at each drawing, as they follow the data and the clock. */
  timeRange: () => [number, number]
  valueRange: () => [number, number]
  onZoom: ((from: number, to: number) => void) | undefined
  onCursor: (index: number | null | undefined) => void
}

const dayMs = 86_400_000
const leastDragPx = 6

export function chartOptions(look: ChartLook, width: number, makePath: uPlot.Series.PathBuilder | undefined): uPlot.Options {
  const color = readColors()
  const axis = { stroke: color.text, grid: { stroke: color.grid, width: 1 }, ticks: { show: false }, font: `11px ${color.font}` }
  const path = makePath ? { paths: makePath } : {}
  return {
    width,
    height: look.height,
    ms: 1,
    legend: { show: false },
    padding: [12, 12, 0, 0],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: look.onZoom !== undefined, y: false, setScale: false }
    },
    scales: { x: { time: true, range: () => look.timeRange() }, y: { range: () => look.valueRange() } },
    axes: [
      {
        ...axis,
        values: (_chart, splits, _axis, _space, increment) => splits.map((at) => timeLabel(at, increment)),
        space: 70,
        size: 28
      },
      { ...axis, ...valueAxis(look), size: (_chart, values) => axisWidth(values) }
    ],
    series: [
      {},
      { stroke: color.line, width: 1.6, points: { show: true, size: 4, filter: alone }, ...path },
      { stroke: 'transparent', points: { show: false }, ...path },
      { stroke: 'transparent', points: { show: false }, ...path }
    ],
    bands: [{ series: [3, 2], fill: color.band }],
    hooks: {
      draw: [(chart) => drawLimits(chart, look, color), (chart) => drawMarker(chart, look, color)],
      setCursor: [(chart) => look.onCursor(chart.cursor.idx)],
      setSelect: [(chart) => zoomTo(chart, look.onZoom)]
    }
  }
}

/** A value with nothing beside it would be no line and so unseen. */
function alone(chart: uPlot, series: number): number[] {
  const values = chart.data[series] ?? []
  const empty = (at: number) => values[at] === null || values[at] === undefined
  const indices: number[] = []
  for (let at = 0; at < values.length; at += 1) if (!empty(at) && empty(at - 1) && empty(at + 1)) indices.push(at)
  return indices
}

function valueAxis({ metric, info, words, language }: ChartLook): Partial<uPlot.Axis> {
  if (info.type === 'boolean') {
    return {
      splits: () => [0, 1],
      values: (_chart, splits) => splits.map((each) => formatValue(each === 1, info, language, metric))
    }
  }
  if (info.type === 'string') {
    const splits = words.map((_word, at) => at)
    return { splits: () => splits, values: (_chart, shown) => shown.map((at) => formatValue(words[at] ?? '', info, language)) }
  }
  return { values: (_chart, splits) => splits.map((value) => String(Number(value.toPrecision(6)))) }
}

/** Room for the widest label: Chinese words take about twice a digit. */
function axisWidth(values: readonly string[] | null): number {
  const widths = (values ?? []).map((text) => [...text].reduce((sum, sign) => sum + (sign > '⺀' ? 12 : 6.6), 0))
  return Math.max(34, ...widths) + 10
}

function timeLabel(at: number, increment: number): string {
  const date = new Date(at)
  const midnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0
  if (increment >= dayMs || midnight) return `${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`
  const parts = [date.getHours(), date.getMinutes(), ...(increment < 60_000 ? [date.getSeconds()] : [])]
  return parts.map(twoDigits).join(':')
}

function zoomTo(chart: uPlot, onZoom: ChartLook['onZoom']): void {
  const { left, width } = chart.select
  if (!onZoom || width < leastDragPx) return
  const from = chart.posToVal(left, 'x')
  const to = chart.posToVal(left + width, 'x')
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  onZoom(Math.round(from), Math.round(to))
}

type Colors = ReturnType<typeof readColors>

function readColors() {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: read('--text-3'),
    grid: read('--line-soft'),
    line: read('--accent'),
    band: read('--accent-soft'),
    alarm: read('--alarm-edge'),
    warning: read('--warning-edge'),
    quiet: read('--text-3'),
    panel: read('--panel'),
    font: read('--font')
  }
}

function drawLimits(chart: uPlot, look: ChartLook, color: Colors): void {
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  for (const limit of look.limits) {
    const y = chart.valToPos(limit.value, 'y', true)
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    const stroke = color[limit.tone]
    line(ctx, { stroke, dash: [6 * scale, 4 * scale], from: [bbox.left, y], to: [bbox.left + bbox.width, y], scale })
    const text = `${limit.label} ${trimmed(limit.value, look.info.unit)}`
    label(ctx, {
      text,
      color: stroke,
      back: color.panel,
      x: bbox.left + 6 * scale,
      align: 'left',
      y: y - 5 * scale,
      scale,
      font: color.font
    })
  }
}

function drawMarker(chart: uPlot, look: ChartLook, color: Colors): void {
  if (!look.marker) return
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  const x = chart.valToPos(look.marker.at, 'x', true)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  line(ctx, { stroke: color.alarm, dash: [], from: [x, bbox.top], to: [x, bbox.top + bbox.height], scale })
  const y = bbox.top + 14 * scale
  label(ctx, {
    text: look.marker.label,
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
  ctx.fillRect((align === 'left' ? x : x - width) - 2 * scale, y - 10 * scale, width + 4 * scale, 13 * scale)
  ctx.globalAlpha = 1
  ctx.fillStyle = color
  ctx.fillText(text, x, y)
  ctx.restore()
}
