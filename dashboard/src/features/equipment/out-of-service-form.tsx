import { useQuery } from '@tanstack/react-query'
import { Alert, App, Form, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { ReasonField } from '../../components/alarms/reason-field.tsx'
import { UntilField } from '../../components/alarms/until-field.tsx'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { catalogueQuery } from '../../lib/api/equipment.ts'
import { useOutOfService } from '../../lib/api/out-of-service.ts'
import { serverNow } from '../../lib/clock.ts'

const minuteMs = 60_000
/** From two hours to the 7 days it lasts at most. */
const outMinutes = [120, 480, 1_440, 4_320, 10_080]

type Values = { reason?: string; minutes: number }

export function OutOfServiceForm({ detail: equipment, onClose }: { detail: EquipmentDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const isFire = useQuery(catalogueQuery).data?.get(equipment.kind)?.fire === true
  const write = useOutOfService(equipment.id)
  const { title, detail } = useErrorText(write.error)
  useFieldErrors(form, write.error, { until: 'minutes' })
  const submit = ({ reason, minutes }: Values) => {
    const until = new Date(serverNow() + minutes * minuteMs).toISOString()
    write.mutate(
      { step: 'request', reason: reason?.trim() ?? '', until },
      {
        onSuccess: () => {
          void message.success(t('outOfService.done.request'))
          onClose()
        }
      }
    )
  }
  return (
    <Modal
      open
      title={t('outOfService.title', { name: equipment.name })}
      okText={t('outOfService.tag')}
      cancelText={t('page.cancel')}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'out-of-service-ok' }}
    >
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={{ minutes: 480 }} onFinish={submit}>
        <p className="muted out-hint">
          {t('outOfService.hint')} {isFire && <b>{t('outOfService.fireHint')}</b>}
        </p>
        <ReasonField />
        <UntilField name="minutes" minutes={outMinutes} />
        {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
