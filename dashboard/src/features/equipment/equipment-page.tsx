import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { QuietBadges } from '../../components/alarms/quiet-badges.tsx'
import { EquipmentStatusBadge } from '../../components/badges.tsx'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { useNow } from '../../lib/clock.ts'
import { formatSpan, formatValue } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { ClockNotice } from './clock-notice.tsx'
import { EquipmentAlarms } from './equipment-alarms.tsx'
import { EquipmentTickets } from './equipment-tickets.tsx'
import { EquipmentWhy } from './equipment-why.tsx'
import { orderMetrics } from './metric-order.ts'
import { MetricTable } from './metric-table.tsx'
import { OutOfServicePanel } from './out-of-service.tsx'
import { TrendPanel } from './trend-panel.tsx'
import './equipment.css'

export function EquipmentPage() {
  const { id = '' } = useParams()
  const { data: detail, error, refetch } = useQuery(equipmentDetailQuery(id))
  if (detail) return <Equipment key={detail.id} detail={detail} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}

function Equipment({ detail }: { detail: EquipmentDetail }) {
  usePageTitle(detail.name)
  const metrics = orderMetrics(detail)
  const [chosen, setChosen] = useState<string>()
  const metric = chosen ?? metrics[0]
  const info = metric === undefined ? undefined : detail.metrics[metric]
  return (
    <div className="equipment">
      <EquipmentHead detail={detail} />
      <OutOfServicePanel detail={detail} />
      <ClockNotice detail={detail} />
      <EquipmentAlarms equipment={detail.id} />
      <div className="equipment-columns">
        <MetricTable detail={detail} metrics={metrics} chosen={metric} onChoose={setChosen} />
        <div className="equipment-side">
          {metric !== undefined && info && (
            <TrendPanel detail={detail} metric={metric} info={info} metrics={metrics} onMetric={setChosen} />
          )}
          <EquipmentWhy detail={detail} />
          <EquipmentTickets equipment={detail.id} />
        </div>
      </div>
    </div>
  )
}

function EquipmentHead({ detail }: { detail: EquipmentDetail }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const seen =
    detail.lastSeenAt === null
      ? t('value.never')
      : t('value.seen', { span: formatSpan(now - Date.parse(detail.lastSeenAt), language) })
  return (
    <header className="page-head">
      <div>
        <nav className="crumbs" aria-label={t('page.crumbs')}>
          <Link className="link" to="/">
            {t('nav.overview')}
          </Link>
          <span>{detail.location || t('overview.nowhere')}</span>
        </nav>
        <h1>
          {detail.name} <EquipmentStatusBadge status={detail.status} /> <QuietBadges equipment={detail.id} />
        </h1>
      </div>
      <PageFacts>
        <Fact name={t('equipment.kind')}>{detail.kindName[language]}</Fact>
        <Fact name={t('equipment.id')} className="mono">
          {detail.id}
        </Fact>
        {Object.entries(detail.attributes).map(([name, value]) => (
          <Fact key={name} name={t(`attribute.${name}`, { defaultValue: name })}>
            {typeof value === 'string' ? formatValue(value, detail.metrics[name], language) : String(value)}
          </Fact>
        ))}
        <Fact name={t('equipment.lastSeen')}>{seen}</Fact>
      </PageFacts>
    </header>
  )
}
