import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Heat } from '../../../../server/contract/patrol.ts'
import { placeNamesQuery } from '../../lib/api/patrol.ts'
import { twoDigits } from '../../lib/format.ts'

/** Seen / planned by place and hour; hours in which nothing is planned anywhere are left out. */
export function HeatTable({ places }: Pick<Heat, 'places'>) {
  const { t } = useTranslation()
  const { data: names = {} } = useQuery(placeNamesQuery)
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    places.some(({ planned }) => (planned[hour] ?? 0) > 0)
  )
  return (
    <div className="heat-scroll">
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">{t('patrol.place')}</th>
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {twoDigits(hour)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map(({ checkpoint, planned, seen }) => (
            <tr key={checkpoint}>
              <th scope="row">{names[checkpoint] ?? checkpoint}</th>
              {hours.map((hour) => (
                <HeatCell key={hour} planned={planned[hour] ?? 0} seen={seen[hour] ?? 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HeatCell({ planned, seen }: { planned: number; seen: number }) {
  if (planned === 0) return <td />
  const tone = seen === planned ? 'full' : seen === 0 ? 'none' : 'part'
  return (
    <td className={`heat-${tone}`}>
      {seen}/{planned}
    </td>
  )
}
