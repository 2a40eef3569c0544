import { Alert, App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useTicketStep } from '../../lib/api/tickets.ts'
import { AssignFields, WorkerField } from './assign-fields.tsx'
import { FollowUpFields, HoldFields, ResolveFields, TagField, TimeField } from './step-fields.tsx'
import { type StepValues, toBody } from './step-values.ts'
import type { FormAction } from './ticket-words.ts'

const halfHourMs = 30 * 60_000
const needNote: readonly FormAction[] = ['reopen', 'cancel', 'comment', 'progress', 'tell_result']

type Props = { ticket: TicketDetail; action: FormAction; onDone: () => void }

/** The form of one step; what the service refuses is said in it, beside the field it names. */
export function StepForm({ ticket, action, onDone }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<StepValues>()
  const step = useTicketStep(ticket.id)
  const { title, detail } = useErrorText(step.error)
  useFieldErrors(form, step.error)
  const submit = (values: StepValues) => {
    const onSuccess = () => {
      void message.success(t(`actionDone.${action}`))
      onDone()
    }
    step.mutate({ action, body: toBody(action, values) }, { onSuccess })
  }
  const noteNeeded = needNote.includes(action)
  return (
    <Modal
      open
      title={`${t(`action.${action}`)} · ${ticket.number}`}
      okText={t(`action.${action}`)}
      cancelText={t('page.cancel')}
      confirmLoading={step.isPending}
      onOk={form.submit}
      onCancel={onDone}
      okButtonProps={{ 'data-testid': 'action-submit', danger: action === 'cancel' }}
    >
      <Form<StepValues> form={form} layout="vertical" onFinish={submit} preserve={false}>
        {action === 'assign' && <AssignFields current={ticket.assignee} firm={ticket.contractor} />}
        {action === 'hand_on' && <WorkerField but={ticket.assignee} needed />}
        {action === 'arrive' && <TagField />}
        {action === 'expect' && <TimeField name="at" label={t('ticket.eta')} aheadMs={halfHourMs} />}
        {action === 'hold' && <HoldFields />}
        {action === 'resolve' && <ResolveFields withEquipment={ticket.equipment === null} />}
        {action === 'follow_up' && <FollowUpFields />}
        {action !== 'resolve' && (
          <Form.Item
            name="note"
            label={t('form.note')}
            rules={noteNeeded ? [{ required: true, whitespace: true, message: t('form.required') }] : []}
          >
            <Input.TextArea
              rows={3}
              maxLength={5000}
              placeholder={noteNeeded ? '' : t('form.optional')}
              data-testid="field-note"
            />
          </Form.Item>
        )}
        {step.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
