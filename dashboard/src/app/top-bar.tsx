import { BellOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { UserItem } from '../../../server/contract/session.ts'
import { BrandMark } from '../components/brand-mark.tsx'
import { LanguageSwitch, ThemeSwitch } from '../components/preference-switches.tsx'
import { useLogout } from '../lib/api/session.ts'
import { siteQuery } from '../lib/api/site.ts'
import { useNow } from '../lib/clock.ts'
import { formatDateTime } from '../lib/format.ts'
import { useLink } from '../lib/live-context.tsx'

export function TopBar({ user }: { user: UserItem }) {
  return (
    <header className="top">
      <Link to="/" className="top-brand">
        <BrandMark />
        <span className="top-name">物巡</span>
        <span className="top-latin">Wuxun</span>
      </Link>
      <SiteName />
      <span className="top-space" />
      <LinkSign />
      <Clock />
      <ThemeSwitch />
      <LanguageSwitch />
      <UserMenu user={user} />
    </header>
  )
}

/** Which site this is, for those who look after several; its zone on asking. */
function SiteName() {
  const { data: site } = useQuery(siteQuery)
  if (!site?.name) return null
  return (
    <span className="top-site" title={`${site.name} · ${site.timezone}`} data-testid="site-name">
      {site.name}
    </span>
  )
}

function LinkSign() {
  const { t } = useTranslation()
  const { state } = useLink()
  return (
    <span className={`top-link top-link-${state}`} title={t(`link.${state}`)} data-testid="link-state" data-state={state}>
      <i aria-hidden="true" />
      {t(`link.${state}`)}
    </span>
  )
}

function Clock() {
  const now = useNow()
  return (
    <time className="top-clock" dateTime={new Date(now).toISOString()}>
      {formatDateTime(now)}
    </time>
  )
}

function UserMenu({ user }: { user: UserItem }) {
  const { t } = useTranslation()
  const logout = useLogout()
  const navigate = useNavigate()
  const items = [
    { key: 'who', label: `${user.name} · ${t(`role.${user.role}`)}`, disabled: true },
    { type: 'divider' as const },
    {
      key: 'preferences',
      label: t('preference.title'),
      icon: <BellOutlined />,
      onClick: () => void navigate('/preferences')
    },
    { key: 'logout', label: t('session.logout'), icon: <LogoutOutlined />, onClick: () => logout.mutate() }
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" className="top-user" icon={<UserOutlined />} data-testid="user-menu" aria-label={t('session.menu')}>
        <span className="top-user-name">{user.name}</span>
      </Button>
    </Dropdown>
  )
}
