import { useQuery } from '@tanstack/react-query'
import { Steps } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useNavigate } from 'react-router'
import type { SystemReport } from '../../../../server/contract/setup.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { useMay } from '../../lib/api/session.ts'
import { systemQuery } from '../../lib/api/system.ts'
import { postponeFirstRun } from '../../lib/first-run.ts'
import { FirstEquipment, type MadeDevice } from './first-equipment.tsx'
import { FirstMessage } from './first-message.tsx'
import { FirstPassword } from './first-password.tsx'
import { FirstSite } from './first-site.tsx'
import './setup.css'

type Step = 'password' | 'site' | 'equipment' | 'wait'

/** From an empty service to the first value on the screen, for somebody who is no programmer. */
export function FirstRunPage() {
  const { t } = useTranslation()
  usePageTitle(t('firstRun.title'))
  const isAdmin = useMay('admin')
  const { data: system, error, refetch } = useQuery({ ...systemQuery, refetchInterval: false })
  if (!isAdmin) return <Navigate to="/" replace />
  if (system) return <Wizard system={system} />
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
}

function Wizard({ system }: { system: SystemReport }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  // As it was at the beginning: a changed password does not take its step away.
  const steps = useRef<readonly Step[]>(
    system.passwordGenerated ? ['password', 'site', 'equipment', 'wait'] : ['site', 'equipment', 'wait']
  ).current
  const [at, setAt] = useState(0)
  const [made, setMade] = useState<MadeDevice>()
  const next = () => setAt(at + 1)
  const skip = () => {
    postponeFirstRun()
    void navigate('/', { replace: true })
  }
  const step = steps[at]
  return (
    <section className="panel first-run" data-testid="first-run" data-step={step}>
      <header className="first-run-head">
        <h1>{t('firstRun.title')}</h1>
        {step !== 'wait' && (
          <button type="button" className="plain link-button" onClick={skip} data-testid="first-run-skip">
            {t('firstRun.skip')}
          </button>
        )}
      </header>
      <p className="muted">{t('firstRun.intro', { count: steps.length })}</p>
      <Steps
        className="first-run-steps"
        size="small"
        responsive={false}
        titlePlacement="vertical"
        current={at}
        items={steps.map((each) => ({ title: t(`firstRun.step.${each}`) }))}
      />
      {step === 'password' && <FirstPassword onDone={next} />}
      {step === 'site' && <FirstSite onDone={next} />}
      {step === 'equipment' && (
        <FirstEquipment
          onDone={(device) => {
            setMade(device)
            next()
          }}
        />
      )}
      {step === 'wait' && made && <FirstMessage made={made} />}
    </section>
  )
}
