import { Alert, App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../components/error-text.ts'
import { useIncidentStep } from '../../../lib/api/incidents.ts'

type Values = { note: string }

/** Ends it with a word, which opens the ticket of its review. */
export function IncidentEnd({ ticket, onClose }: { ticket: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const write = useIncidentStep(ticket)
  const { title, detail } = useErrorText(write.error)
  const submit = ({ note }: Values) =>
    write.mutate(
      { step: 'end', body: { note: note.trim() } },
      {
        onSuccess: () => {
          void message.success(t('incident.ended'))
          onClose()
        }
      }
    )
  return (
    <Modal
      open
      title={t('incident.end')}
      okText={t('incident.end')}
      cancelText={t('page.cancel')}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'incident-end-ok' }}
    >
      <Form<Values> form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="note"
          label={t('incident.endNote')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input.TextArea rows={3} maxLength={5000} data-testid="incident-note" />
        </Form.Item>
        {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
