import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { currentAlarmsQuery } from '../../lib/api/alarms.ts'
import { alarmStateIcons } from './alarm-badges.tsx'

/** What this equipment is kept from saying: shelved by hand, suppressed by design (domain.md §9: the tile says so). */
export function QuietBadges({ equipment }: { equipment: string }) {
  const { t } = useTranslation()
  const select = useCallback(
    (all: AlarmItem[]) => {
      const own = all.filter((alarm) => alarm.equipment === equipment)
      const count = (state: AlarmItem['state']) => own.filter((alarm) => alarm.state === state).length
      return { shelved: count('shelved'), suppressed: count('suppressed') }
    },
    [equipment]
  )
  const { data } = useQuery({ ...currentAlarmsQuery, select })
  return (['shelved', 'suppressed'] as const).map((state) => {
    const count = data?.[state] ?? 0
    return count === 0 ? null : (
      <span key={state} className={`badge alarm-state alarm-state-${state}`} data-testid={`quiet-${state}`}>
        {alarmStateIcons[state]}
        {t(`outOfService.${state}`, { count })}
      </span>
    )
  })
}
