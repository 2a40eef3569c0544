import { useTranslation } from 'react-i18next'
import { equipmentStatuses } from '../../../../server/contract/words.ts'
import { statusIcons } from '../../components/badges.tsx'
import type { FactsOf } from '../../lib/api/use-kind-facts.ts'
import type { LinkState } from '../../lib/live.ts'
import type { Place } from './places.ts'
import { Tile } from './tile.tsx'
import type { TileAlarms } from './use-tile-alarms.ts'

type Props = {
  place: Place
  alarms: ReadonlyMap<string, TileAlarms>
  columns: number
  facts: FactsOf
  now: number
  link: LinkState
}

/** A place takes as many columns as it has tiles, so that small places share a row. */
export function PlaceSection({ place, alarms, columns, facts, now, link }: Props) {
  const { t } = useTranslation()
  const span = Math.min(columns, place.items.length)
  return (
    <section className="place" style={{ gridColumn: `span ${span}` }} aria-label={place.location || t('overview.nowhere')}>
      <header className="place-head">
        <h2>{place.location || t('overview.nowhere')}</h2>
        <span className="place-counts">
          {equipmentStatuses
            .filter((status) => place.counts[status] > 0)
            .map((status) => (
              <span key={status} className={`place-count place-count-${status}`} title={t(`equipmentStatus.${status}`)}>
                {statusIcons[status]} {place.counts[status]}
                <span className="visually-hidden">{t(`equipmentStatus.${status}`)}</span>
              </span>
            ))}
        </span>
      </header>
      <div className="tiles" style={{ gridTemplateColumns: `repeat(${span}, minmax(0, 1fr))` }}>
        {place.items.map((item) => (
          <Tile
            key={item.id}
            item={item}
            facts={facts(item)}
            alarm={alarms.get(item.id)?.worst}
            quiet={alarms.get(item.id)?.quiet}
            now={now}
            link={link}
          />
        ))}
      </div>
    </section>
  )
}
