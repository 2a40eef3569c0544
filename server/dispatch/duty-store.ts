/** The duty calendar: who works which shift on which day of the site. */
import type { DutyCopy, DutyItem } from '../contract/workforce.ts'
import type { Connection, Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { invalidField } from '../errors.ts'
import { addDays } from './duty-times.ts'

/** Rows a statement: stays below the parameters a statement may have. */
const rowsPerStatement = 500

export function createDutyStore(database: Database) {
  return {
    /** Both days included, by day and shift. Days for which nobody is named are not among them. */
    list: ({ from, to }: { from: string; to: string }): Promise<DutyItem[]> => read(database, from, to),

    /** In place of whoever was on it. Throws `invalid` naming `shift` or the user. */
    async replace({ date, shift, users }: DutyItem): Promise<void> {
      await atomically(database, async (db) => {
        await expectShift(db, shift)
        await expectWorkers(db, users)
        await db.deleteFrom('duties').where('date', '=', date).where('shift', '=', shift).execute()
        await write(
          db,
          [...new Set(users)].map((user) => ({ date, shift, user }))
        )
      })
    },

    /** A week into those that begin at `to`, in place of what stood there. Throws `invalid` naming `to`. Returns how many entries. */
    async copy({ from, to, weeks }: DutyCopy): Promise<number> {
      const last = addDays(to, 7 * weeks - 1)
      if (to <= addDays(from, 6) && last >= from) {
        throw invalidField('to', `expected weeks that do not overlap the one from ${from}`)
      }
      return atomically(database, async (db) => {
        const week = await read(db, from, addDays(from, 6))
        const days = new Map(Array.from({ length: 7 }, (_, day) => [addDays(from, day), day]))
        const copies = Array.from({ length: weeks }, (_, index) => addDays(to, 7 * index)).flatMap((start) =>
          week.flatMap(({ date, shift, users }) =>
            users.map((user) => ({ date: addDays(start, days.get(date) ?? 0), shift, user }))
          )
        )
        await db.deleteFrom('duties').where('date', '>=', to).where('date', '<=', last).execute()
        await write(db, copies)
        return copies.length
      })
    }
  }
}

async function read(db: Connection, from: string, to: string): Promise<DutyItem[]> {
  const rows = await db
    .selectFrom('duties')
    .selectAll()
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .orderBy('shift')
    .orderBy('user')
    .execute()
  const items = new Map<string, DutyItem>()
  for (const { date, shift, user } of rows) {
    const item = items.get(`${date} ${shift}`) ?? { date, shift, users: [] }
    item.users.push(user)
    items.set(`${date} ${shift}`, item)
  }
  return [...items.values()]
}

async function write(db: Connection, rows: readonly { date: string; shift: string; user: string }[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    await db
      .insertInto('duties')
      .values(rows.slice(from, from + rowsPerStatement))
      .execute()
  }
}

async function expectShift(db: Connection, id: string): Promise<void> {
  const row = await db.selectFrom('shifts').select('id').where('id', '=', id).where('enabled', '=', 1).executeTakeFirst()
  if (!row) throw invalidField('shift', `unknown: ${id}`)
}

/** Viewers work on nothing. */
async function expectWorkers(db: Connection, ids: readonly string[]): Promise<void> {
  const rows = await db.selectFrom('users').select('id').where('enabled', '=', 1).where('role', '<>', 'viewer').execute()
  const known = new Set(rows.map(({ id }) => id))
  const index = ids.findIndex((id) => !known.has(id))
  if (index >= 0) throw invalidField(`users.${index}`, `expected somebody who works on tickets, not ${ids[index]}`)
}
