import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SystemReport } from '../../../../server/contract/setup.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { systemQuery } from '../../lib/api/system.ts'
import { formatDateTime } from '../../lib/format.ts'

/** How the service is doing: what works, who is connected, how fast it stores. */
export function HealthSection() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(systemQuery)
  if (data) return <Health report={data} at={dataUpdatedAt} />
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
}

function Health({ report, at }: { report: SystemReport; at: number }) {
  const { t, i18n } = useTranslation()
  const rate = useRate(report, at)
  const { components, connections, totals, commits } = report
  const nameOf = (name: string) => (i18n.exists(`health.component.${name}`) ? t(`health.component.${name}` as never) : name)
  return (
    <div className="health">
      <p className="muted">{t('health.since', { time: formatDateTime(report.startedAt), version: report.version })}</p>
      {report.passwordGenerated && <Alert type="warning" showIcon title={t('health.generated')} />}
      <ul className="health-components">
        {Object.entries(components).map(([name, state]) => (
          <li key={name} className={`panel health-component health-${state}`} data-testid={`health-${name}`} data-state={state}>
            {state === 'ok' ? <CheckCircleOutlined /> : <CloseCircleOutlined />}
            <span>{nameOf(name)}</span>
            <strong>{t(`health.${state}`)}</strong>
          </li>
        ))}
      </ul>
      <div className="health-cards">
        <Card title={t('health.connections')}>
          <Figure label={t('health.mqtt')} value={connections.mqtt} />
          <Figure label={t('health.live')} value={connections.live} />
          <Figure label={t('health.port')} value={report.mqttPort ?? '–'} />
          <Figure label={t('health.memory')} value={`${Math.round(report.memoryBytes / 2 ** 20)} MB`} />
        </Card>
        <Card title={t('health.intake')}>
          {(['messages', 'readings', 'events', 'rejects'] as const).map((name) => (
            <Figure
              key={name}
              label={t(`health.${name}`)}
              value={grouped(totals[name])}
              more={rate && t('health.perSecond', { rate: rate[name].toFixed(1) })}
            />
          ))}
        </Card>
        <Card title={t('health.commits')}>
          <Figure label={t('health.commitCount')} value={grouped(commits.count)} />
          <Figure label={t('health.mean')} value={inMs(commits.meanMs)} />
          <Figure label={t('health.p50')} value={inMs(commits.p50Ms)} />
          <Figure label={t('health.p99')} value={inMs(commits.p99Ms)} />
          <Figure label={t('health.each')} value={commits.messagesEach?.toFixed(1) ?? '–'} />
          <Figure label={t('health.failures')} value={grouped(totals.commitFailures)} />
        </Card>
      </div>
    </div>
  )
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{title}</h2>
      </header>
      <dl className="health-figures">{children}</dl>
    </section>
  )
}

function Figure({ label, value, more }: { label: string; value: ReactNode; more?: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value}
        {more !== undefined && <span className="faint"> {more}</span>}
      </dd>
    </div>
  )
}

type Totals = SystemReport['totals']

/** Per second, from one answer to the next; undefined until there are two. */
function useRate(report: SystemReport, at: number): Totals | undefined {
  const seen = useRef<{ totals: Totals; at: number; rate: Totals | undefined }>({ totals: report.totals, at, rate: undefined })
  const last = seen.current
  if (at > last.at) {
    const seconds = (at - last.at) / 1_000
    const entries = Object.entries(report.totals) as [keyof Totals, number][]
    const rate = Object.fromEntries(entries.map(([name, value]) => [name, Math.max(0, value - last.totals[name]) / seconds]))
    seen.current = { totals: report.totals, at, rate: rate as Totals }
  }
  return seen.current.rate
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

function inMs(value: number | null): string {
  return value === null ? '–' : `${value} ms`
}
