import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { statusIcons } from '../../components/badges.tsx'
import { useNow } from '../../lib/clock.ts'
import { useLink } from '../../lib/live-context.tsx'
import { type Place, statusOrder } from './places.ts'
import { Tile } from './tile.tsx'
import { useKindFacts } from './use-kind-facts.ts'

export function PlaceSection({ place, alarms }: { place: Place; alarms: ReadonlyMap<string, AlarmItem> }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const link = useLink()
  const facts = useKindFacts()
  return (
    <section className="place" aria-label={place.location || t('overview.nowhere')}>
      <header className="place-head">
        <h2>{place.location || t('overview.nowhere')}</h2>
        <span className="place-counts">
          {statusOrder
            .filter((status) => place.counts[status] > 0)
            .map((status) => (
              <span key={status} className={`place-count place-count-${status}`} title={t(`equipmentStatus.${status}`)}>
                {statusIcons[status]} {place.counts[status]}
                <span className="visually-hidden">{t(`equipmentStatus.${status}`)}</span>
              </span>
            ))}
        </span>
      </header>
      <div className="tiles">
        {place.items.map((item) => (
          <Tile key={item.id} item={item} facts={facts(item)} alarm={alarms.get(item.id)} now={now} link={link} />
        ))}
      </div>
    </section>
  )
}
