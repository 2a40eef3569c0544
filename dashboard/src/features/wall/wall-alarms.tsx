import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { severities } from '../../../../server/contract/words.ts'
import { SeverityBadge } from '../../components/badges.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { currentAlarmsQuery, isQuiet } from '../../lib/api/alarms.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import { WallList } from './wall-list.tsx'

/** What is in alarm now: causes, not consequences, and nothing that was shelved; the worst first, then the newest. */
export function WallAlarms() {
  const { t } = useTranslation()
  const now = useNow('slow')
  const titleOf = useAlarmTitle()
  const { data: alarms = [] } = useQuery(currentAlarmsQuery)
  const { data: equipment = [] } = useQuery(equipmentListQuery)
  const shown = alarms
    .filter((alarm) => alarm.active && alarm.cause === null && !isQuiet(alarm))
    .sort(
      (one, other) =>
        severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
        Date.parse(other.raisedAt) - Date.parse(one.raisedAt)
    )
  const names = new Map(equipment.map(({ id, name }) => [id, name]))
  return (
    <WallList title={t('wall.alarms')} sum={shown.length} items={shown} none={t('wall.noAlarms')} keyOf={({ id }) => id}>
      {(alarm) => (
        <>
          <span className="wall-main">
            <b>{names.get(alarm.equipment) ?? ''}</b> {titleOf(alarm)}
          </span>
          <span className="wall-facts">
            <SeverityBadge severity={alarm.severity} />
            <time>{formatTime(alarm.raisedAt, now)}</time>
          </span>
        </>
      )}
    </WallList>
  )
}
