import { Alert, App, Form, type FormInstance, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'

type Props<Values> = {
  title: string
  form: FormInstance<Values>
  initial: Partial<Values>
  write: { mutate: (values: Values) => void; isPending: boolean; error: unknown }
  onClose: () => void
  children: ReactNode
  /** Stays in sight beside the fields, below them on a phone. */
  aside?: ReactNode
}

const widthWithAside = 1000

/** The dialog around every entry's fields; what the service found wrong stands at its field, and below. */
export function EntryForm<Values extends object>({ title, form, initial, write, onClose, children, aside }: Props<Values>) {
  const { t } = useTranslation()
  useFieldErrors(form, write.error)
  return (
    <Modal
      open
      title={title}
      {...(aside !== undefined && { width: widthWithAside })}
      okText={t('setup.save')}
      cancelText={t('page.cancel')}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'entry-save' }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={write.mutate}
        requiredMark={false}
        className={aside === undefined ? undefined : 'form-beside'}
      >
        <div>
          {children}
          <Failure error={write.error} />
        </div>
        {aside !== undefined && <div className="form-aside">{aside}</div>}
      </Form>
    </Modal>
  )
}

export function Failure({ error }: { error: unknown }) {
  const { title, detail } = useErrorText(error)
  if (!error) return null
  return <Alert type="error" showIcon role="alert" title={title} description={detail} />
}

export function useSaved(): () => void {
  const { t } = useTranslation()
  const { message } = App.useApp()
  return () => void message.success(t('setup.saved'))
}
