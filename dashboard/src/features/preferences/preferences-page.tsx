import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { sessionQuery } from '../../lib/api/session.ts'
import { staffQuery } from '../../lib/api/staff.ts'
import { ownPreferencesQuery } from '../../lib/api/telling.ts'
import { ContactForm } from './contact-form.tsx'
import { PreferencesForm } from './preferences-form.tsx'
import { PushPanel } from './push-panel.tsx'
import './preferences.css'

/** How one is reached, and what one wants to hear of: everybody's own. */
export function PreferencesPage() {
  const { t } = useTranslation()
  usePageTitle(t('preference.title'))
  const self = useQuery(sessionQuery).data?.id
  const staff = useQuery(staffQuery)
  const { data: preferences, error, refetch } = useQuery(ownPreferencesQuery)
  const me = staff.data?.find(({ user }) => user === self)
  const failure = error ?? staff.error
  return (
    <div className="preferences">
      <h1>{t('preference.title')}</h1>
      <section className="panel" aria-label={t('preference.contact')}>
        <h2>{t('preference.contact')}</h2>
        <p className="muted">{t('preference.contactHint')}</p>
        {me ? <ContactForm me={me} /> : !failure && <PageLoading rows={3} />}
      </section>
      <section className="panel" aria-label={t('preference.wishes')}>
        <h2>{t('preference.wishes')}</h2>
        {preferences && <PreferencesForm preferences={preferences} />}
        {!preferences && (failure ? <ErrorState error={failure} onRetry={() => void refetch()} /> : <PageLoading rows={4} />)}
      </section>
      {preferences?.available.some(({ kind }) => kind === 'webpush') && <PushPanel />}
    </div>
  )
}
