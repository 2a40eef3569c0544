import { WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { placeNamesQuery, tagCountersQuery } from '../../lib/api/patrol.ts'
import '../../components/badges.css'

/** Taps of signed tags that nobody told of: where a removed end of a phone's record shows. */
export function UnusedCounters() {
  const { t } = useTranslation()
  const { data: tags = [] } = useQuery(tagCountersQuery)
  const { data: names = {} } = useQuery(placeNamesQuery)
  if (tags.length === 0) return null
  return (
    <section className="panel counters" aria-label={t('patrol.counters')}>
      <h2>{t('patrol.counters')}</h2>
      <p className="muted">{t('patrol.countersHint')}</p>
      <ul>
        {tags.map(({ uid, checkpoint, unused }) => (
          <li key={uid} data-testid={`counters-${uid}`}>
            <b>{names[checkpoint] ?? checkpoint}</b> <span className="faint mono">{uid}</span>{' '}
            <span className={unused > 0 ? 'badge tone-warning' : 'badge tone-normal'}>
              {unused > 0 && <WarningFilled />}
              {unused > 0 ? t('tagKey.unused', { count: unused }) : t('tagKey.allUsed')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
