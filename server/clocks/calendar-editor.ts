/** Office hours and the days that differ from their weekday, as people write them. They count for what is promised from then on. */
import { type CalendarDay, type DayKind, dayKindSchema, type OfficeHours } from '../contract/sla.ts'
import type { Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import { loadHolidays, type ShippedDay } from './holidays.ts'
import { readCalendar, writeHours } from './policy-rows.ts'
import { touchTerms } from './terms-reader.ts'

export type CalendarEditor = ReturnType<typeof createCalendarEditor>

export function createCalendarEditor({
  database,
  holidays = loadHolidays()
}: {
  database: Database
  holidays?: readonly ShippedDay[]
}) {
  const shipped = new Map(holidays.map((day) => [day.date, day]))

  return {
    async hours(): Promise<OfficeHours> {
      return (await readCalendar(database)).hours
    },

    async setHours(hours: OfficeHours): Promise<void> {
      await atomically(database, async (db) => {
        await writeHours(db, hours)
        await touchTerms(db)
      })
    },

    /** By date. `shipped`: whether the program knows this year's holidays. */
    async days(year: string): Promise<{ items: CalendarDay[]; shipped: boolean }> {
      const ships = holidays.filter(({ date }) => date.startsWith(`${year}-`))
      const days = new Map(ships.map((day): [string, CalendarDay] => [day.date, { ...day, origin: 'shipped' }]))
      const own = await database.selectFrom('calendar_days').selectAll().where('date', 'like', `${year}-%`).execute()
      for (const { date, kind, name } of own) {
        days.set(date, { date, kind: dayKindSchema.parse(kind), name, origin: 'site', source: null })
      }
      const items = [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1))
      return { items, shipped: ships.length > 0 }
    },

    async setDay(date: string, { kind, name }: { kind: DayKind; name: string }): Promise<CalendarDay> {
      await atomically(database, async (db) => {
        await db
          .insertInto('calendar_days')
          .values({ date, kind, name })
          .onConflict((conflict) => conflict.column('date').doUpdateSet({ kind, name }))
          .execute()
        await touchTerms(db)
      })
      return { date, kind, name, origin: 'site', source: null }
    },

    /** Takes the site's own entry away; a shipped one counts again. @throws AppError `not_found`, `conflict` for a shipped day */
    async removeDay(date: string): Promise<void> {
      await atomically(database, async (db) => {
        const { numDeletedRows } = await db.deleteFrom('calendar_days').where('date', '=', date).executeTakeFirst()
        if (numDeletedRows === 0n) throw missing(date, shipped.get(date))
        await touchTerms(db)
      })
    }
  }
}

function missing(date: string, ships: ShippedDay | undefined): AppError {
  if (!ships) return new AppError('not_found', `The calendar has no entry for ${date}.`)
  const other = ships.kind === 'holiday' ? 'workday' : 'holiday'
  return new AppError('conflict', `${date} (${ships.name}) comes with the program: make it a ${other} instead.`)
}
