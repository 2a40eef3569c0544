/** What the report thread is asked for: to compute, to write a file, or both. */
import type { AlarmHealth } from '../contract/alarm-health.ts'
import type { Report, ReportFormat, ReportLanguage } from '../contract/reports.ts'
import type { Connection } from '../database/database.ts'
import { type AlarmHealthQuery, reportAlarmHealth } from './alarm-health-report.ts'
import { alarmHealthTable } from './alarm-health-table.ts'
import { computeTable, type TableQuery } from './named-report.ts'
import { renderCsv } from './render-csv.ts'
import { renderPage } from './render-page.ts'
import { renderXlsx } from './render-xlsx.ts'

/** `report`: one that was computed elsewhere already. */
export type ReportSource = { alarms: AlarmHealthQuery } | { table: TableQuery } | { report: Report }
export type FileFormat = Exclude<ReportFormat, 'json'>
export type FileWish = { format: FileFormat; lang: ReportLanguage }

export type ReportJob =
  | { compute: 'alarms'; query: AlarmHealthQuery }
  | { compute: 'table'; query: TableQuery }
  | { compute: 'file'; source: ReportSource; wish: FileWish }

export type ReportResult = AlarmHealth | Report | Uint8Array

export async function runReportJob(db: Connection, job: ReportJob): Promise<ReportResult> {
  if (job.compute === 'alarms') return reportAlarmHealth(db, job.query)
  if (job.compute === 'table') return computeTable(db, job.query)
  return writeFile(await reportOf(db, job.source), job.wish)
}

async function reportOf(db: Connection, source: ReportSource): Promise<Report> {
  if ('report' in source) return source.report
  if ('table' in source) return computeTable(db, source.table)
  return alarmHealthTable(await reportAlarmHealth(db, source.alarms), source.alarms)
}

async function writeFile(report: Report, { format, lang }: FileWish): Promise<Uint8Array> {
  const reader = { lang, timezone: report.timezone }
  switch (format) {
    case 'csv':
      return Buffer.from(renderCsv(report, reader))
    case 'html':
      return Buffer.from(renderPage(report, reader))
    case 'xlsx':
      return renderXlsx(report, reader)
  }
}
