import { Alert, App, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { ownStaffFields } from '../../../../server/contract/words.ts'
import type { StaffItem } from '../../../../server/contract/workforce.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useWriteStaff } from '../../lib/api/workforce.ts'

type Values = Partial<Record<(typeof ownStaffFields)[number], string | null>>

export function ContactForm({ me }: { me: StaffItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const write = useWriteStaff(me.user)
  useFieldErrors(form, write.error)
  const { title, detail } = useErrorText(write.error)
  // An emptied field is taken away.
  const save = (values: Values) =>
    write.mutate(Object.fromEntries(ownStaffFields.map((field) => [field, values[field] || null])), {
      onSuccess: () => void message.success(t('setup.saved'))
    })
  const initial: Values = Object.fromEntries(ownStaffFields.map((field) => [field, me[field]]))
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={save} requiredMark={false}>
      <div className="preference-fields">
        {ownStaffFields.map((field) => (
          <Form.Item key={field} name={field} label={t(`people.${field}`)}>
            <Input type={field === 'phone' ? 'tel' : field === 'email' ? 'email' : 'text'} data-testid={`field-${field}`} />
          </Form.Item>
        ))}
      </div>
      {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      <Button htmlType="submit" loading={write.isPending} data-testid="contact-save">
        {t('setup.save')}
      </Button>
    </Form>
  )
}
