import { useTranslation } from 'react-i18next'
import type { ReportColumn, ReportRow, ReportTable as Table } from '../../../../server/contract/reports.ts'
import { unitText } from '../../lib/format.ts'
import type { Language } from '../../lib/language.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { isFigure, sayCell } from './say-cell.ts'

/** More would make the page slow; the files have them all. */
const mostShown = 200

/** Wider than the screen it scrolls in itself, the page does not. */
export function ReportTable({ table }: { table: Pick<Table, 'columns' | 'rows' | 'totals'> }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { columns, rows, totals } = table
  if (rows.length === 0) return <p className="panel-none">{t('report.noRows')}</p>
  return (
    <>
      <div className="report-scroll">
        <table className="report-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={isFigure(column) ? 'report-figure' : ''}>
                  {titleOf(column, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {numbered(rows.slice(0, mostShown)).map(({ row, number }) => (
              <Row key={number} row={row} columns={columns} />
            ))}
          </tbody>
          {totals && (
            <tfoot>
              <Row row={totals} columns={columns} />
            </tfoot>
          )}
        </table>
      </div>
      {rows.length > mostShown && <p className="muted">{t('report.cut', { shown: mostShown, count: rows.length })}</p>}
    </>
  )
}

/** Rows have no id; their place is all that tells them apart. */
const numbered = (rows: readonly ReportRow[]) => rows.map((row, number) => ({ row, number }))

function Row({ row, columns }: { row: ReportRow; columns: readonly ReportColumn[] }) {
  const { language } = usePreferences()
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.key} className={classOf(column)}>
          {sayCell(row[column.key] ?? null, column, language)}
        </td>
      ))}
    </tr>
  )
}

function classOf(column: ReportColumn): string {
  if (isFigure(column)) return 'report-figure'
  if (column.format === 'text') return 'report-text'
  return column.format === 'time' || column.format === 'date' ? 'report-time' : ''
}

function titleOf(column: ReportColumn, language: Language): string {
  return column.unit === null || column.format === 'percent' ? column[language] : `${column[language]} (${unitText(column.unit)})`
}
