import { CheckCircleOutlined, ClockCircleOutlined, FieldTimeOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { useNow } from '../../lib/clock.ts'
import { type ClockState, clocksOf } from '../../lib/due.ts'
import { formatSpan, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

/** Respond, arrive, resolve: what is left, or how it went. */
export function DueClocks({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const over = ticket.status === 'closed' || ticket.status === 'cancelled'
  return (
    <section className="panel" aria-label={t('due.title')}>
      <header className="panel-head">
        <h2>{t('due.title')}</h2>
      </header>
      <ol className="due-clocks">
        {clocksOf(ticket).map((clock) => (
          <DueClock key={clock.clock} state={clock} over={over} />
        ))}
      </ol>
    </section>
  )
}

function DueClock({ state, over }: { state: ClockState; over: boolean }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const { metAt, dueAt } = state
  const late = (metAt ?? now) > dueAt
  const span = formatSpan(Math.abs(dueAt - (metAt ?? now)), language)
  const skipped = metAt === undefined && over
  const tone = skipped ? 'skipped' : metAt === undefined ? (late ? 'over' : 'running') : late ? 'late' : 'met'
  const icons = {
    skipped: <MinusCircleOutlined />,
    over: <FieldTimeOutlined />,
    running: <ClockCircleOutlined />,
    late: <FieldTimeOutlined />,
    met: <CheckCircleOutlined />
  }
  const words = {
    skipped: t('due.skipped'),
    over: t('due.over', { span }),
    running: t('due.left', { span }),
    late: t('due.metLate', { span }),
    met: t('due.met')
  }
  return (
    <li className={`due-clock due-clock-${tone}`}>
      <span className="due-name">{t(`due.${state.clock}`)}</span>
      <span className="due-word">
        {icons[tone]} {words[tone]}
      </span>
      <span className="due-at">{t('due.by', { time: formatTime(dueAt, now) })}</span>
    </li>
  )
}
