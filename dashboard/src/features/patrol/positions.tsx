import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PositionItem, PositionStatus } from '../../../../server/contract/patrol.ts'
import { clockText } from '../../components/patrol/window-text.ts'
import { positionsQuery } from '../../lib/api/patrol.ts'
import { useUserName } from '../../lib/api/users.ts'

const icons: Record<PositionStatus, ReactNode> = {
  open: <ClockCircleOutlined />,
  reported: <CheckCircleOutlined />,
  missed: <CloseCircleFilled />
}
const tones = { open: 'offline', reported: 'normal', missed: 'alarm' } as const satisfies Record<PositionStatus, string>

/** Whether guards on patrol shifts were heard each hour of a date; nothing where no shift asks for it. */
export function Positions({ date }: { date: string }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { data: hours = [] } = useQuery(positionsQuery(date))
  if (hours.length === 0) return null
  return (
    <section className="panel positions" aria-label={t('patrol.positions')} data-testid="positions">
      <p>
        <b>{t('patrol.positions')}</b> <span className="muted">{t('patrol.positionHint')}</span>
      </p>
      {[...byShift(hours)].map(([key, own]) => (
        <p key={key} className="position-line" data-testid={`position-${own[0]?.guard}`}>
          <span className="place-name">{nameOf(own[0]?.guard ?? '')}</span>
          <span className="muted">{own[0]?.shiftName}</span>
          {own.map(({ hour, status }) => (
            <span key={hour.from} className={`badge tone-${tones[status]}`} title={t(`patrol.position.${status}`)}>
              {icons[status]}
              {clockText(Date.parse(hour.from))}
              {status === 'missed' && ` ${t('patrol.position.missed')}`}
            </span>
          ))}
        </p>
      ))}
    </section>
  )
}

function byShift(hours: readonly PositionItem[]): Map<string, PositionItem[]> {
  const groups = new Map<string, PositionItem[]>()
  for (const hour of hours) {
    const key = `${hour.guard} ${hour.shift}`
    groups.set(key, [...(groups.get(key) ?? []), hour])
  }
  return groups
}
