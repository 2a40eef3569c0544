import { Alert, App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { useAlarmStep } from '../../lib/api/alarms.ts'
import { serverNow } from '../../lib/clock.ts'
import { useErrorText } from '../error-text.ts'
import { useAlarmTitle } from '../rules/use-alarm-title.ts'
import { useFieldErrors } from '../use-field-errors.ts'
import { ReasonField } from './reason-field.tsx'
import { UntilField } from './until-field.tsx'

const minuteMs = 60_000
/** Up to the 8 h that a shelf lasts at most. */
const shelfMinutes = [30, 60, 120, 240, 480]

type Values = { note?: string; reason?: string; minutes: number }
type Props = { alarm: AlarmItem; step: 'acknowledge' | 'shelve'; onClose: () => void }

/** A note with an acknowledgement, or the reason and the end of a shelf. */
export function AlarmDialog({ alarm, step, onClose }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const titleOf = useAlarmTitle()
  const [form] = Form.useForm<Values>()
  const take = useAlarmStep()
  const { title, detail } = useErrorText(take.error)
  useFieldErrors(form, take.error, { until: 'minutes' })
  const submit = ({ note, reason, minutes }: Values) => {
    const body =
      step === 'acknowledge'
        ? { ...(note?.trim() ? { note: note.trim() } : {}) }
        : { reason: reason?.trim() ?? '', until: new Date(serverNow() + minutes * minuteMs).toISOString() }
    take.mutate(
      { id: alarm.id, step, body },
      {
        onSuccess: () => {
          void message.success(t(`alarm.done.${step}`))
          onClose()
        }
      }
    )
  }
  return (
    <Modal
      open
      title={`${t(`alarm.ok.${step}`)} · ${titleOf(alarm)}`}
      okText={t(`alarm.ok.${step}`)}
      cancelText={t('page.cancel')}
      confirmLoading={take.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'alarm-dialog-ok' }}
    >
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={{ minutes: 60 }} onFinish={submit}>
        {step === 'acknowledge' ? (
          <Form.Item name="note" label={t('form.note')}>
            <Input.TextArea rows={3} maxLength={5000} placeholder={t('form.optional')} data-testid="field-note" autoFocus />
          </Form.Item>
        ) : (
          <>
            <p className="muted dialog-hint">{t('alarm.shelveHint')}</p>
            <ReasonField />
            <UntilField name="minutes" minutes={shelfMinutes} />
          </>
        )}
        {take.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      </Form>
    </Modal>
  )
}
