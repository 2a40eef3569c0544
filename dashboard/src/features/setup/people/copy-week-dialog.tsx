import { App, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCopyDuties } from '../../../lib/api/workforce.ts'
import { addDays } from '../../../lib/site-dates.ts'
import { EntryForm } from '../entry-form.tsx'

type Values = { to: string; weeks: number }

/** What is planned for this week, again for the weeks after it. */
export function CopyWeekDialog({ monday, onClose }: { monday: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const copy = useCopyDuties()
  const save = (values: Values) =>
    copy.mutate(
      { from: monday, ...values },
      {
        onSuccess: ({ copied }) => {
          onClose()
          void message.success(t('people.copied', { count: copied }))
        }
      }
    )
  return (
    <EntryForm
      title={t('people.copyOf', { from: monday, to: addDays(monday, 6) })}
      form={form}
      initial={{ to: addDays(monday, 7), weeks: 1 }}
      write={{ ...copy, mutate: save }}
      onClose={onClose}
    >
      <div className="field-pair">
        <Form.Item name="to" label={t('people.copyTo')} rules={[{ required: true, message: t('form.required') }]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="weeks" label={t('people.weeks')} rules={[{ required: true, message: t('form.required') }]}>
          <InputNumber min={1} max={53} precision={0} />
        </Form.Item>
      </div>
      <p className="muted">{t('people.copyHint')}</p>
    </EntryForm>
  )
}
