import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { RoundStatusBadge } from '../../components/patrol/round-status.tsx'
import { windowText } from '../../components/patrol/window-text.ts'
import { roundsQuery } from '../../lib/api/patrol.ts'
import { useNow } from '../../lib/clock.ts'
import { siteDateOf } from '../../lib/site-dates.ts'
import { WallList } from './wall-list.tsx'

/** What needs an eye first. */
const order = ['missed', 'partial', 'in_progress', 'planned', 'complete'] as const

/** The rounds of today, what was missed first. */
export function WallRounds() {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { data: rounds = [] } = useQuery(roundsQuery(siteDateOf(now)))
  const shown = [...rounds].sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status))
  const late = rounds.filter(({ status }) => status === 'missed' || status === 'partial').length
  return (
    <WallList
      title={t('wall.rounds')}
      sum={late > 0 && <span className="badge tone-alarm">{t('wall.late', { count: late })}</span>}
      items={shown}
      none={t('wall.noRounds')}
      keyOf={({ id }) => id}
    >
      {({ window, routeName, status, checkpoints, missed }) => (
        <>
          <span className="wall-main">
            <b>{windowText(window)}</b> {routeName}
          </span>
          <span className="wall-facts">
            <RoundStatusBadge status={status} />
            <span>{t('patrol.seen', { done: checkpoints.length - missed.length, planned: checkpoints.length })}</span>
          </span>
        </>
      )}
    </WallList>
  )
}
