import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { Point } from '../../../../server/contract/readings.ts'
import type { Breach, TicketDetail } from '../../../../server/contract/tickets.ts'
import { type ChartLimit, type ChartMarker, holdsBetweenReports } from '../../components/chart/chart-data.ts'
import { LazyChart } from '../../components/chart/lazy-chart.tsx'
import { equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { formatDateTime, formatValue, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { BreachContext } from './breach-context.tsx'

const beforeMs = 30 * 60_000
const afterMs = 60_000
const chartHeight = 240
const gapSamples = 3
const leastGapMs = 5 * 60_000

type Props = { breach: Breach; ticket: Pick<TicketDetail, 'id' | 'equipment'> }

/** The readings as they were around the breach, and what was known of the equipment; nothing later changes them. */
export function BreachPanel({ breach, ticket }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: detail } = useQuery({ ...equipmentDetailQuery(ticket.equipment ?? ''), enabled: ticket.equipment !== null })
  const { metric } = breach
  const info = useMemo(() => infoOf(breach, metric === null ? undefined : detail?.metrics[metric]), [breach, metric, detail])
  if (metric === null && typeof breach.value === 'string')
    return <BreachEvent breach={breach} code={breach.value} ticket={ticket.id} />
  const name = info[language]
  const unit = unitText(info.unit)
  return (
    <section className="panel" aria-label={t('breach.title')} data-testid="breach">
      <header className="panel-head">
        <h2>{t('breach.title')}</h2>
        <span className="faint">{formatDateTime(breach.at)}</span>
        <span className="breach-figures">
          {breach.value !== null && (
            <span>
              {name} <b>{formatValue(breach.value, info, language, breach.metric ?? undefined)}</b> {unit}
            </span>
          )}
          {breach.limit !== null && (
            <span className="muted">
              {typeof breach.limit === 'number' ? t('breach.limit') : t('breach.condition')}{' '}
              <b>{formatValue(breach.limit, info, language, breach.metric ?? undefined)}</b> {unit}
            </span>
          )}
        </span>
      </header>
      {breach.points.length > 0 ? <BreachChart breach={breach} info={info} /> : <p className="panel-none">{t('breach.none')}</p>}
      <BreachContext breach={breach} ticket={ticket.id} />
    </section>
  )
}

/** An event has no curve: its code is the whole breach. */
function BreachEvent({ breach, code, ticket }: { breach: Breach; code: string; ticket: string }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('breach.event')} data-testid="breach">
      <header className="panel-head breach-event">
        <h2>{t('breach.event')}</h2>
        <span className="mono">{code}</span>
        <span className="faint">{formatDateTime(breach.at)}</span>
      </header>
      <BreachContext breach={breach} ticket={ticket} />
    </section>
  )
}

function BreachChart({ breach, info }: { breach: Breach; info: MetricInfo }) {
  const { t } = useTranslation()
  const at = Date.parse(breach.at)
  const limits = useMemo<ChartLimit[]>(
    () => (typeof breach.limit === 'number' ? [{ value: breach.limit, tone: 'alarm', label: t('breach.limit') }] : []),
    [breach.limit, t]
  )
  const marker = useMemo<ChartMarker>(() => ({ at, label: t('breach.marker') }), [at, t])
  const last = breach.points.at(-1)?.[0] ?? at
  const first = breach.points[0]?.[0] ?? at
  const held = holdsBetweenReports(info)
  const end = Math.max(last, at) + afterMs
  const points = useMemo<Point[]>(() => {
    const final = breach.points.at(-1)
    return held && final ? [...breach.points, [end, final[1]]] : breach.points
  }, [breach.points, held, end])
  return (
    <LazyChart
      points={points}
      gapMs={held ? undefined : Math.max(leastGapMs, (info.sample ?? 0) * 1_000 * gapSamples)}
      metric={breach.metric ?? ''}
      info={info}
      limits={limits}
      marker={marker}
      range={[Math.min(first, at - beforeMs), end]}
      height={chartHeight}
      label={t('breach.title')}
    />
  )
}

/** The metric's own meaning when the equipment still has it, else what the frozen values show. */
function infoOf(breach: Breach, known: MetricInfo | undefined): MetricInfo {
  if (known) return known
  const example = breach.points[0]?.[1] ?? breach.value
  const type = typeof example === 'boolean' ? 'boolean' : typeof example === 'string' ? 'string' : 'number'
  const name = breach.metric ?? ''
  return { type, zh: name, en: name }
}
