/** The shifts of the site: those that were set up, or the three that every day has. */
import { DateTime } from 'luxon'
import type { Connection } from '../database/database.ts'
import { defaultShifts, occurrencesOf } from './shifts.ts'
import type { Span } from './spans.ts'

/** `id`: of `/shifts`, or the window itself. */
export type PlannedShift = { id: string; name: string; window: string }

/** One shift of one day; times in ms. `date`: the site date it starts on. */
export type ShiftTime = Span & { date: string; shift: string; name: string }

export async function readShifts(db: Connection): Promise<PlannedShift[]> {
  const rows = await db.selectFrom('shifts').selectAll().where('enabled', '=', 1).orderBy('starts').orderBy('id').execute()
  if (rows.length === 0) return defaultShifts.map(({ window }) => ({ id: window, name: window, window }))
  return rows.map(({ id, name, starts, ends }) => ({ id, name, window: `${starts}-${ends}` }))
}

/** Those that start in `[from, to)`, in the order of their start. */
export function shiftTimes(shifts: readonly PlannedShift[], { from, to }: Span, timezone: string): ShiftTime[] {
  return shifts
    .flatMap(({ id, name, window }) =>
      occurrencesOf(window, { from, to }, timezone).map((time) => ({ ...time, shift: id, name }))
    )
    .filter((time) => time.from >= from)
    .sort((a, b) => a.from - b.from)
}

/** Those of a site date, YYYY-MM-DD. */
export function shiftsOn(shifts: readonly PlannedShift[], date: string, timezone: string): ShiftTime[] {
  const day = DateTime.fromISO(date, { zone: timezone })
  return shiftTimes(shifts, { from: day.toMillis(), to: day.plus({ days: 1 }).toMillis() }, timezone)
}

/** The one that has started last and goes on at `at`; undefined where no shift is. */
export function shiftAt(shifts: readonly PlannedShift[], at: number, timezone: string): ShiftTime | undefined {
  return shifts
    .flatMap(({ id, name, window }) =>
      occurrencesOf(window, { from: at, to: at + 1 }, timezone).map((time) => ({ ...time, shift: id, name }))
    )
    .sort((a, b) => b.from - a.from)[0]
}
