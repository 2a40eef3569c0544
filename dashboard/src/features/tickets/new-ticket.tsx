import { Alert, Form, Input, Modal, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { classesOf, manualTypes, priorities } from '../../../../server/contract/words.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useCreateTicket } from '../../lib/api/tickets.ts'
import { type NewTicketValues, toNewTicket } from './new-ticket-values.ts'
import { UrgencyHint } from './urgency-hint.tsx'
import { useEquipmentOptions } from './use-equipment-options.ts'
import { WhoFields } from './who-fields.tsx'

/** A ticket by hand, for what no sensor sees. */
export function NewTicketForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<NewTicketValues>()
  const navigate = useNavigate()
  const create = useCreateTicket()
  const equipment = useEquipmentOptions()
  const { title, detail } = useErrorText(create.error)
  useFieldErrors(form, create.error, { requester: 'requesterName' })
  const type = Form.useWatch('type', form) ?? 'repair'
  const kind = Form.useWatch('class', form)
  const classes = classesOf[type]
  const submit = (values: NewTicketValues) => {
    create.mutate(toNewTicket(values), {
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
      <Form<NewTicketValues>
        form={form}
        layout="vertical"
        initialValues={{ type: 'repair', priority: 'P3' }}
        onFinish={submit}
        onValuesChange={(change) => change.type !== undefined && form.resetFields(['class'])}
      >
        <Form.Item name="type" label={t('ticket.type')}>
          <Radio.Group options={manualTypes.map((each) => ({ value: each, label: t(`ticketType.${each}`) }))} />
        </Form.Item>
        <Form.Item
          name="title"
          label={t('ticket.title')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input maxLength={200} data-testid="new-ticket-title" />
        </Form.Item>
        {classes && (
          <Form.Item name="class" label={t('ticket.class')}>
            <Select
              allowClear
              placeholder={t('form.optional')}
              options={classes.map((each) => ({ value: each, label: t(`ticketClass.${each}`) }))}
              data-testid="new-ticket-class"
            />
          </Form.Item>
        )}
        <Form.Item name="description" label={t('ticket.description')}>
          <Input.TextArea rows={3} maxLength={5000} placeholder={t('form.optional')} data-testid="new-ticket-description" />
        </Form.Item>
        <Form.Item name="priority" label={t('ticket.priority')} extra={<UrgencyHint form={form} />}>
          <Radio.Group
            data-testid="new-ticket-priority"
            options={priorities.map((each) => ({ value: each, label: `${each} ${t(`priority.${each}`)}` }))}
          />
        </Form.Item>
        <Form.Item name="equipment" label={t('ticket.equipment')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={equipment} placeholder={t('form.optional')} />
        </Form.Item>
        <WhoFields type={type} isDated={type === 'liaison' || (type === 'hazard' && kind === 'fix_by_date')} />
        {create.error && <Alert type="error" showIcon title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
