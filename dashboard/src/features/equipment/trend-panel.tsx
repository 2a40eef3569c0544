import { ZoomOutOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail, MetricInfo } from '../../../../server/contract/equipment.ts'
import { holdsBetweenReports } from '../../components/chart/chart-data.ts'
import { LazyChart } from '../../components/chart/lazy-chart.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { type TrendRange, trendQuery } from '../../lib/api/readings.ts'
import { serverNow, useNow } from '../../lib/clock.ts'
import { unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { useLimits } from './use-limits.ts'

const hourMs = 3_600_000
const hoursOffered = [1, 6, 24, 168] as const
const leastZoomMs = 60_000
/** As values turn old (contract §3): a pause shorter than this is no hole. */
const gapSamples = 3
const leastGapMs = 5 * 60_000
const chartHeight = 300

type Props = {
  detail: EquipmentDetail
  metric: string
  info: MetricInfo
  metrics: readonly string[]
  onMetric: (metric: string) => void
}

export function TrendPanel({ detail, metric, info, metrics, onMetric }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [range, setRange] = useState<TrendRange>({ kind: 'live', hours: 24 })
  const hours = range.kind === 'live' ? range.hours : 0
  const zoom = (from: number, to: number) => setRange({ kind: 'fixed', from, to: Math.max(to, from + leastZoomMs) })
  return (
    <section className="panel trend" aria-label={t('trend.title')}>
      <header className="panel-head">
        <h2>{t('trend.title')}</h2>
        <Select
          className="trend-metric"
          aria-label={t('trend.metric')}
          value={metric}
          onChange={onMetric}
          options={metrics.map((each) => ({ value: each, label: metricLabel(detail.metrics[each], each, language) }))}
          popupMatchSelectWidth={false}
        />
        <span className="trend-ranges">
          {range.kind === 'fixed' && (
            <Button
              size="small"
              icon={<ZoomOutOutlined />}
              onClick={() => setRange({ kind: 'live', hours: 24 })}
              data-testid="trend-reset"
            >
              {t('trend.reset')}
            </Button>
          )}
          <Segmented
            size="small"
            aria-label={t('trend.range')}
            value={hours}
            options={hoursOffered.map((each) => ({ value: each, label: t(`trend.hours${each}`) }))}
            onChange={(each) => setRange({ kind: 'live', hours: each })}
          />
        </span>
      </header>
      <Trend detail={detail} metric={metric} info={info} range={range} onZoom={zoom} />
    </section>
  )
}

function metricLabel(info: MetricInfo | undefined, metric: string, language: 'zh' | 'en'): string {
  const unit = unitText(info?.unit)
  return `${info?.[language] ?? metric}${unit === '' ? '' : ` (${unit})`}`
}

type TrendProps = Pick<Props, 'detail' | 'metric' | 'info'> & { range: TrendRange; onZoom: (from: number, to: number) => void }

function Trend({ detail, metric, info, range, onZoom }: TrendProps) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const limits = useLimits(detail, metric)
  const { data: trend, error, isPlaceholderData, refetch } = useQuery(trendQuery(detail.id, metric, info, range))
  if (error && !trend) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!trend) return <PageLoading rows={7} />
  if (trend.points.length === 0 && !isPlaceholderData) return <EmptyState title={t('trend.none')} />
  const to = range.kind === 'fixed' ? range.to : Math.max(now, serverNow())
  const from = range.kind === 'fixed' ? range.from : to - range.hours * hourMs
  const held = holdsBetweenReports(info)
  const period = Math.max(trend.stepMs, (info.sample ?? 0) * 1_000)
  const last = trend.points.at(-1)
  const goesOn = held && range.kind === 'live' && detail.status !== 'offline' && last !== undefined && last[0] < to
  return (
    <div className={isPlaceholderData ? 'trend-chart trend-chart-old' : 'trend-chart'} data-testid="trend-chart">
      <LazyChart
        points={goesOn ? [...trend.points, [to, last[1]]] : trend.points}
        low={trend.low}
        high={trend.high}
        gapMs={held ? undefined : Math.max(leastGapMs, gapSamples * period)}
        metric={metric}
        info={info}
        limits={limits}
        range={[from, to]}
        onZoom={onZoom}
        height={chartHeight}
        label={t('trend.of', { name: info[language] })}
      />
      <p className="trend-hint">
        {range.kind === 'live' ? t('trend.hint') : t('trend.zoomed')}
        {trend.low.size > 0 && t('trend.band')}
        {trend.skewed > 0 && ` ${t('trend.skewed', { value: trend.skewed })}`}
      </p>
    </div>
  )
}
