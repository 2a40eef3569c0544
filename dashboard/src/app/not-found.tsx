import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../components/states.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <EmptyState title={t('page.notFound')}>
      <Link className="link" to="/">
        {t('page.toOverview')}
      </Link>
    </EmptyState>
  )
}
