import { useQuery } from '@tanstack/react-query'
import type { CalendarDay } from '../../../../../server/contract/sla.ts'
import { calendarDaysQuery } from '../../../lib/api/sla.ts'

const toMap = ({ items }: { items: readonly CalendarDay[] }) => new Map(items.map((day) => [day.date, day]))
const none: ReadonlyMap<string, CalendarDay> = new Map()

/** Public holidays and days worked in their place, by date. */
export function useSpecialDays(year: string): ReadonlyMap<string, CalendarDay> {
  return useQuery({ ...calendarDaysQuery(Number(year)), select: toMap }).data ?? none
}
