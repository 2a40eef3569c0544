import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { HandoverDraft } from '../../../../server/contract/jobs.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { formatDateTime } from '../../lib/format.ts'
import { TicketLines } from './ticket-lines.tsx'

const dayAndClock = (time: string): string => formatDateTime(time).slice(5, 16)

/** What is left to the next shift: alarms, tickets, equipment out of service, remarks. */
export function HandoverContent({ content }: { content: HandoverDraft }) {
  const { t } = useTranslation()
  const { alarms, tickets, outOfService, remarks } = content
  if (alarms.length + tickets.length + outOfService.length + remarks.length === 0) {
    return <p className="panel-none">{t('report.nothingLeft')}</p>
  }
  return (
    <div className="handover">
      {alarms.length > 0 && <h3>{t('nav.alarms')}</h3>}
      <ul className="log-lines">
        {alarms.map(({ id, equipment, title, raisedAt }) => (
          <li key={id} className="log-line">
            <Link className="link log-line-main" to={`/alarms/${id}`}>
              {title}
            </Link>
            <EquipmentLink id={equipment} />
            <time className="muted">{dayAndClock(raisedAt)}</time>
          </li>
        ))}
      </ul>
      {tickets.length > 0 && <h3>{t('nav.tickets')}</h3>}
      <TicketLines tickets={tickets} />
      {outOfService.length > 0 && <h3>{t('report.outOfService')}</h3>}
      <ul className="log-lines">
        {outOfService.map(({ equipment, reason, until }) => (
          <li key={equipment} className="log-line">
            <EquipmentLink id={equipment} />
            <span className="log-line-main">{reason}</span>
            <time className="muted">{t('people.dutyUntil', { time: dayAndClock(until) })}</time>
          </li>
        ))}
      </ul>
      {remarks.length > 0 && <h3>{t('report.remarks')}</h3>}
      <ul className="log-lines">
        {remarks.map(({ location, at, text }) => (
          <li key={`${location} ${at} ${text}`} className="log-line">
            <time className="muted">{dayAndClock(at)}</time>
            <span className="log-line-main">{text}</span>
            <span className="muted">{location}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
