import { CheckCircleOutlined, ExclamationCircleFilled, QuestionCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Why } from '../../../../server/contract/why.ts'
import { whyQuery } from '../../lib/api/rules.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatSpan, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { AlarmStateBadge } from '../alarms/alarm-badges.tsx'
import { ErrorState, PageLoading } from '../states.tsx'
import { WhyInputs } from './why-inputs.tsx'
import { WhyTime } from './why-time.tsx'
import './why.css'

/** Whether a rule is in alarm on an equipment, and why; asked again while somebody looks. Or how it was at some time. */
export function WhyPanel({ rule, equipment }: { rule: string; equipment: string }) {
  const [at, setAt] = useState<number>()
  return (
    <>
      <WhyTime at={at} onChange={setAt} />
      <WhyAt rule={rule} equipment={equipment} at={at} />
    </>
  )
}

function WhyAt({ rule, equipment, at }: { rule: string; equipment: string; at: number | undefined }) {
  const { data: why, error, refetch } = useQuery(whyQuery(rule, equipment, at))
  if (why) return <Answer why={why} isPast={at !== undefined} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={3} />
}

const phaseTones = { normal: 'normal', pending: 'warning', active: 'alarm', clearing: 'warning' } as const
const phaseIcons = {
  normal: <CheckCircleOutlined />,
  pending: <QuestionCircleOutlined />,
  active: <ExclamationCircleFilled />,
  clearing: <QuestionCircleOutlined />
}

function Answer({ why, isPast }: { why: Why; isPast: boolean }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  return (
    <div className="why" data-testid="why" data-phase={why.phase} data-verdict={why.verdict}>
      <div className="why-head">
        <span className={`badge tone-${phaseTones[why.phase]}`}>
          {phaseIcons[why.phase]}
          {t(`why.phase.${why.phase}`)}
        </span>
        {why.since !== null && (
          <span className="faint" title={formatDateTime(why.since)}>
            {t('why.since', { time: formatTime(why.since, now) })}
          </span>
        )}
        {why.alarm !== null && (
          <>
            <AlarmStateBadge state={why.alarm.state as Parameters<typeof AlarmStateBadge>[0]['state']} />
            <Link className="link" to={`/alarms/${encodeURIComponent(why.alarm.id)}`}>
              {t('why.alarm')}
            </Link>
          </>
        )}
      </div>
      <ul className="why-reasons" data-testid="why-reasons">
        {why.reasons.map((reason) => (
          <li key={reason}>{t(`why.reason.${reason}`)}</li>
        ))}
      </ul>
      {why.inputs.length > 0 && <WhyInputs why={why} />}
      {why.timers.length > 0 && <Timers timers={why.timers} at={isPast ? Date.parse(why.at) : undefined} />}
      <p className="why-at faint">{t(isPast ? 'why.atPast' : 'why.at', { time: formatDateTime(why.at) })}</p>
    </div>
  )
}

/** `at`: how long they had to run then. */
function Timers({ timers, at }: Pick<Why, 'timers'> & { at: number | undefined }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const clock = useNow()
  const now = at ?? clock
  return (
    <ul className="why-timers" aria-label={t('why.timers')}>
      {timers.map(({ what, due }) => (
        <li key={`${what}-${due}`}>
          <span className="muted">{t(`why.timer.${what}`)}</span>
          <b>{t('why.in', { span: formatSpan(Date.parse(due) - now, language) })}</b>
          <time className="faint" dateTime={due}>
            {formatTime(due, now)}
          </time>
        </li>
      ))}
    </ul>
  )
}
