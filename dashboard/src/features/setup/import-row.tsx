import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ImportItem } from '../../../../server/contract/imports.ts'
import { importQuery } from '../../lib/api/imports.ts'
import { formatDateTime } from '../../lib/format.ts'

/** One import; while it runs it is asked for again by itself, whoever sends it. */
export function ImportRow({ item }: { item: ImportItem }) {
  const { t } = useTranslation()
  const { data: polled } = useQuery(importQuery(item))
  const { id, state, startedAt, lines, stored, rejected, rejects } = item.state === 'running' && polled ? polled : item
  const grouped = (value: number) => ({ value: value.toLocaleString('en-US') })
  return (
    <li className="entry" data-testid={`import-${id}`} data-state={state}>
      <div className="entry-main">
        <span className="entry-title">
          <span className={`import-${state}`}>{t(`import.state.${state}`)}</span> {formatDateTime(startedAt)}
        </span>
        <span className="entry-facts">
          <span>{t('import.lines', grouped(lines))}</span>
          <span>{t('import.stored', grouped(stored))}</span>
          <span className={rejected > 0 ? 'entry-failure' : ''}>{t('import.rejected', grouped(rejected))}</span>
          {(state === 'failed' || state === 'interrupted') && <span>{t('import.again')}</span>}
        </span>
      </div>
      {rejects.length > 0 && (
        <details className="import-rejects">
          <summary>
            {rejected > rejects.length ? t('import.firstRejects', { count: rejects.length }) : t('import.rejects')}
          </summary>
          <ul>
            {rejects.map(({ line, reason }) => (
              <li key={line}>
                <span className="muted">{t('import.line', { line })}</span>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
