import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { ChartLimit, ChartMarker } from '../../components/chart/chart-data.ts'
import { MetricChart } from '../../components/chart/metric-chart.tsx'
import { equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { rulesQuery } from '../../lib/api/rules.ts'
import { serverNow } from '../../lib/clock.ts'
import { usePreferences } from '../../lib/preferences.ts'

const aroundMs = 30 * 60_000
/** A stale alarm would shrink its beginning to a line. */
const mostMs = 24 * 3_600_000

/** The metric around the raise; nothing for events and silence, which have no curve. */
export function AlarmChart({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const metric = useQuery(rulesQuery).data?.find(({ id }) => id === alarm.rule)?.metric
  const info = useQuery(equipmentDetailQuery(alarm.equipment)).data?.metrics[metric ?? '']
  if (metric === undefined || !info) return null
  return (
    <section className="panel" aria-label={t('trend.title')}>
      <header className="panel-head">
        <h2>{info[language]}</h2>
      </header>
      <Around key={alarm.id} alarm={alarm} metric={metric} info={info} />
    </section>
  )
}

function Around({ alarm, metric, info }: { alarm: AlarmItem; metric: string; info: MetricInfo }) {
  const { t } = useTranslation()
  const raised = Date.parse(alarm.raisedAt)
  const cleared = alarm.clearedAt
  const range = useMemo(() => {
    const end = cleared === null ? serverNow() : Date.parse(cleared) + aroundMs / 3
    return { kind: 'fixed' as const, from: raised - aroundMs, to: Math.min(end, raised + mostMs) }
  }, [raised, cleared])
  const limits = useMemo<ChartLimit[]>(
    () => (typeof alarm.limit === 'number' ? [{ value: alarm.limit, tone: 'alarm', label: t('breach.limit') }] : []),
    [alarm.limit, t]
  )
  const marker = useMemo<ChartMarker>(() => ({ at: raised, label: t('breach.marker') }), [raised, t])
  return (
    <MetricChart
      equipment={alarm.equipment}
      metric={metric}
      info={info}
      range={range}
      limits={limits}
      marker={marker}
      height={220}
    />
  )
}
