import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { AlarmDetail, AlarmItem } from '../../../../server/contract/alarms.ts'
import { AlarmActions } from '../../components/alarms/alarm-actions.tsx'
import { AlarmMarks, AlarmStateBadge, QuietReason } from '../../components/alarms/alarm-badges.tsx'
import { AlarmFigures } from '../../components/alarms/alarm-figures.tsx'
import { SeverityBadge } from '../../components/badges.tsx'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { alarmDetailQuery, currentAlarmsQuery, wantsAcknowledging } from '../../lib/api/alarms.ts'
import { useMay } from '../../lib/api/session.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { AlarmChart } from './alarm-chart.tsx'
import { AlarmEvents } from './alarm-events.tsx'
import { Consequences } from './consequences.tsx'
import './alarms.css'

export function AlarmPage() {
  const { id = '' } = useParams()
  const { data: alarm, error, refetch } = useQuery(alarmDetailQuery(id))
  if (alarm) return <Alarm key={alarm.id} alarm={alarm} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}

function Alarm({ alarm }: { alarm: AlarmDetail }) {
  const { t } = useTranslation()
  const unseen = useUnseenConsequences(alarm.id)
  return (
    <div className="alarm-page">
      <AlarmHead alarm={alarm} />
      <AlarmLinks alarm={alarm} />
      <div className="alarm-columns">
        <div className="alarm-column">
          <section className="panel alarm-do" aria-label={t('ticket.action')}>
            <header className="panel-head">
              <h2>{t('ticket.action')}</h2>
            </header>
            <p data-testid="alarm-action">{alarm.action}</p>
          </section>
          <AlarmChart alarm={alarm} />
          {alarm.linked > 0 && (
            <section className="panel" aria-label={t('alarm.consequences')}>
              <header className="panel-head">
                <h2>{t('alarm.consequences')}</h2>
                <span className="faint">{alarm.linked}</span>
              </header>
              <Consequences cause={alarm.id} unseen={unseen} />
            </section>
          )}
        </div>
        <AlarmEvents events={alarm.history} />
      </div>
    </div>
  )
}

function useUnseenConsequences(cause: string): readonly string[] {
  const select = useCallback(
    (all: AlarmItem[]) => all.filter((each) => each.cause === cause && wantsAcknowledging(each)).map(({ id }) => id),
    [cause]
  )
  return useQuery({ ...currentAlarmsQuery, select }).data ?? []
}

function AlarmHead({ alarm }: { alarm: AlarmDetail }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const title = useAlarmTitle()(alarm)
  usePageTitle(title)
  const end = alarm.clearedAt === null ? now : Date.parse(alarm.clearedAt)
  return (
    <header className="page-head">
      <div>
        <nav className="crumbs" aria-label={t('page.crumbs')}>
          <Link className="link" to="/alarms">
            {t('nav.alarms')}
          </Link>
          <span>{alarm.id}</span>
        </nav>
        <h1>{title}</h1>
        <div className="alarm-badges" data-testid="alarm-state" data-state={alarm.state}>
          <SeverityBadge severity={alarm.severity} />
          <AlarmStateBadge state={alarm.state} />
          <AlarmMarks alarm={alarm} />
          <span className="muted">
            <QuietReason alarm={alarm} />
          </span>
        </div>
      </div>
      <PageFacts>
        <Fact name={t('ticket.equipment')}>
          <EquipmentLink id={alarm.equipment} />
        </Fact>
        <Fact name={t('alarm.raised')}>{formatDateTime(alarm.raisedAt)}</Fact>
        <Fact name={alarm.active ? t('alarm.for') : t('alarm.lasted')}>
          {formatSpan(end - Date.parse(alarm.raisedAt), language)}
        </Fact>
        {typeof alarm.value === 'number' && (
          <Fact name={t('alarm.value')}>
            <AlarmFigures alarm={alarm} />
          </Fact>
        )}
        <Fact name={t('ticket.rule')}>
          <Link className="link mono" to={rulePath(alarm)}>
            {`${alarm.rule} v${alarm.ruleVersion}`}
          </Link>
        </Fact>
      </PageFacts>
    </header>
  )
}

function rulePath({ rule, equipment }: AlarmDetail): string {
  return `/alarms/rules/${encodeURIComponent(rule)}?equipment=${encodeURIComponent(equipment)}`
}

/** From here to everything that belongs to it. */
function AlarmLinks({ alarm }: { alarm: AlarmDetail }) {
  const { t } = useTranslation()
  const leads = useMay('manager')
  return (
    <div className="alarm-links">
      <AlarmActions alarm={alarm} />
      {alarm.ticket !== null && (
        <Link className="link" to={`/tickets/${alarm.ticket}`}>
          {t('alarm.ticket')}
        </Link>
      )}
      {alarm.cause !== null && (
        <Link className="link" to={`/alarms/${encodeURIComponent(alarm.cause)}`}>
          {t('alarm.toCause')}
        </Link>
      )}
      <Link className="link" to={`${rulePath(alarm)}&tab=why`} data-testid="alarm-why">
        {t('why.title')}
      </Link>
      {leads && (
        <Link className="link" to={rulePath(alarm)} data-testid="alarm-backtest">
          {t('rule.backtest')}
        </Link>
      )}
    </div>
  )
}
