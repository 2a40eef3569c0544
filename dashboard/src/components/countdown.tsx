import { ClockCircleOutlined, FieldTimeOutlined, PauseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { useNow } from '../lib/clock.ts'
import { nextDue } from '../lib/due.ts'
import { formatSpan } from '../lib/format.ts'
import { usePreferences } from '../lib/preferences.ts'
import './countdown.css'

/** Less than this part of the whole time left is worth a colour. */
const soonPart = 0.25

/** "响应 剩 3分20秒" or "到场 超时 1时5分": the clock that runs now. */
export function Countdown({ ticket }: { ticket: TicketItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const due = nextDue(ticket)
  if (!due) return null
  const left = due.at - now
  const held = ticket.status === 'on_hold'
  const whole = due.at - Date.parse(ticket.openedAt)
  const tone = left < 0 ? 'over' : left < whole * soonPart ? 'soon' : 'calm'
  const text =
    left < 0 ? t('due.over', { span: formatSpan(-left, language) }) : t('due.left', { span: formatSpan(left, language) })
  return (
    <span className={`countdown countdown-${held ? 'held' : tone}`}>
      {held ? <PauseOutlined /> : tone === 'over' ? <FieldTimeOutlined /> : <ClockCircleOutlined />}
      <span className="countdown-clock">{t(`due.${due.clock}`)}</span>
      <span>{text}</span>
    </span>
  )
}
