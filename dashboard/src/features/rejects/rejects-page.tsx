import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RejectItem } from '../../../../server/contract/session.ts'
import { MoreButton } from '../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { rejectsQuery } from '../../lib/api/rejects.ts'
import { formatDateTime } from '../../lib/format.ts'
import './rejects.css'

/** Messages that could not be taken, with the reason: where a wrong topic or unit is found. */
export function RejectsPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.rejects'))
  const query = useInfiniteQuery(rejectsQuery)
  const rejects = query.data?.pages.flatMap(({ items }) => items)
  return (
    <div>
      <header className="page-head">
        <div>
          <h1>{t('nav.rejects')}</h1>
          <p className="muted">{t('reject.hint')}</p>
        </div>
      </header>
      <section className="panel">
        {!rejects && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
        {rejects?.length === 0 && <EmptyState title={t('reject.none')} />}
        <ul className="rejects">
          {numbered(rejects ?? []).map(({ reject, number }) => (
            <Reject key={number} reject={reject} />
          ))}
        </ul>
        <MoreButton query={query} />
      </section>
    </div>
  )
}

/** Rejects have no id and may be the same to the last byte: counted from the oldest, so that new ones move no other. */
function numbered(rejects: readonly RejectItem[]): { reject: RejectItem; number: number }[] {
  return rejects.map((reject, at) => ({ reject, number: rejects.length - at }))
}

function Reject({ reject }: { reject: RejectItem }) {
  const { t } = useTranslation()
  return (
    <li className="reject">
      <time className="reject-time" dateTime={reject.receivedAt}>
        {formatDateTime(reject.receivedAt)}
      </time>
      <div className="reject-main">
        <span className="reject-reason">{reject.reason}</span>
        <span className="mono muted reject-topic">{reject.topic}</span>
        <details>
          <summary>{t('reject.payload')}</summary>
          <pre className="mono">{reject.payload}</pre>
        </details>
      </div>
    </li>
  )
}
