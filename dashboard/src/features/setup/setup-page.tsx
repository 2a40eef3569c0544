import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { usePageTitle } from '../../components/use-page-title.ts'
import { useMay } from '../../lib/api/session.ts'
import { CheckpointsSection } from './checkpoints-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { EquipmentSection } from './equipment-section.tsx'
import { HealthSection } from './health-section.tsx'
import { ImportsSection } from './imports-section.tsx'
import { PointsSection } from './points-section.tsx'
import { ReadersSection } from './readers-section.tsx'
import { RoutesSection } from './routes-section.tsx'
import { SiteSection } from './site-section.tsx'
import { TagsSection } from './tags-section.tsx'
import { UsersSection } from './users-section.tsx'
import '../../components/tabs.css'
import './setup.css'

const sections = {
  equipment: EquipmentSection,
  devices: DevicesSection,
  points: PointsSection,
  readers: ReadersSection,
  checkpoints: CheckpointsSection,
  routes: RoutesSection,
  tags: TagsSection,
  users: UsersSection,
  site: SiteSection,
  imports: ImportsSection,
  health: HealthSection
} as const
type Section = keyof typeof sections

const isSection = (name: string | undefined): name is Section => name !== undefined && Object.hasOwn(sections, name)

/** All that an admin sets up, a section a tab; a manager sees how the service is doing and what nobody has mapped. */
export function SetupPage() {
  const { t } = useTranslation()
  const { section } = useParams()
  const isAdmin = useMay('admin')
  usePageTitle(t('nav.setup'))
  const shown: readonly Section[] = isAdmin ? (Object.keys(sections) as Section[]) : ['health', 'points']
  if (!isSection(section) || !shown.includes(section)) return <Navigate to={`/setup/${shown[0]}`} replace />
  const Chosen = sections[section]
  return (
    <div className="setup">
      <h1 className="visually-hidden">{t('nav.setup')}</h1>
      <nav className="tabs" aria-label={t('setup.sections')}>
        {shown.map((name) => (
          <NavLink key={name} to={`/setup/${name}`} className="tab" data-testid={`setup-tab-${name}`}>
            {t(`setup.${name}`)}
          </NavLink>
        ))}
      </nav>
      <Chosen />
    </div>
  )
}
