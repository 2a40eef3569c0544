/** Tickets that went to somebody, or to nobody yet, and that nobody has accepted: whom they were offered, and until when. */
import type { Connection } from '../database/database.ts'

/** `asked`: users and firms (`firmKey`) in order. `told`: the manager knows that nobody is left. `dueAt` in ms. */
export type Round = { ticket: string; dueAt: number; asked: readonly string[]; told: boolean }

/** Of one run: what is left is due at once, in the next. */
const dueAtOnce = 200
const rowsPerStatement = 500

export function createRoundStore(db: Connection) {
  return {
    /** New ones and known ones. */
    async save(rounds: readonly Round[]): Promise<void> {
      for (let from = 0; from < rounds.length; from += rowsPerStatement) {
        const rows = rounds.slice(from, from + rowsPerStatement).map(({ ticket, dueAt, asked, told }) => ({
          ticket,
          due_at: dueAt,
          asked: JSON.stringify(asked),
          told: Number(told)
        }))
        await db
          .insertInto('dispatch_rounds')
          .values(rows)
          .onConflict((conflict) =>
            conflict.column('ticket').doUpdateSet((eb) => ({
              due_at: eb.ref('excluded.due_at'),
              asked: eb.ref('excluded.asked'),
              told: eb.ref('excluded.told')
            }))
          )
          .execute()
      }
    },

    async end(tickets: readonly string[]): Promise<void> {
      if (tickets.length > 0) await db.deleteFrom('dispatch_rounds').where('ticket', 'in', tickets).execute()
    },

    /** The longest overdue first. */
    async due(now: number): Promise<Round[]> {
      const rows = await db
        .selectFrom('dispatch_rounds')
        .selectAll()
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('ticket')
        .limit(dueAtOnce)
        .execute()
      return rows.map(({ ticket, due_at, asked, told }) => ({
        ticket,
        dueAt: due_at,
        asked: JSON.parse(asked) as string[],
        told: told === 1
      }))
    },

    async nextDue(): Promise<number | undefined> {
      const row = await db
        .selectFrom('dispatch_rounds')
        .select((eb) => eb.fn.min('due_at').as('next'))
        .executeTakeFirst()
      return row?.next ?? undefined
    }
  }
}
