import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useChangePassword } from '../../lib/api/session.ts'
import { useLive } from '../../lib/live-context.tsx'
import { Failure } from './entry-form.tsx'

type Values = { old: string; new: string; repeat: string }

export function FirstPassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const live = useLive()
  const change = useChangePassword()
  useFieldErrors(form, change.error)
  const save = ({ old, new: next }: Values) => {
    // The change ends every session: the socket comes back with the new one at once, not after a refusal.
    live.stop()
    change.mutate({ old, new: next }, { onSuccess: onDone, onSettled: () => live.start() })
  }
  const needed = { required: true, message: t('form.required') }
  return (
    <Form<Values> form={form} layout="vertical" className="setup-form" onFinish={save} requiredMark={false}>
      <p className="muted first-run-hint">{t('firstRun.passwordHint')}</p>
      <Form.Item name="old" label={t('firstRun.oldPassword')} rules={[needed]}>
        <Input.Password autoComplete="current-password" data-testid="field-old" />
      </Form.Item>
      <Form.Item name="new" label={t('firstRun.newPassword')} rules={[needed, { min: 8, message: t('firstRun.passwordShort') }]}>
        <Input.Password autoComplete="new-password" data-testid="field-new" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('firstRun.repeatPassword')}
        dependencies={['new']}
        rules={[
          needed,
          {
            validator: async (_rule, value) => {
              if (value && value !== form.getFieldValue('new')) throw new Error(t('firstRun.passwordDiffers'))
            }
          }
        ]}
      >
        <Input.Password autoComplete="new-password" data-testid="field-repeat" />
      </Form.Item>
      <Failure error={change.error} />
      <Button type="primary" htmlType="submit" loading={change.isPending} data-testid="first-run-next">
        {t('firstRun.next')}
      </Button>
    </Form>
  )
}
