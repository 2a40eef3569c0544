import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Handover } from '../../../../server/contract/jobs.ts'
import { useTakeHandover } from '../../lib/api/jobs.ts'
import { sessionQuery } from '../../lib/api/session.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { HandoverContent } from './handover-content.tsx'
import { Refusal } from './refusal.tsx'

/** One handover as it was given; somebody else than its giver takes it. */
export function HandoverEntry({ handover }: { handover: Handover }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const self = useQuery(sessionQuery).data?.id
  const take = useTakeHandover(handover.id)
  const { date, content, shift, givenAt, givenBy, note, takenAt, takenBy } = handover
  return (
    <li className="log-line" data-testid="handover" data-taken={takenAt !== null}>
      <strong>
        {date} {content.shiftName ?? shift}
      </strong>
      <span className="muted">{t('report.givenBy', { name: nameOf(givenBy), time: formatDateTime(givenAt).slice(5, 16) })}</span>
      {takenAt !== null && takenBy !== null && (
        <span className="muted">
          {t('report.takenBy', { name: nameOf(takenBy), time: formatDateTime(takenAt).slice(5, 16) })}
        </span>
      )}
      <span className="log-line-main">{note}</span>
      {takenAt === null && givenBy !== self && (
        <Button type="primary" size="small" onClick={() => take.mutate({})} loading={take.isPending} data-testid="handover-take">
          {t('report.take')}
        </Button>
      )}
      {takenAt === null && givenBy === self && <span className="badge tone-warning">{t('report.waiting')}</span>}
      <details className="log-whole">
        <summary className="muted">{t('report.content')}</summary>
        <HandoverContent content={content} />
      </details>
      <Refusal error={take.error} />
    </li>
  )
}
