import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TicketAction, TicketDetail } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useTicketStep } from '../../lib/api/tickets.ts'
import { ArriveStep } from './arrive-step.tsx'
import { DoneStep } from './done-step.tsx'
import { EtaStep } from './eta-step.tsx'
import { PhotoButton } from './photo-button.tsx'

export type Act = (action: TicketAction, body?: unknown) => void
export type StepProps = { ticket: TicketDetail; act: Act; isBusy: boolean }

/** The next step of this ticket, as big as a thumb. */
export function MySteps({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const step = useTicketStep(ticket.id)
  const { title, detail } = useErrorText(step.error)
  const may = (action: TicketAction) => ticket.allowed.includes(action)
  const act: Act = (action, body = {}) =>
    step.mutate({ action, body }, { onSuccess: () => void message.success(t(`actionDone.${action}`)) })
  const props = { ticket, act, isBusy: step.isPending }
  return (
    <div className="my-steps">
      {(may('accept') || (ticket.status === 'accepted' && may('expect'))) && <EtaStep {...props} />}
      {may('arrive') && <ArriveStep {...props} />}
      {may('resume') && (
        <Button type="primary" size="large" block loading={step.isPending} onClick={() => act('resume')} data-testid="my-resume">
          {t('action.resume')}
        </Button>
      )}
      {ticket.status === 'arrived' && may('comment') && <PhotoButton ticket={ticket} />}
      {may('resolve') && <DoneStep {...props} />}
      {step.error && (
        <p className="my-refused" role="alert" data-testid="my-refused">
          {[title, detail].filter(Boolean).join(t('form.sep'))}
        </p>
      )}
    </div>
  )
}
