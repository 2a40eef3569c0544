import { MoreOutlined, ScanOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TicketAction, TicketDetail } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useMay } from '../../lib/api/session.ts'
import { useTicketStep } from '../../lib/api/tickets.ts'
import { StepForm } from './step-form.tsx'
import { actionOrder, type FormAction, isFormAction, onwardActions } from './ticket-words.ts'

/** Why a manager does not find the step he looks for (contract §5, verify). */
function VerifyHint({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const manages = useMay('manager')
  if (!manages || ticket.status !== 'resolved' || ticket.allowed.includes('verify')) return null
  return (
    <p className="muted">
      {ticket.recovered || ticket.rule === null ? t('ticket.verifyNeedsRecords') : t('ticket.verifyNeedsRecovery')}
    </p>
  )
}

/** So many stand on a phone before the rest is asked for. */
const alwaysShown = 2

/** The steps the service says this user may take now; the usual next one stands out. */
export function TicketSteps({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const step = useTicketStep(ticket.id)
  const [form, setForm] = useState<FormAction>()
  const [more, setMore] = useState(false)
  const { title, detail } = useErrorText(step.error)
  const allowed = actionOrder.filter((action) => ticket.allowed.includes(action))
  const next = allowed.find((action) => onwardActions.has(action))
  const act = (action: TicketAction) => {
    if (isFormAction(action)) setForm(action)
    else step.mutate({ action, body: {} }, { onSuccess: () => void message.success(t(`actionDone.${action}`)) })
  }
  const button = (action: TicketAction) => (
    <Button
      key={action}
      type={action === next ? 'primary' : 'default'}
      danger={action === 'cancel'}
      loading={step.isPending && step.variables.action === action}
      disabled={step.isPending}
      data-testid={`action-${action}`}
      onClick={() => act(action)}
    >
      {t(`action.${action}`)}
    </Button>
  )
  if (allowed.length === 0) return null
  const rest = allowed.slice(alwaysShown)
  return (
    <div className="ticket-steps">
      <div className="ticket-buttons">
        {allowed.slice(0, alwaysShown).map(button)}
        {allowed.includes('arrive') && (
          <Button icon={<ScanOutlined />} onClick={() => setForm('arrive')} data-testid="action-arrive-tag">
            {t('ticket.arriveByTag')}
          </Button>
        )}
        {rest.length > 0 && (
          <Button
            className="ticket-more"
            icon={<MoreOutlined />}
            aria-label={t('ticket.moreSteps')}
            aria-expanded={more}
            onClick={() => setMore(!more)}
            data-testid="more-steps"
          />
        )}
        <div className={more ? 'ticket-rest ticket-rest-open' : 'ticket-rest'}>{rest.map(button)}</div>
      </div>
      <VerifyHint ticket={ticket} />
      {step.error && !form && (
        <p className="ticket-refused" role="alert">
          {title}
          {detail !== '' && `${t('form.sep')}${detail}`}
        </p>
      )}
      {form && <StepForm key={form} ticket={ticket} action={form} onDone={() => setForm(undefined)} />}
    </div>
  )
}
