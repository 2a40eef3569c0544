/** What an alarm's event tells besides its name. */
import type { TFunction } from 'i18next'
import type { AlarmEventItem } from '../../../../server/contract/alarms.ts'
import { formatDateTime } from '../../lib/format.ts'

type Words = { t: TFunction; suppressor: (by: string) => string }

export function eventLines({ detail }: AlarmEventItem, { t, suppressor }: Words): string[] {
  const text = (name: string) => {
    const value = detail[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const plain = (name: string) => {
    const value = detail[name]
    return typeof value === 'number' ? String(Number(value.toFixed(3))) : typeof value === 'boolean' ? String(value) : text(name)
  }
  const until = text('until')
  const by = text('by')
  const severity = text('severity')
  const [value, limit] = [plain('value'), plain('limit')]
  const lines = [
    severity && t(`severity.${severity}`, { defaultValue: severity }),
    value && (limit ? `${value} / ${t('alarm.limit', { limit })}` : value),
    text('reason'),
    until && t('alarm.until', { time: formatDateTime(until) }),
    by && t('alarm.suppressedBy', { by: suppressor(by) }),
    detail['late'] === true ? t('alarm.lateHint') : undefined,
    text('note')
  ]
  return lines.flatMap((line) => (line ? [line] : []))
}
