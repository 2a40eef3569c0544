import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { TicketDetail, TimelineEntry } from '../../../../server/contract/tickets.ts'
import { attachmentUrl } from '../../lib/api/attachments.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { useContractorName } from '../../lib/api/staff.ts'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { fieldsOf } from './detail-fields.ts'
import { detailLines } from './timeline-detail.ts'

/** Newest first: who did what, when; the program's own entries are told from people's. */
export function Timeline({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const numbered = ticket.timeline.map((entry, number) => ({ entry, number }))
  const newestFirst = numbered.sort((a, b) => b.entry.at.localeCompare(a.entry.at) || b.number - a.number)
  return (
    <section className="panel" aria-label={t('timeline.title')}>
      <header className="panel-head">
        <h2>{t('timeline.title')}</h2>
      </header>
      <ol className="timeline" data-testid="timeline">
        {newestFirst.map(({ entry, number }) => (
          <Entry key={number} entry={entry} ticket={ticket} />
        ))}
      </ol>
    </section>
  )
}

const toNames = (list: EquipmentItem[]) => Object.fromEntries(list.map(({ id, name }) => [id, name]))

/** The picture an entry is about: one that was attached, or that proves a step of a permit. */
function pictureOf({ type, detail }: TimelineEntry): string | undefined {
  const { text } = fieldsOf(detail)
  if (type === 'permit') return text('photo')
  return type === 'attached' && text('type')?.startsWith('image/') ? text('hash') : undefined
}

function Entry({ entry, ticket }: { entry: TimelineEntry; ticket: TicketDetail }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  const firmOf = useContractorName()
  const { language } = usePreferences()
  const names = useQuery({ ...equipmentListQuery, select: toNames, structuralSharing: true }).data
  const placeOf = (id: string) => names?.[id] ?? id
  const itemOf = (id: string) => {
    const item = ticket.incident?.items.find((each) => each.item === id)
    return (language === 'en' ? item?.textEn : item?.text) ?? id
  }
  const lines = detailLines(entry, { t, language, nameOf, firmOf, placeOf, itemOf })
  const picture = pictureOf(entry)
  return (
    <li className={entry.actor === null ? 'timeline-entry timeline-entry-auto' : 'timeline-entry'} data-type={entry.type}>
      <div className="timeline-head">
        <b>{t(`timeline.${entry.type}`, { defaultValue: entry.type })}</b>
        <span className="muted">{entry.actor === null ? t('timeline.system') : nameOf(entry.actor)}</span>
        <time className="faint" dateTime={entry.at} title={formatDateTime(entry.at)}>
          {formatTime(entry.at, now)}
        </time>
      </div>
      {lines.map((line) => (
        <p key={line} className="timeline-line">
          {line}
        </p>
      ))}
      {picture !== undefined && (
        <a href={attachmentUrl(ticket.id, picture)} target="_blank" rel="noreferrer" aria-label={t('attachmentKind.photo')}>
          <img className="timeline-photo" src={attachmentUrl(ticket.id, picture)} alt="" loading="lazy" />
        </a>
      )}
    </li>
  )
}
