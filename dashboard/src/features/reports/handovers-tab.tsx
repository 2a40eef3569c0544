import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HandoverDraft } from '../../../../server/contract/jobs.ts'
import { MoreButton } from '../../components/more-button.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { handoverDraftQuery, handoversQuery, useGiveHandover } from '../../lib/api/jobs.ts'
import { formatDateTime } from '../../lib/format.ts'
import { HandoverContent } from './handover-content.tsx'
import { HandoverEntry } from './handover-entry.tsx'
import { Refusal } from './refusal.tsx'

/** 交接班: what would be handed over now, and what was. */
export function HandoversTab() {
  const { t } = useTranslation()
  const query = useInfiniteQuery(handoversQuery)
  const handovers = query.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <Draft />
      <section className="panel" aria-label={t('report.handedOver')}>
        <h2>{t('report.handedOver')}</h2>
        {!handovers && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
        {handovers?.length === 0 && <p className="panel-none">{t('report.noHandovers')}</p>}
        <ul className="log-lines">
          {handovers?.map((handover) => (
            <HandoverEntry key={handover.id} handover={handover} />
          ))}
        </ul>
        <MoreButton query={query} />
      </section>
    </>
  )
}

function Draft() {
  const { t } = useTranslation()
  const { data: draft, error, refetch } = useQuery(handoverDraftQuery)
  return (
    <section className="panel" aria-label={t('report.draft')} data-testid="handover-draft">
      <header className="panel-head">
        <h2>{t('report.draft')}</h2>
        {draft && (
          <span className="muted">
            {draft.date} {draft.shiftName} · {t('report.asOf', { time: formatDateTime(draft.at) })}
          </span>
        )}
      </header>
      {!draft && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
      {draft && <HandoverContent content={draft} />}
      {draft &&
        (draft.shift === null ? <p className="muted">{t('report.noShift')}</p> : <GiveForm draft={draft} shift={draft.shift} />)}
    </section>
  )
}

function GiveForm({ draft, shift }: { draft: HandoverDraft; shift: string }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const give = useGiveHandover()
  const said = note.trim()
  const sign = () =>
    give.mutate({ date: draft.date, shift, ...(said === '' ? {} : { note: said }) }, { onSuccess: () => setNote('') })
  return (
    <div className="log-form">
      <Input.TextArea
        value={note}
        onChange={({ target }) => setNote(target.value)}
        placeholder={t('report.handoverNote')}
        aria-label={t('report.handoverNote')}
        autoSize={{ minRows: 2 }}
        data-testid="handover-note"
      />
      <Button type="primary" onClick={sign} loading={give.isPending} data-testid="handover-give">
        {t('report.give')}
      </Button>
      <Refusal error={give.error} />
    </div>
  )
}
