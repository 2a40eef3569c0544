import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { statusIcons } from '../../components/badges.tsx'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { siteQuery } from '../../lib/api/site.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatSpan, formatTime } from '../../lib/format.ts'
import { useLink, useLive } from '../../lib/live-context.tsx'
import { usePreferences } from '../../lib/preferences.ts'
import { setSiteZone } from '../../lib/site-zone.ts'
import { WallAlarms } from './wall-alarms.tsx'
import { WallRounds } from './wall-rounds.tsx'
import { WallTickets } from './wall-tickets.tsx'

/** How the site is, readable from across the room; moved by the socket alone. */
export function Wall() {
  const live = useLive()
  const { data: site } = useQuery(siteQuery)
  setSiteZone(site?.timezone)
  useEffect(() => {
    live.start()
    return live.stop
  }, [live])
  if (!site) return null
  return (
    <>
      <WallHead name={site.name} />
      <StatusCounts />
      <main className="wall-columns">
        <WallAlarms />
        <WallTickets />
        <WallRounds />
      </main>
    </>
  )
}

/** Longer than the socket takes to come back with a new session (`lib/live.ts`). */
const quietMs = 7_000

function WallHead({ name }: { name: string }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { state, since } = useLink()
  const now = useNow()
  if (state === 'lost' && now - since > quietMs) {
    return (
      <div className="wall-head wall-lost" role="alert" data-testid="wall-lost">
        <strong>{t('wall.lost', { time: formatTime(since, now) })}</strong>
        <span>{t('wall.lostFor', { span: formatSpan(now - since, language) })}</span>
      </div>
    )
  }
  return (
    <header className="wall-head">
      <strong>{name}</strong>
      <span className={state === 'connecting' ? 'wall-link' : 'wall-link wall-live'} data-testid="wall-link" data-state={state}>
        {t(state === 'connecting' ? 'wall.connecting' : 'wall.live')}
      </span>
      <time className="wall-clock">{formatDateTime(now)}</time>
    </header>
  )
}

const statuses = ['alarm', 'offline', 'warning', 'normal'] as const

function StatusCounts() {
  const { t } = useTranslation()
  const { data: equipment = [] } = useQuery(equipmentListQuery)
  return (
    <ul className="wall-counts">
      {statuses.map((status) => {
        const count = equipment.filter((each) => each.status === status).length
        return (
          <li key={status} className={count > 0 ? `wall-count wall-${status}` : 'wall-count'} data-testid={`wall-${status}`}>
            {statusIcons[status]}
            <b>{count}</b>
            <span>{t(`equipmentStatus.${status}`)}</span>
          </li>
        )
      })}
    </ul>
  )
}
