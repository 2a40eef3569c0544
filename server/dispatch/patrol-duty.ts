/** Guards whose shift walks patrol, and when: who is to report where he is. */
import type { Connection } from '../database/database.ts'
import { addDays, shiftsOn, siteDateOf } from './duty-times.ts'
import { readDutyPlan } from './workforce-store.ts'

/** Shifts that overlap [from, to], ms, with the guards on them as the calendar stands now. */
export async function readPatrolDuty(db: Connection, { from, to }: { from: number; to: number }, timezone: string) {
  const shift = await db.selectFrom('shifts').select('id').where('patrol', '=', 1).where('enabled', '=', 1).limit(1).execute()
  if (shift.length === 0) return []
  const dates: string[] = []
  const last = siteDateOf(to, timezone)
  for (let date = addDays(siteDateOf(from, timezone), -1); date <= last; date = addDays(date, 1)) dates.push(date)
  const { people, shifts, duties, teams } = await readDutyPlan(db, dates)
  const guards = new Map(people.filter(({ role }) => role === 'guard').map(({ user, name }) => [user, name]))
  const onPatrol = shiftsOn(dates, { timezone, shifts: shifts.filter(({ patrol }) => patrol === 1), duties, teams })
  return onPatrol.flatMap(({ user, by: _, ...span }) => {
    const name = guards.get(user)
    return name !== undefined && span.from <= to && span.to > from ? [{ ...span, guard: user, name }] : []
  })
}
