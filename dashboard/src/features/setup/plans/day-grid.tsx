import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { weekdays } from '../../../../../server/contract/words.ts'
import { useNow } from '../../../lib/clock.ts'
import { siteDateOf } from '../../../lib/site-dates.ts'
import { useSpecialDays } from './use-special-days.ts'
import './day-grid.css'

type Props = {
  weeks: readonly (readonly string[])[]
  /** Days that only fill up their week. */
  isOutside: (date: string) => boolean
  children: (date: string) => ReactNode
  /** Left out: days are only to be looked at. */
  chosen?: string | undefined
  onChoose?: (date: string) => void
}

/** Weeks from Monday to Sunday; today and public holidays are marked. */
export function DayGrid({ weeks, isOutside, children, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  return (
    <table className="day-grid">
      <thead>
        <tr>
          {weekdays.map((day) => (
            <th key={day} scope="col">
              {t(`weekday.${day}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => (
              <td key={date} className={isOutside(date) ? 'day-outside' : undefined}>
                {onChoose ? (
                  <button
                    type="button"
                    className="plain day"
                    aria-pressed={date === chosen}
                    onClick={() => onChoose(date)}
                    data-testid={`plan-day-${date}`}
                  >
                    <DayNumber date={date} />
                    {children(date)}
                  </button>
                ) : (
                  <div className="day" data-testid={`preview-day-${date}`}>
                    <DayNumber date={date} />
                    {children(date)}
                  </div>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function DayNumber({ date }: { date: string }) {
  const { t } = useTranslation()
  const today = siteDateOf(useNow('slow'))
  const special = useSpecialDays(date.slice(0, 4)).get(date)
  return (
    <span className="day-head">
      <time dateTime={date} className={date === today ? 'day-number day-today' : 'day-number'}>
        {Number(date.slice(8))}
        {date === today && <span className="visually-hidden"> {t('patrol.today')}</span>}
      </time>
      {special && (
        <span className={special.kind === 'holiday' ? 'day-holiday' : 'day-works'} title={special.name}>
          {t(`plan.${special.kind}`)}
        </span>
      )}
    </span>
  )
}
