import type { TFunction } from 'i18next'
import type { RouteInput } from '../../../../server/contract/site.ts'

type Rhythm = Partial<Pick<RouteInput, 'windows' | 'times' | 'days' | 'season'>>

/** "22:00-24:00, 02:00-04:00", "每周 2 次": when a route is walked, in a line. */
export function rhythmText({ windows = [], times, days = [], season }: Rhythm, t: TFunction): string {
  const when = times
    ? t('route.timesText', { per: t(`route.per.${times.per}`), count: times.count })
    : windows.length > 4
      ? `${windows[0]} … ${windows.at(-1)} (${windows.length})`
      : windows.join(', ')
  const on = days.map((day) => t(`route.weekday.${day as 1}`)).join(' ')
  return [when, on, season && `${season.from} – ${season.to}`].filter(Boolean).join(' · ')
}
