import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { TimelineEntry } from '../../../../server/contract/tickets.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatTime } from '../../lib/format.ts'
import { detailLines } from './timeline-detail.ts'

/** Newest first: who did what, when; the program's own entries are told from people's. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useTranslation()
  const numbered = entries.map((entry, number) => ({ entry, number }))
  const newestFirst = numbered.sort((a, b) => b.entry.at.localeCompare(a.entry.at) || b.number - a.number)
  return (
    <section className="panel" aria-label={t('timeline.title')}>
      <header className="panel-head">
        <h2>{t('timeline.title')}</h2>
      </header>
      <ol className="timeline" data-testid="timeline">
        {newestFirst.map(({ entry, number }) => (
          <Entry key={number} entry={entry} />
        ))}
      </ol>
    </section>
  )
}

const toNames = (list: EquipmentItem[]) => Object.fromEntries(list.map(({ id, name }) => [id, name]))

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  const names = useQuery({ ...equipmentListQuery, select: toNames, structuralSharing: true }).data
  const placeOf = (id: string) => names?.[id] ?? id
  const lines = detailLines(entry, { t, nameOf, placeOf })
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
    </li>
  )
}
