import { CheckCircleOutlined, CloseCircleOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditItem } from '../../../../../server/contract/audit.ts'
import { FilterSelect } from '../../../components/filter-select.tsx'
import { MoreButton } from '../../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { type AuditWish, auditQuery, useVerifyAudit } from '../../../lib/api/audit.ts'
import { staffQuery } from '../../../lib/api/staff.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { formatDateTime } from '../../../lib/format.ts'
import { Failure } from '../entry-form.tsx'
import './audit.css'

/** Who did what, when. */
export function AuditSection() {
  const { t } = useTranslation()
  const [wish, setWish] = useState<AuditWish>({})
  const query = useInfiniteQuery(auditQuery(wish))
  const entries = query.data?.pages.flatMap(({ items }) => items)
  return (
    <section className="panel" aria-label={t('setup.audit')}>
      <p className="muted setup-hint">{t('setup.hint.audit')}</p>
      <Verify />
      <AuditFilter wish={wish} onChange={setWish} />
      {!entries && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
      {entries?.length === 0 && <EmptyState title={t('audit.none')} />}
      <ul className="entries">
        {entries?.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ul>
      <MoreButton query={query} />
    </section>
  )
}

/** Typed words are asked for when they are complete: with Enter, or on leaving the field. */
function AuditFilter({ wish, onChange }: { wish: AuditWish; onChange: (wish: AuditWish) => void }) {
  const { t } = useTranslation()
  const staff = useQuery(staffQuery).data ?? []
  const set = (name: keyof AuditWish, value: string | undefined) => {
    const { [name]: _, ...others } = wish
    onChange(value ? { ...others, [name]: value } : others)
  }
  return (
    <div className="audit-filter panel-head">
      <FilterSelect
        className="audit-actor"
        label={t('audit.actor')}
        value={wish.actor}
        options={staff.map(({ user, name }) => ({ value: user, label: name }))}
        onChange={(actor) => set('actor', actor)}
        search
      />
      {(['action', 'object'] as const).map((name) => (
        <Input
          key={name}
          allowClear
          placeholder={t(`audit.${name}`)}
          aria-label={t(`audit.${name}`)}
          onPressEnter={({ currentTarget }) => set(name, currentTarget.value.trim())}
          onBlur={({ target }) => set(name, target.value.trim())}
          data-testid={`audit-${name}`}
        />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <Input
          key={name}
          type="date"
          aria-label={t(`report.${name}`)}
          value={wish[name] ?? ''}
          onChange={({ target }) => set(name, target.value)}
        />
      ))}
    </div>
  )
}

/** Computes the whole chain again, for whoever has to show that nothing was changed. */
function Verify() {
  const { t } = useTranslation()
  const verify = useVerifyAudit()
  const verdict = verify.data
  return (
    <div className="audit-verdict">
      <Button
        icon={<SafetyCertificateOutlined />}
        onClick={() => verify.mutate()}
        loading={verify.isPending}
        data-testid="audit-verify"
      >
        {t('audit.verify')}
      </Button>
      <Failure error={verify.error} />
      {verdict && (
        <p className={verdict.ok ? 'audit-whole' : 'audit-broken'} role="status" data-testid="audit-verdict">
          {verdict.ok ? <CheckCircleOutlined /> : <CloseCircleOutlined />}{' '}
          {verdict.ok ? t('audit.whole', { count: verdict.entries }) : t('audit.broken', { seq: verdict.firstBad })}{' '}
          {verdict.reason}
          <span className="mono faint">{t('audit.head', { hash: verdict.head })}</span>
        </p>
      )}
    </div>
  )
}

function Entry({ entry }: { entry: AuditItem }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { seq, at, actor, action, object, detail, hash } = entry
  return (
    <li className="entry" data-testid="audit-entry">
      <div className="entry-main">
        <span className="entry-title">
          {actor === null ? t('audit.nobody') : nameOf(actor)} · <span className="mono">{action}</span>
        </span>
        <span className="entry-facts">
          <span>#{seq}</span>
          <time>{formatDateTime(at)}</time>
          {object !== null && <span className="mono">{object}</span>}
          {typeof detail['status'] === 'number' && <span>{detail['status']}</span>}
        </span>
        <details className="audit-detail">
          <summary className="muted">{t('audit.detail')}</summary>
          <pre className="mono">{JSON.stringify(detail, null, 2)}</pre>
          <pre className="mono faint">{hash}</pre>
        </details>
      </div>
    </li>
  )
}
