import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  FieldTimeOutlined,
  HourglassOutlined,
  MinusCircleOutlined,
  PauseOutlined
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockState, TicketClock } from '../../../../server/contract/clocks.ts'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { useNow } from '../../lib/clock.ts'
import { type Standing, standingOf } from '../../lib/due.ts'
import { formatDateTime, formatSpan, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import './clock-ledger.css'

const icons: Record<ClockState, ReactNode> = {
  waiting: <HourglassOutlined />,
  running: <ClockCircleOutlined />,
  paused: <PauseOutlined />,
  overdue: <FieldTimeOutlined />,
  met: <CheckCircleOutlined />,
  missed: <FieldTimeOutlined />,
  ended: <MinusCircleOutlined />
}

/** Every clock of the round that is on: when it is due, how it stands or went, and which clause says so. */
export function ClockLedger({ clocks, hold }: Pick<TicketDetail, 'clocks' | 'hold'>) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('due.title')}>
      <header className="panel-head">
        <h2>{t('due.title')}</h2>
      </header>
      <ol className="ledger" data-testid="clocks">
        {clocks.map((clock) => (
          <LedgerRow key={`${clock.clock} ${clock.startedAt}`} clock={clock} hold={hold} />
        ))}
      </ol>
    </section>
  )
}

function LedgerRow({ clock, hold }: { clock: TicketClock; hold: TicketDetail['hold'] }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const standing = standingOf(clock, hold, now)
  const { state, dueAt } = standing
  const isMoved = clock.originalDueAt !== null && clock.originalDueAt !== clock.dueAt
  const facts = [
    isMoved && t('due.original', { time: formatDateTime(clock.originalDueAt ?? '') }),
    clock.metAt !== null && t('due.metAt', { time: formatDateTime(clock.metAt) }),
    clock.metAt !== null && t('due.took', { span: formatSpan(clock.elapsedMs, language) }),
    clock.limitMs !== null && t('due.limit', { span: formatSpan(clock.limitMs, language) }),
    clock.pausedMs > 0 && t('due.pausedFor', { span: formatSpan(clock.pausedMs, language) }),
    t('due.policy', clock.policy)
  ]
  return (
    <li className={`ledger-row ledger-${state}`} data-testid={`clock-${clock.clock}`} data-state={state}>
      <span className="ledger-name">{t(`due.${clock.clock}`)}</span>
      <span className="ledger-word">
        {icons[state]} {useWord(standing)}
      </span>
      {dueAt !== undefined && (
        <time className="ledger-at" dateTime={clock.dueAt ?? undefined} title={formatDateTime(dueAt)}>
          {t('due.by', { time: formatTime(dueAt, now) })}
        </time>
      )}
      <span className="ledger-facts">{facts.filter(Boolean).join(' · ')}</span>
      {clock.source !== null && <span className="ledger-source">{clock.source}</span>}
    </li>
  )
}

function useWord({ state, leftMs, lateMs }: Standing): string {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const left = formatSpan(Math.abs(leftMs ?? 0), language)
  switch (state) {
    case 'running':
      return t('due.left', { span: left })
    case 'paused':
      return t('due.paused', { span: left })
    case 'overdue':
      return t('due.over', { span: left })
    case 'met':
      return t('due.met')
    case 'missed':
      return lateMs === undefined ? t('due.missed') : t('due.metLate', { span: formatSpan(lateMs, language) })
    case 'waiting':
      return t('due.waiting')
    case 'ended':
      return t('due.ended')
  }
}
