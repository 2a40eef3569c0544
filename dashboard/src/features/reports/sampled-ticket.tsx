import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Sample } from '../../../../server/contract/jobs.ts'
import { PriorityBadge } from '../../components/badges.tsx'
import { useCheckSample } from '../../lib/api/jobs.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { Refusal } from './refusal.tsx'

type Sampled = Sample['tickets'][number]

export function SampledTicket({ week, sampled }: { week: string; sampled: Sampled }) {
  const { ticket, number, title, priority, check } = sampled
  return (
    <li className="log-line">
      <PriorityBadge priority={priority} />
      <Link className="link log-line-main" to={`/tickets/${ticket}`}>
        {number} {title}
      </Link>
      {check ? <Checked check={check} /> : <CheckForm week={week} ticket={ticket} />}
    </li>
  )
}

function Checked({ check }: { check: NonNullable<Sampled['check']> }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { ok, at, by, note, finding } = check
  return (
    <>
      <span className={`badge tone-${ok ? 'normal' : 'alarm'}`}>{t(ok ? 'report.checkedOk' : 'report.finding')}</span>
      {note !== null && <span>{note}</span>}
      {finding !== null && (
        <Link className="link" to={`/tickets/${finding}`}>
          {t('report.findingTicket')}
        </Link>
      )}
      <span className="muted">
        {nameOf(by)} {formatDateTime(at).slice(0, 16)}
      </span>
    </>
  )
}

/** A finding needs words: it becomes a ticket. */
function CheckForm({ week, ticket }: { week: string; ticket: string }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const check = useCheckSample(week)
  const said = note.trim()
  const save = (ok: boolean) => check.mutate({ ticket, ok, ...(said === '' ? {} : { note: said }) })
  return (
    <div className="log-form log-whole">
      <Input
        value={note}
        onChange={({ target }) => setNote(target.value)}
        placeholder={t('report.checkNote')}
        aria-label={t('report.checkNote')}
      />
      <Button onClick={() => save(true)} loading={check.isPending}>
        {t('report.checkedOk')}
      </Button>
      <Button danger disabled={said === ''} onClick={() => save(false)} loading={check.isPending}>
        {t('report.finding')}
      </Button>
      <Refusal error={check.error} />
    </div>
  )
}
