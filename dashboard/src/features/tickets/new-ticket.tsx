import { Alert, Form, Input, Modal, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { NewTicket } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useCreateTicket } from '../../lib/api/tickets.ts'
import { useEquipmentOptions } from './ticket-filters.tsx'
import { priorityOrder } from './ticket-words.ts'

const types: readonly NewTicket['type'][] = ['repair', 'complaint', 'hazard', 'qa']

/** A ticket by hand, for what no sensor sees. */
export function NewTicketForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<NewTicket>()
  const navigate = useNavigate()
  const create = useCreateTicket()
  const equipment = useEquipmentOptions()
  const { title, detail } = useErrorText(create.error)
  useFieldErrors(form, create.error)
  const submit = (ticket: NewTicket) => {
    create.mutate(ticket, {
      onSuccess: ({ id }) => {
        onDone()
        void navigate(`/tickets/${id}`)
      }
    })
  }
  return (
    <Modal
      open
      title={t('ticket.new')}
      okText={t('ticket.create')}
      cancelText={t('page.cancel')}
      confirmLoading={create.isPending}
      onOk={form.submit}
      onCancel={onDone}
      okButtonProps={{ 'data-testid': 'new-ticket-submit' }}
    >
      <Form<NewTicket> form={form} layout="vertical" initialValues={{ type: 'repair', priority: 'P3' }} onFinish={submit}>
        <Form.Item
          name="title"
          label={t('ticket.title')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input maxLength={200} data-testid="new-ticket-title" />
        </Form.Item>
        <Form.Item name="type" label={t('ticket.type')}>
          <Radio.Group options={types.map((type) => ({ value: type, label: t(`ticketType.${type}`) }))} />
        </Form.Item>
        <Form.Item name="priority" label={t('ticket.priority')}>
          <Radio.Group options={priorityOrder.map((each) => ({ value: each, label: `${each} ${t(`priority.${each}`)}` }))} />
        </Form.Item>
        <Form.Item name="equipment" label={t('ticket.equipment')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={equipment} placeholder={t('form.optional')} />
        </Form.Item>
        <Form.Item name="description" label={t('ticket.description')}>
          <Input.TextArea rows={3} maxLength={5000} placeholder={t('form.optional')} />
        </Form.Item>
        {create.error && <Alert type="error" showIcon title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
