import { useQuery } from '@tanstack/react-query'
import { Alert, App, Form, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { ReasonField } from '../../../components/alarms/reason-field.tsx'
import { UntilField } from '../../../components/alarms/until-field.tsx'
import { useErrorText } from '../../../components/error-text.ts'
import { useFieldErrors } from '../../../components/use-field-errors.ts'
import { catalogueQuery, equipmentListQuery } from '../../../lib/api/equipment.ts'
import { usePermitStep } from '../../../lib/api/permits.ts'
import { serverNow } from '../../../lib/clock.ts'
import { useEquipmentOptions } from '../use-equipment-options.ts'

const minuteMs = 60_000
const lengths = [60, 120, 240, 480, 1_440]

type Values = { equipment?: string; reason?: string; minutes: number }

/** On the ticket's own equipment, or on another: the cabinet that feeds the pump. */
export function PermitRequest({ ticket, onClose }: { ticket: TicketDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const options = useEquipmentOptions()
  const chosen = Form.useWatch('equipment', form)
  const kind = useQuery({ ...equipmentListQuery, select: (all) => all.find(({ id }) => id === chosen)?.kind }).data
  const isFire = useQuery(catalogueQuery).data?.get(kind ?? '')?.fire === true
  const write = usePermitStep(ticket.id)
  const { title, detail } = useErrorText(write.error)
  useFieldErrors(form, write.error, { until: 'minutes' })
  const submit = ({ equipment = '', reason = '', minutes }: Values) => {
    const until = new Date(serverNow() + minutes * minuteMs).toISOString()
    write.mutate(
      { action: 'request', body: { equipment, ticket: ticket.id, reason: reason.trim(), until } },
      {
        onSuccess: () => {
          void message.success(t('permit.done.request'))
          onClose()
        }
      }
    )
  }
  return (
    <Modal
      open
      title={t('permit.requestTitle')}
      okText={t('permit.request')}
      cancelText={t('page.cancel')}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'permit-request-ok' }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ minutes: 240, ...(ticket.equipment !== null && { equipment: ticket.equipment }) }}
        onFinish={submit}
      >
        <p className="muted">
          {t('permit.takesOut')} {isFire && <b>{t('permit.needsSecond')}</b>}
        </p>
        <Form.Item name="equipment" label={t('permit.equipment')} rules={[{ required: true, message: t('form.required') }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
        </Form.Item>
        <ReasonField />
        <UntilField name="minutes" minutes={lengths} />
        {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
