import { useTranslation } from 'react-i18next'
import type { Report } from '../../../../server/contract/reports.ts'
import { formatDateTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { ReportTable } from './report-table.tsx'

/** The table, what stands behind it, and how it was counted. */
export function ReportView({ report }: { report: Report }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  return (
    <section className="panel report" aria-label={report.title[language]} data-testid="report" data-name={report.name}>
      <header className="panel-head">
        <h2>{report.title[language]}</h2>
        <span className="muted">
          {formatDateTime(report.from)} – {formatDateTime(report.to)}
        </span>
        <span className="faint">{t('report.generated', { time: formatDateTime(report.generatedAt) })}</span>
      </header>
      <ReportTable table={report} />
      {report.details.map((table) => (
        <details key={table.key} className="report-detail">
          <summary>
            {table.title[language]} <span className="faint">{t('report.rows', { count: table.rows.length })}</span>
          </summary>
          <ReportTable table={table} />
        </details>
      ))}
      {report.notes.length > 0 && (
        <div className="report-notes">
          <h3>{t('report.notes')}</h3>
          <ul>
            {report.notes.map((note) => (
              <li key={note.en}>{note[language]}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
