import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BadActor } from '../../../../server/contract/alarm-health.ts'
import { SeverityBadge } from '../../components/badges.tsx'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { sayShare } from './say-figure.ts'

const minuteMs = 60_000

/** The few that take most of the attention, each with the two ways to better it. */
export function BadActors({ actors }: { actors: readonly BadActor[] }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('alarmHealth.badActors')}>
      <header className="panel-head">
        <h2>{t('alarmHealth.badActors')}</h2>
      </header>
      {actors.length === 0 && <p className="panel-none">{t('alarmHealth.noBadActors')}</p>}
      <ol className="actors">
        {actors.map((actor) => (
          <Actor key={`${actor.rule} ${actor.equipment}`} actor={actor} />
        ))}
      </ol>
    </section>
  )
}

function Actor({ actor }: { actor: BadActor }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const titleOf = useAlarmTitle()
  const rule = `/alarms/rules/${encodeURIComponent(actor.rule)}?equipment=${encodeURIComponent(actor.equipment)}`
  return (
    <li className="actor" data-testid={`actor-${actor.rule}-${actor.equipment}`}>
      <SeverityBadge severity={actor.severity} />
      <span className="actor-main">
        <b>{titleOf(actor)}</b>
        <span className="actor-sub">
          <EquipmentLink id={actor.equipment} />
          {actor.chattering > 0 && <span>{`${t('alarm.label.chattering')} ${actor.chattering}`}</span>}
          {actor.fleeting > 0 && <span>{`${t('alarm.label.fleeting')} ${actor.fleeting}`}</span>}
          {actor.stale && <span>{t('alarm.label.stale')}</span>}
        </span>
      </span>
      <span className="actor-share">
        <span>
          {t('alarmHealth.times', { count: actor.raises })}{' '}
          <span className="faint">{t('alarmHealth.share', { share: sayShare(actor.share) })}</span>
        </span>
        <span className="actor-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(100, actor.share * 100)}%` }} />
        </span>
        <span className="faint">{t('alarmHealth.minutes', { span: formatSpan(actor.minutes * minuteMs, language) })}</span>
      </span>
      <span className="actor-do">
        <Link className="actor-button" to={`${rule}&tab=preview`} data-testid="actor-backtest">
          {t('alarmHealth.backtest')}
        </Link>
        <Link className="actor-button" to={`${rule}&tab=advise`} data-testid="actor-tune">
          {t('alarmHealth.tune')}
        </Link>
      </span>
    </li>
  )
}
