import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import { type TrendRange, trendQuery } from '../../lib/api/readings.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { EmptyState, ErrorState, PageLoading } from '../states.tsx'
import { type ChartLimit, type ChartMarker, type ChartSpan, holdsBetweenReports } from './chart-data.ts'
import { LazyChart } from './lazy-chart.tsx'

/** As values turn old (contract §3): a pause shorter than this is no hole. */
const gapSamples = 3
const leastGapMs = 5 * 60_000

type Props = {
  equipment: string
  metric: string
  info: MetricInfo
  range: Extract<TrendRange, { kind: 'fixed' }>
  limits?: readonly ChartLimit[]
  marker?: ChartMarker
  spans?: readonly ChartSpan[]
  height: number
}

/** A piece of the past of one metric, fetched and drawn. */
export function MetricChart({ equipment, metric, info, range, limits, marker, spans, height }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: trend, error, isPlaceholderData, refetch } = useQuery(trendQuery(equipment, metric, info, range))
  if (error && !trend) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!trend || isPlaceholderData) return <PageLoading rows={Math.round(height / 44)} />
  if (trend.points.length === 0) return <EmptyState title={t('trend.none')} />
  const held = holdsBetweenReports(info)
  const last = trend.points.at(-1)
  const period = Math.max(trend.stepMs, (info.sample ?? 0) * 1_000)
  return (
    <LazyChart
      points={held && last ? [...trend.points, [range.to, last[1]]] : trend.points}
      low={trend.low}
      high={trend.high}
      gapMs={held ? undefined : Math.max(leastGapMs, gapSamples * period)}
      metric={metric}
      info={info}
      range={[range.from, range.to]}
      height={height}
      label={t('trend.of', { name: info[language] })}
      {...(limits && { limits })}
      {...(marker && { marker })}
      {...(spans && { spans })}
    />
  )
}
