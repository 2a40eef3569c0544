import { CheckCircleOutlined, ExclamationCircleOutlined, MinusCircleOutlined, PauseCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { ChannelItem } from '../../../../../server/contract/telling.ts'
import { useNow } from '../../../lib/clock.ts'
import { formatTime } from '../../../lib/format.ts'
import { useTeamName } from '../people/use-team-name.ts'
import '../../../components/badges.css'

/** What a channel is for, and how it has been doing. */
export function ChannelState({ channel }: { channel: ChannelItem }) {
  const { t } = useTranslation()
  const teamName = useTeamName()
  const { id, kind, order, roles, teams, settings } = channel
  const address = [settings['url'], settings['host'], settings['subject']].find((each) => typeof each === 'string')
  return (
    <>
      <Health channel={channel} />
      <span>{t(`channel.kind.${kind}`)}</span>
      <span className="mono">{id}</span>
      <span>{t('channel.orderIs', { order })}</span>
      {roles.length > 0 && <span>{roles.map((role) => t(`role.${role}`)).join(' · ')}</span>}
      {teams.length > 0 && <span>{teams.map(teamName).join(' · ')}</span>}
      {typeof address === 'string' && <span className="mono">{address}</span>}
    </>
  )
}

function Health({ channel: { state } }: { channel: ChannelItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { failingSince, lastError, lastSentAt, blockedUntil } = state
  if (blockedUntil !== null) {
    return (
      <span className="badge tone-warning" title={lastError ?? ''}>
        <PauseCircleOutlined />
        {t('channel.blocked', { time: formatTime(blockedUntil, now) })}
      </span>
    )
  }
  if (failingSince !== null) {
    return (
      <>
        <span className="badge tone-alarm">
          <ExclamationCircleOutlined />
          {t('channel.failing', { time: formatTime(failingSince, now) })}
        </span>
        <span>{lastError}</span>
      </>
    )
  }
  if (lastSentAt === null) {
    return (
      <span className="badge">
        <MinusCircleOutlined />
        {t('channel.neverSent')}
      </span>
    )
  }
  return (
    <span className="badge tone-normal">
      <CheckCircleOutlined />
      {t('channel.sent', { time: formatTime(lastSentAt, now) })}
    </span>
  )
}
