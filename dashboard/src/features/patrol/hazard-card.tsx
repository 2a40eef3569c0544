import { CameraOutlined, FieldTimeOutlined, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { HazardItem } from '../../../../server/contract/hazards.ts'
import { PriorityBadge, TicketStatusBadge } from '../../components/badges.tsx'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { useTicketHolder } from '../../components/use-ticket-holder.ts'
import { attachmentUrl } from '../../lib/api/attachments.ts'
import { isOpenTicket } from '../../lib/api/tickets.ts'
import { useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'

export function HazardCard({ hazard }: { hazard: HazardItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const holderOf = useTicketHolder()
  const { id, number, title, priority, status, place, openedAt, wantedBy, before, after, lacksAfter } = hazard
  const due = wantedBy ?? hazard.due.resolve
  const isOverdue = isOpenTicket(hazard) && Date.parse(due) < now
  return (
    <li className="panel hazard" data-testid={`hazard-${id}`} data-status={status}>
      <div className="hazard-facts">
        <p className="hazard-badges">
          <PriorityBadge priority={priority} />
          <TicketStatusBadge status={status} />
          {hazard.class !== null && <span className="badge">{t(`ticketClass.${hazard.class}`)}</span>}
          {isOverdue && (
            <span className="badge tone-alarm">
              <FieldTimeOutlined />
              {t('hazard.overdue')}
            </span>
          )}
        </p>
        <Link className="hazard-title" to={`/tickets/${id}`}>
          {title}
        </Link>
        <p className="muted">
          <Link className="link mono" to={`/tickets/${id}`}>
            {number}
          </Link>{' '}
          {place}
        </p>
        <PageFacts>
          <Fact name={t('hazard.owner')}>{holderOf(hazard)}</Fact>
          <Fact name={t('hazard.found')}>{formatTime(openedAt, now)}</Fact>
          <Fact name={t('hazard.due')}>{formatTime(due, now)}</Fact>
        </PageFacts>
      </div>
      <div className="hazard-photos">
        <HazardPhoto ticket={id} photo={before} name={t('hazard.before')} />
        <HazardPhoto ticket={id} photo={after} name={t('hazard.after')} isLacking={lacksAfter} />
      </div>
    </li>
  )
}

type PhotoProps = { ticket: string; photo: HazardItem['before']; name: string; isLacking?: boolean }

function HazardPhoto({ ticket, photo, name, isLacking = false }: PhotoProps) {
  const { t } = useTranslation()
  const now = useNow('slow')
  if (!photo) {
    return (
      <div className={isLacking ? 'hazard-photo hazard-lacks' : 'hazard-photo'}>
        <span className="hazard-blank">
          {isLacking ? <WarningFilled /> : <CameraOutlined />}
          {t(isLacking ? 'hazard.lacksAfter' : 'hazard.noPhoto')}
        </span>
        <span>{name}</span>
      </div>
    )
  }
  const url = attachmentUrl(ticket, photo.hash)
  return (
    <figure className="hazard-photo">
      <a href={url} target="_blank" rel="noreferrer">
        <img src={url} alt={name} loading="lazy" />
      </a>
      <figcaption>
        {name} <time dateTime={photo.at}>{formatTime(photo.at, now)}</time>
      </figcaption>
    </figure>
  )
}
