/** When shifts are, and who works them, by the clock on the site's wall. Pure; times in ms, dates `YYYY-MM-DD`. */
import { DateTime } from 'luxon'

export type Shift = { id: string; name: string; starts: string; ends: string; team: string | null }
export type Duty = { date: string; shift: string; user: string }
export type Span = { from: number; to: number }
/** `by`: the calendar names him, or it names nobody and his team works the shift. */
export type OnDuty = Span & { user: string; shift: string; shiftName: string; by: 'calendar' | 'team' }

export function siteDateOf(at: number, timezone: string): string {
  return DateTime.fromMillis(at, { zone: timezone }).toFormat('yyyy-MM-dd')
}

export function addDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd')
}

/** The midnight that a day of the site begins with. */
export function startOfDay(date: string, timezone: string): number {
  return DateTime.fromISO(date, { zone: timezone }).toMillis()
}

/** The shift that starts on this day. One that ends before it starts ends on the next. */
export function spanOf({ starts, ends }: Pick<Shift, 'starts' | 'ends'>, date: string, timezone: string): Span {
  const day = DateTime.fromISO(date, { zone: timezone })
  return { from: onDay(day, starts), to: onDay(ends <= starts ? day.plus({ days: 1 }) : day, ends) }
}

/** Days on which a shift that covers this time can have started. */
export function datesAround(at: number, timezone: string): string[] {
  const today = siteDateOf(at, timezone)
  return [addDays(today, -1), today]
}

/** `duties`: what the calendar says of the days asked for. `teams`: the people of each team. */
export type DutyPlan = { shifts: readonly Shift[]; duties: readonly Duty[]; teams: ReadonlyMap<string, readonly string[]> }

/** Everybody on duty at a time, shift by shift. */
export function onDutyAt(at: number, plan: DutyPlan & { timezone: string }): OnDuty[] {
  return shiftsOn(datesAround(at, plan.timezone), plan).filter(({ from, to }) => at >= from && at < to)
}

/** Everybody whose shift starts on one of these days, shift by shift. */
export function shiftsOn(
  dates: readonly string[],
  { timezone, shifts, duties, teams }: DutyPlan & { timezone: string }
): OnDuty[] {
  return shifts.flatMap((shift) =>
    dates.flatMap((date) => {
      const span = spanOf(shift, date, timezone)
      const named = duties.filter((duty) => duty.date === date && duty.shift === shift.id).map(({ user }) => user)
      const users = named.length > 0 ? named : (teams.get(shift.team ?? '') ?? [])
      const by = named.length > 0 ? ('calendar' as const) : ('team' as const)
      return users.map((user) => ({ ...span, user, shift: shift.id, shiftName: shift.name, by }))
    })
  )
}

/** 24:00 is the next midnight. On the day the clocks change, 08:00 is still 08:00. */
function onDay(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return (hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute })).toMillis()
}
