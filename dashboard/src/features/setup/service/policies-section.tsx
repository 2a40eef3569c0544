import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, PageLoading } from '../../../components/states.tsx'
import { useMay } from '../../../lib/api/session.ts'
import { policiesQuery } from '../../../lib/api/sla.ts'
import { CopyPolicyDialog } from './copy-policy-dialog.tsx'
import { PolicyChoicePanel } from './policy-choice-panel.tsx'
import { PolicyEditor } from './policy-editor.tsx'
import { PolicyRow } from './policy-row.tsx'
import './service.css'

/** How soon each step of a ticket is due, and by which clause. */
export function PoliciesSection() {
  const { t } = useTranslation()
  const isAdmin = useMay('admin')
  const { data: policies, error, refetch } = useQuery(policiesQuery)
  const [open, setOpen] = useState<{ id: string; as: 'copy' | 'edit' }>()
  const chosen = policies?.find(({ id }) => id === open?.id)
  const close = () => setOpen(undefined)
  if (!policies) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
  if (chosen && open?.as === 'edit') return <PolicyEditor policy={chosen} onClose={close} />
  return (
    <>
      <section className="panel" aria-label={t('setup.policies')}>
        <p className="muted setup-hint">{t('setup.hint.policies')}</p>
        <ul className="entries">
          {policies.map((policy) => (
            <PolicyRow key={policy.id} policy={policy} mayWrite={isAdmin} onOpen={(as) => setOpen({ id: policy.id, as })} />
          ))}
        </ul>
      </section>
      <PolicyChoicePanel policies={policies} mayWrite={isAdmin} />
      {chosen && open?.as === 'copy' && <CopyPolicyDialog policy={chosen} onClose={close} />}
    </>
  )
}
