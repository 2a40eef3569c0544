/** uPlot's options in our colours: axes, band of extremes, limits and marker. */
import type uPlot from 'uplot'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import { formatValue, twoDigits } from '../../lib/format.ts'
import type { Language } from '../../lib/language.ts'
import { toSiteDate, toSiteParts } from '../../lib/site-zone.ts'
import type { ChartLimit, ChartMarker, ChartSpan } from './chart-data.ts'
import { drawLimits, drawMarker, drawSpans, readColors } from './chart-drawing.ts'

export type ChartLook = {
  metric: string
  info: MetricInfo
  words: readonly string[]
  limits: readonly ChartLimit[]
  marker: ChartMarker | undefined
  spans: () => readonly ChartSpan[]
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
    tzDate: toSiteDate,
    legend: { show: false },
    padding: [14, 22, 0, 0],
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
      drawAxes: [(chart) => drawSpans(chart, look.spans(), color)],
      draw: [
        (chart) => drawLimits(chart, look.limits, color, look.info.unit),
        (chart) => look.marker && drawMarker(chart, look.marker, color)
      ],
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
  const { month, day, hour, minute, second } = toSiteParts(at)
  if (increment >= dayMs || hour + minute + second === 0) return `${twoDigits(month)}-${twoDigits(day)}`
  const parts = [hour, minute, ...(increment < 60_000 ? [second] : [])]
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
