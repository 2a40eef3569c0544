import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PermitItem } from '../../../../../server/contract/permits.ts'
import { useErrorText } from '../../../components/error-text.ts'
import { usePermitStep } from '../../../lib/api/permits.ts'
import { PermitForm, type PermitFormAction } from './permit-form.tsx'

/** What this user may do with it besides its steps. */
export function PermitDo({ permit, ticket }: { permit: PermitItem; ticket: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form, setForm] = useState<PermitFormAction>()
  const write = usePermitStep(ticket)
  const { title, detail } = useErrorText(write.error)
  const offered = permit.allowed.filter((action) => action !== 'confirm')
  const waits = permit.state === 'active' && permit.nextStep === 'restored'
  if (offered.length === 0 && !waits) return null
  const approve = () =>
    write.mutate(
      { action: 'approve', id: permit.id, body: {} },
      { onSuccess: () => void message.success(t('permit.done.approve')) }
    )
  return (
    <div className="permit-do">
      {offered.map((action) => (
        <Button
          key={action}
          type={action === 'approve' || action === 'close' ? 'primary' : 'default'}
          loading={action === 'approve' && write.isPending}
          onClick={() => (action === 'approve' ? approve() : setForm(action))}
          data-testid={`permit-${action}`}
        >
          {t(`permit.action.${action}`)}
        </Button>
      ))}
      {waits && <span className="faint">{t('permit.restoredFirst')}</span>}
      {write.error && (
        <span role="alert" className="ticket-refused">
          {detail || title}
        </span>
      )}
      {form && <PermitForm key={form} permit={permit} action={form} ticket={ticket} onClose={() => setForm(undefined)} />}
    </div>
  )
}
