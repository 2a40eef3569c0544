import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { Point } from '../../../../server/contract/readings.ts'
import { formatNumber, formatTime, formatValue, unitText } from '../../lib/format.ts'
import type { Language } from '../../lib/language.ts'
import { usePreferences } from '../../lib/preferences.ts'
import {
  type ChartColumns,
  type ChartLimit,
  type ChartMarker,
  type ChartSpan,
  holdsBetweenReports,
  toColumns,
  valueRange,
  wordsOf
} from './chart-data.ts'
import { chartOptions } from './chart-options.ts'
import './chart.css'

export type TimeChartProps = {
  points: readonly Point[]
  low?: ReadonlyMap<number, number>
  high?: ReadonlyMap<number, number>
  gapMs?: number | undefined
  metric: string
  info: MetricInfo
  limits?: readonly ChartLimit[]
  marker?: ChartMarker
  spans?: readonly ChartSpan[]
  /** ms since the epoch. */
  range: readonly [number, number]
  /** Called with ms when a piece was dragged over. */
  onZoom?: (from: number, to: number) => void
  height: number
  label: string
}

const none: readonly ChartLimit[] = []
const noSpans: readonly ChartSpan[] = []

/** The one chart: a metric over time. Data and range may change often; the canvas is built anew only when its looks change. */
export function TimeChart({
  points,
  low,
  high,
  gapMs,
  metric,
  info,
  limits = none,
  marker,
  spans = noSpans,
  range,
  onZoom,
  height,
  label
}: TimeChartProps) {
  const { theme, language } = usePreferences()
  const holder = useRef<HTMLDivElement>(null)
  const readout = useRef<HTMLOutputElement>(null)
  const chart = useRef<uPlot>(undefined)
  const words = useMemo(() => wordsOf(info, points), [info, points])
  const wordsName = words.join()
  const columns = useMemo<ChartColumns>(
    () => toColumns({ points, gapMs, words, ...(low && { low }), ...(high && { high }) }),
    [points, low, high, gapMs, words]
  )
  const latest = useRef({ columns, range, limits, spans, onZoom, info, metric, language })
  latest.current = { columns, range, limits, spans, onZoom, info, metric, language }
  const zoomable = onZoom !== undefined
  const looks = JSON.stringify({ limits, marker })

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme, words and looks rebuild the canvas; data reaches it through `latest`.
  useEffect(() => {
    if (!holder.current) return
    const stepped = holdsBetweenReports(info)
    const options = chartOptions(
      {
        metric,
        info,
        words,
        limits,
        marker,
        spans: () => latest.current.spans,
        language,
        stepped,
        height,
        timeRange: () => [latest.current.range[0], latest.current.range[1]],
        valueRange: () => discreteRange(info, words) ?? valueRange(latest.current.columns, latest.current.limits),
        onZoom: zoomable ? (from, to) => latest.current.onZoom?.(from, to) : undefined,
        onCursor: (index) => {
          if (readout.current) readout.current.value = describe(latest.current, index, words)
        }
      },
      holder.current.clientWidth,
      stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined
    )
    const built = new uPlot(options, latest.current.columns, holder.current)
    chart.current = built
    const sizes = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) built.setSize({ width: entry.contentRect.width, height })
    })
    sizes.observe(holder.current)
    return () => {
      sizes.disconnect()
      built.destroy()
      chart.current = undefined
    }
  }, [info, wordsName, looks, language, theme, height, zoomable])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a moved range alone has to be drawn as well.
  useEffect(() => {
    chart.current?.setData(columns)
  }, [columns, spans, range[0], range[1]])

  return (
    <figure className="chart" aria-label={label}>
      <output className="chart-readout" ref={readout} />
      <div ref={holder} />
    </figure>
  )
}

function discreteRange(info: MetricInfo, words: readonly string[]): [number, number] | undefined {
  if (info.type === 'boolean') return [-0.15, 1.15]
  return info.type === 'string' ? [-0.4, Math.max(1, words.length - 1) + 0.4] : undefined
}

type Shown = { columns: ChartColumns; info: MetricInfo; metric: string; language: Language }

/** What stands under the pointer, in words. */
function describe(
  { columns, info, metric, language }: Shown,
  index: number | null | undefined,
  words: readonly string[]
): string {
  if (index === null || index === undefined) return ''
  const [times, values, lows, highs] = columns
  const [at, value, low, high] = [times[index], values[index], lows[index], highs[index]]
  if (at === undefined || value === null || value === undefined) return ''
  const time = formatTime(at, Date.now())
  if (info.type === 'boolean') return `${time}  ${formatValue(value === 1, info, language, metric)}`
  if (info.type === 'string') return `${time}  ${formatValue(words[value] ?? '', info, language)}`
  const unit = unitText(info.unit)
  const spread = low !== high && typeof low === 'number' && typeof high === 'number'
  const extremes = spread ? `  (${formatNumber(low, info.unit)} – ${formatNumber(high, info.unit)})` : ''
  return `${time}  ${formatValue(value, info, language)} ${unit}${extremes}`
}
