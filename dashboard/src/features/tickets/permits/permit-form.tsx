import { Alert, App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PermitAction, PermitItem } from '../../../../../server/contract/permits.ts'
import { ReasonField } from '../../../components/alarms/reason-field.tsx'
import { useErrorText } from '../../../components/error-text.ts'
import { useFieldErrors } from '../../../components/use-field-errors.ts'
import { type PermitWish, usePermitStep } from '../../../lib/api/permits.ts'
import { fromSiteInput, toSiteInput } from '../../../lib/site-zone.ts'

export type PermitFormAction = Exclude<PermitAction, 'approve' | 'confirm'>
type Values = { until?: string; reason?: string; note?: string }
type Props = { permit: PermitItem; action: PermitFormAction; ticket: string; onClose: () => void }

/** Extending says until when and why; closing and withdrawing take a note. */
export function PermitForm({ permit, action, ticket, onClose }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const write = usePermitStep(ticket)
  const { title, detail } = useErrorText(write.error)
  useFieldErrors(form, write.error)
  const submit = (values: Values) =>
    write.mutate(toWish(permit, action, values), {
      onSuccess: () => {
        void message.success(t(`permit.done.${action}`))
        onClose()
      }
    })
  const noteNeeded = action === 'cancel' || permit.state === 'expired'
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <Modal
      open
      title={t(`permit.action.${action}`)}
      okText={t(`permit.action.${action}`)}
      cancelText={t('page.cancel')}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'permit-form-ok' }}
    >
      <Form<Values> form={form} layout="vertical" onFinish={submit}>
        {action === 'extend' && (
          <>
            <Form.Item
              name="until"
              label={t('permit.until')}
              initialValue={toSiteInput(Date.parse(permit.until) + hourMs)}
              rules={required}
            >
              <Input type="datetime-local" min={toSiteInput(Date.parse(permit.until))} data-testid="field-until" />
            </Form.Item>
            <ReasonField />
          </>
        )}
        {action !== 'extend' && (
          <Form.Item name="note" label={t('form.note')} rules={noteNeeded ? required : []}>
            <Input.TextArea
              rows={3}
              maxLength={5000}
              placeholder={noteNeeded ? '' : t('form.optional')}
              data-testid="field-note"
            />
          </Form.Item>
        )}
        {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}

const hourMs = 3_600_000

function toWish({ id }: PermitItem, action: PermitFormAction, { until = '', reason = '', note = '' }: Values): PermitWish {
  switch (action) {
    case 'extend':
      return { action, id, body: { until: new Date(fromSiteInput(until)).toISOString(), reason: reason.trim() } }
    case 'close':
      return { action, id, body: note.trim() === '' ? {} : { note: note.trim() } }
    case 'cancel':
      return { action, id, body: { note: note.trim() } }
  }
}
