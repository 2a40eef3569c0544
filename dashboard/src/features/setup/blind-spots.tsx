import { CheckCircleOutlined, WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { coverageQuery } from '../../lib/api/patrol-setup.ts'
import '../../components/badges.css'

/** Places that no route in service goes to, by name; beside them what helps against it. */
export function BlindSpots({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { data } = useQuery(coverageQuery)
  const blind = data?.blindSpots ?? []
  return (
    <section className="panel blind-spots" data-testid="blind-spots">
      <header className="panel-head setup-head">
        <p className="setup-hint">
          {data && (
            <span className={blind.length > 0 ? 'badge tone-warning' : 'badge tone-normal'}>
              {blind.length > 0 ? <WarningFilled /> : <CheckCircleOutlined />}
              {blind.length > 0 ? t('route.blind', { count: blind.length }) : t('route.covered', { count: data.checkpoints })}
            </span>
          )}
        </p>
        {children}
      </header>
      <ul className="blind-names">
        {blind.map(({ id, name, location }) => (
          <li key={id}>
            {name} <span className="faint">{location}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
