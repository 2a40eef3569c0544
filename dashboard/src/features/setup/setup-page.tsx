import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useNavigate, useParams } from 'react-router'
import { usePageTitle } from '../../components/use-page-title.ts'
import { useMay } from '../../lib/api/session.ts'
import { componentOf, type Section, sectionsFor } from './sections.ts'
import '../../components/tabs.css'
import './setup.css'
import './setup-nav.css'

/** All that an admin sets up, section by section; a manager sees how the service is doing and what is his to keep. */
export function SetupPage() {
  const { t } = useTranslation()
  const { section } = useParams()
  const navigate = useNavigate()
  const isAdmin = useMay('admin')
  usePageTitle(t('nav.setup'))
  const groups = sectionsFor(isAdmin)
  const shown = groups.flatMap(({ sections }) => sections)
  const chosen = shown.find((each) => each === section)
  if (chosen === undefined) return <Navigate to={`/setup/${isAdmin ? shown[0] : 'health'}`} replace />
  const Chosen = componentOf(chosen)
  return (
    <div className="setup setup-frame">
      <h1 className="visually-hidden">{t('nav.setup')}</h1>
      <Select<Section>
        className="setup-pick"
        aria-label={t('setup.sections')}
        value={chosen}
        options={groups.map(({ group, sections }) => ({
          label: t(`setup.group.${group}`),
          options: sections.map((name) => ({ value: name, label: t(`setup.${name}`) }))
        }))}
        onChange={(name) => void navigate(`/setup/${name}`)}
        data-testid="setup-pick"
      />
      <nav className="setup-nav" aria-label={t('setup.sections')}>
        {groups.map(({ group, sections }) => (
          <div key={group} className="setup-group">
            <span className="setup-group-name">{t(`setup.group.${group}`)}</span>
            {sections.map((name) => (
              <NavLink key={name} to={`/setup/${name}`} className="setup-link" data-testid={`setup-tab-${name}`}>
                {t(`setup.${name}`)}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <div className="setup-section">
        <Chosen />
      </div>
    </div>
  )
}
