import { PlusOutlined, WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagKeyItem } from '../../../../server/contract/patrol.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { tagKeysQuery, useForgetTag } from '../../lib/api/patrol-setup.ts'
import { checkpointsQuery } from '../../lib/api/setup.ts'
import { formatDateTime } from '../../lib/format.ts'
import { MetaKeyForm } from './meta-key-form.tsx'
import { TagKeyForm } from './tag-key-form.tsx'
import '../../components/badges.css'

/** Tags with keys, and how many of their taps nobody told of. */
export function TagsSection() {
  const { t } = useTranslation()
  const { data: tags, error, refetch } = useQuery(tagKeysQuery)
  const [enrolling, setEnrolling] = useState(false)
  return (
    <section className="panel" aria-label={t('setup.tags')}>
      <header className="panel-head setup-head">
        <p className="muted setup-hint">{t('tagKey.hint')}</p>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEnrolling(true)} data-testid="tag-enrol">
          {t('tagKey.enrol')}
        </Button>
      </header>
      <MetaKeyForm />
      {!tags && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
      {tags?.length === 0 && <EmptyState title={t('setup.none')} />}
      <ul className="entries">
        {tags?.map((tag) => (
          <TagRow key={tag.uid} tag={tag} />
        ))}
      </ul>
      {enrolling && <TagKeyForm onClose={() => setEnrolling(false)} />}
    </section>
  )
}

function TagRow({ tag }: { tag: TagKeyItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { data: places = [] } = useQuery(checkpointsQuery)
  const forget = useForgetTag()
  const { uid, checkpoint, counter, unused, enrolledAt } = tag
  return (
    <li className="entry" data-testid={`tag-${uid}`}>
      <div className="entry-main">
        <span className="entry-title">{places.find(({ id }) => id === checkpoint)?.name ?? checkpoint}</span>
        <span className="entry-facts">
          <span className="mono">{uid}</span>
          <span>
            {t('tagKey.counter')} {counter}
          </span>
          <span>{t('tagKey.enrolledAt', { time: formatDateTime(enrolledAt) })}</span>
          <span className={unused > 0 ? 'badge tone-warning' : 'badge tone-normal'}>
            {unused > 0 && <WarningFilled />}
            {unused > 0 ? t('tagKey.unused', { count: unused }) : t('tagKey.allUsed')}
          </span>
        </span>
      </div>
      <div className="entry-do">
        <Popconfirm
          title={t('tagKey.forgetAsk', { uid })}
          okText={t('tagKey.forget')}
          cancelText={t('page.cancel')}
          onConfirm={() => forget.mutate(uid, { onError: () => void message.error(t('alarm.again')) })}
        >
          <Button size="small" danger type="text" loading={forget.isPending}>
            {t('tagKey.forget')}
          </Button>
        </Popconfirm>
      </div>
    </li>
  )
}
