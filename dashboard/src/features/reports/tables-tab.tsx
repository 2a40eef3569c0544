import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { ReportName } from '../../../../server/contract/reports.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { type ReportWish, reportFile, reportQuery } from '../../lib/api/reports.ts'
import { useNow } from '../../lib/clock.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { siteDateOf } from '../../lib/site-dates.ts'
import { ReportView } from './report-view.tsx'
import { presetOf, presets, type Span, spanOf } from './spans.ts'

const names: readonly ReportName[] = [
  'tickets',
  'sla',
  'equipment-reliability',
  'hazards',
  'patrol',
  'contractors',
  'alarms',
  'running-log'
]
const datePattern = /^\d{4}-\d\d-\d\d$/

/** One report over one span: looked at here, taken along as a file, or printed. */
export function TablesTab() {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const today = siteDateOf(useNow('slow'))
  const name = names.find((each) => each === search.get('report')) ?? 'tickets'
  const standard = spanOf(name === 'running-log' ? 'yesterday' : 'month', today)
  const asked = (end: keyof Span) => {
    const text = search.get(end)
    return text !== null && datePattern.test(text) ? text : standard[end]
  }
  const wish: ReportWish = { name, from: asked('from'), to: asked('to') }
  const change = (changes: Partial<Record<'report' | keyof Span, string>>) =>
    setSearch({ ...Object.fromEntries(search), ...changes }, { replace: true })
  return (
    <>
      <div className="report-bar">
        <Select<ReportName>
          className="report-pick"
          aria-label={t('report.report')}
          value={name}
          options={names.map((each) => ({ value: each, label: t(`report.name.${each}`) }))}
          // What fits one report may be too long for another.
          onChange={(report) => setSearch({ report }, { replace: true })}
          data-testid="report-name"
        />
        <Select
          className="report-preset"
          aria-label={t('report.span')}
          value={presetOf(wish, today) ?? null}
          placeholder={t('report.span')}
          options={presets.map((preset) => ({ value: preset, label: t(`report.preset.${preset}`) }))}
          onChange={(preset) => preset && change(spanOf(preset, today))}
          data-testid="report-preset"
        />
        <span className="report-dates">
          <Input
            type="date"
            aria-label={t('report.from')}
            value={wish.from}
            onChange={({ target }) => target.value && change({ from: target.value })}
          />
          –
          <Input
            type="date"
            aria-label={t('report.to')}
            value={wish.to}
            onChange={({ target }) => target.value && change({ to: target.value })}
          />
        </span>
        <Files wish={wish} />
      </div>
      {name === 'alarms' ? <AlarmsNote /> : <Preview wish={wish} />}
    </>
  )
}

function Files({ wish }: { wish: ReportWish }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  return (
    <span className="report-files">
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button
          key={format}
          icon={<DownloadOutlined />}
          href={reportFile(wish, format, language)}
          download
          data-testid={`report-${format}`}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      <Button
        icon={<PrinterOutlined />}
        href={reportFile(wish, 'html', language)}
        target="_blank"
        rel="noopener"
        data-testid="report-html"
      >
        {t('report.print')}
      </Button>
    </span>
  )
}

/** They have a page of their own. */
function AlarmsNote() {
  const { t } = useTranslation()
  return (
    <section className="panel">
      <p className="muted">
        {t('report.alarmsNote')}{' '}
        <Link className="link" to="/alarms/health">
          {t('alarmHealth.title')}
        </Link>
      </p>
    </section>
  )
}

function Preview({ wish }: { wish: ReportWish }) {
  const { data: report, error, refetch } = useQuery(reportQuery(wish))
  if (report) return <ReportView report={report} />
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={8} />
}
