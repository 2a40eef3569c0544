import { WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { currentAlarmsQuery } from '../../lib/api/alarms.ts'
import { useNow } from '../../lib/clock.ts'

/** domain.md §10: a flood begins with more than this many raises within that time. */
const floodRaises = 10
const floodMs = 10 * 60_000

/** Said while it lasts: what is urgent still speaks, the rest waits below without a sound. */
export function FloodBanner() {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { data: alarms } = useQuery(currentAlarmsQuery)
  const recent = alarms?.filter(({ raisedAt }) => now - Date.parse(raisedAt) < floodMs).length ?? 0
  const held = alarms?.filter(({ state, suppressedBy }) => state === 'suppressed' && suppressedBy === 'flood').length ?? 0
  if (recent <= floodRaises && held === 0) return null
  return (
    <div className="flood" role="status" data-testid="flood-banner">
      <WarningFilled />
      <b>{recent > floodRaises ? t('alarm.flood', { count: recent }) : t('alarm.floodOn')}</b>
      <span className="flood-hint">{held > 0 ? t('alarm.floodHeld', { count: held }) : t('alarm.floodHint')}</span>
    </div>
  )
}
