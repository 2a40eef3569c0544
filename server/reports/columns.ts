/** Columns of report tables, said short: `count('failures', '故障次数', 'Failures')`. */
import type { ColumnFormat, ReportColumn, Words } from '../contract/reports.ts'

type Build = (key: string, zh: string, en: string) => ReportColumn

const of =
  (format: ColumnFormat, unit: string | null = null): Build =>
  (key, zh, en) => ({ key, zh, en, unit, format })

export const text = of('text')
export const count = of('count')
export const percent = of('percent')
export const minutes = of('minutes', 'min')
export const hours = of('hours', 'h')
export const time = of('time')
export const date = of('date')

export function number(key: string, zh: string, en: string, unit: string | null = null): ReportColumn {
  return { key, zh, en, unit, format: 'number' }
}

export function word(key: string, zh: string, en: string, words: Readonly<Record<string, Words>>): ReportColumn {
  return { key, zh, en, unit: null, format: 'word', words: { ...words } }
}
