import { ClockCircleOutlined, FieldTimeOutlined, PauseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { useNow } from '../lib/clock.ts'
import { nextDue } from '../lib/due.ts'
import { formatSpan, formatTime } from '../lib/format.ts'
import { usePreferences } from '../lib/preferences.ts'
import './countdown.css'

/** Less than this part of the whole time left is worth a colour. */
const soonPart = 0.25

/** "响应 剩 3分20秒", "到场 超时 1时5分" or "解决 已暂停 · 时限 14:00": the clock that is on now. */
export function Countdown({ ticket }: { ticket: TicketItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const due = nextDue(ticket)
  if (!due) return null
  const left = due.at - now
  const whole = due.at - Date.parse(ticket.openedAt)
  const tone = left < 0 ? 'over' : due.paused ? 'held' : left < whole * soonPart ? 'soon' : 'calm'
  const text = {
    over: () => t('due.over', { span: formatSpan(-left, language) }),
    held: () => t('due.pausedList', { time: formatTime(due.at, now) }),
    soon: () => t('due.left', { span: formatSpan(left, language) }),
    calm: () => t('due.left', { span: formatSpan(left, language) })
  }[tone]()
  return (
    <span
      className={`countdown countdown-${tone}`}
      data-testid="countdown"
      data-clock={due.clock}
      data-due={new Date(due.at).toISOString()}
      data-tone={tone}
    >
      {icons[tone]}
      <span className="countdown-clock">{t(`due.${due.clock}`)}</span>
      <span>{text}</span>
    </span>
  )
}

const icons = {
  over: <FieldTimeOutlined />,
  held: <PauseOutlined />,
  soon: <ClockCircleOutlined />,
  calm: <ClockCircleOutlined />
}
