import { useTranslation } from 'react-i18next'
import type { AlarmEventItem } from '../../../../server/contract/alarms.ts'
import { AlarmStateBadge } from '../../components/alarms/alarm-badges.tsx'
import { useSuppressor } from '../../components/alarms/use-suppressor.ts'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatTime } from '../../lib/format.ts'
import { eventLines } from './event-lines.ts'

/** Newest first: what happened, who did it, by which version of the rule. */
export function AlarmEvents({ events }: { events: readonly AlarmEventItem[] }) {
  const { t } = useTranslation()
  const newestFirst = events.map((event, number) => ({ event, number })).reverse()
  return (
    <section className="panel" aria-label={t('alarm.events')}>
      <header className="panel-head">
        <h2>{t('alarm.events')}</h2>
      </header>
      <ol className="alarm-events" data-testid="alarm-events">
        {newestFirst.map(({ event, number }) => (
          <Event key={number} event={event} />
        ))}
      </ol>
    </section>
  )
}

function Event({ event }: { event: AlarmEventItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  const suppressor = useSuppressor()
  return (
    <li className="alarm-event" data-type={event.type}>
      <div className="alarm-event-head">
        <b>{t(`alarm.event.${event.type}`, { defaultValue: event.type })}</b>
        <span className="muted">{event.actor === null ? t('timeline.system') : nameOf(event.actor)}</span>
        <time className="faint" dateTime={event.at} title={formatDateTime(event.at)}>
          {formatTime(event.at, now)}
        </time>
      </div>
      {eventLines(event, { t, suppressor }).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <div className="alarm-event-head">
        <AlarmStateBadge state={event.state} />
        <span className="faint mono">v{event.ruleVersion}</span>
      </div>
    </li>
  )
}
