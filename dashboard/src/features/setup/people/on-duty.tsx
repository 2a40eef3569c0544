import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OnDutyItem } from '../../../../../server/contract/workforce.ts'
import { ErrorState, PageLoading } from '../../../components/states.tsx'
import { onDutyQuery } from '../../../lib/api/workforce.ts'
import { useNow } from '../../../lib/clock.ts'
import { formatTime } from '../../../lib/format.ts'

export function OnDuty() {
  const { t } = useTranslation()
  const { data: people, error, refetch } = useQuery(onDutyQuery)
  return (
    <section className="panel" aria-label={t('people.onDutyNow')} data-testid="on-duty">
      <header className="panel-head">
        <h2>{t('people.onDutyNow')}</h2>
      </header>
      {!people && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={1} />)}
      {people?.length === 0 && <p className="panel-none">{t('people.nobodyOnDuty')}</p>}
      <ul className="on-duty">
        {people?.map((person) => (
          <Person key={`${person.shift} ${person.user}`} person={person} />
        ))}
      </ul>
    </section>
  )
}

function Person({ person }: { person: OnDutyItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { name, role, phone, skills, shiftName, to, by } = person
  return (
    <li className="on-duty-person">
      <strong>{name}</strong>
      <span className="muted">
        {shiftName} · {t('people.dutyUntil', { time: formatTime(to, now) })}
      </span>
      <span className="entry-facts">
        <span>{t(`role.${role}`)}</span>
        {phone !== null && <a href={`tel:${phone}`}>{phone}</a>}
        {skills.length > 0 && <span>{skills.map((skill) => t(`dispatch.skill.${skill}`)).join(' · ')}</span>}
        {by === 'team' && <span>{t('people.byTeam')}</span>}
      </span>
    </li>
  )
}
