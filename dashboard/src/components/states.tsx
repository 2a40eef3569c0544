/** Loading, empty and error as designed states, the same everywhere. */
import { CloudServerOutlined, ExclamationCircleOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from './error-text.ts'
import './states.css'

/** Quiet bars in the place of what comes. */
export function PageLoading({ full = false, rows = 6 }: { full?: boolean; rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className={full ? 'state state-full' : 'state-loading'} role="status" aria-label={t('page.loading')}>
      {full ? <span className="state-pulse" /> : <span className="state-bars" style={{ height: rows * 42 - 8 }} />}
    </div>
  )
}

export function EmptyState({ title, icon, children }: { title: string; icon?: ReactNode; children?: ReactNode }) {
  return (
    <div className="state">
      <span className="state-icon">{icon ?? <InboxOutlined />}</span>
      <p className="state-title">{title}</p>
      {children}
    </div>
  )
}

export function ErrorState({ error, onRetry, full = false }: { error: unknown; onRetry?: () => void; full?: boolean }) {
  const { t } = useTranslation()
  const { title, detail, offline } = useErrorText(error)
  return (
    <div className={full ? 'state state-full' : 'state'} role="alert">
      <span className="state-icon">{offline ? <CloudServerOutlined /> : <ExclamationCircleOutlined />}</span>
      <p className="state-title">{title}</p>
      {detail !== '' && <p className="muted">{detail}</p>}
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {t('page.retry')}
        </Button>
      )}
    </div>
  )
}
