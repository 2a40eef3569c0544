/** What comes by itself every day and week, over the desk that opens the tickets of findings. */
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError } from '../errors.ts'
import type { Announce } from '../jobs/bulletins.ts'
import { createJobs, type Jobs } from '../jobs/jobs.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { openFromTicket } from '../tickets/opening.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'

export type JobsPartOptions = {
  database: Database
  desk: Pick<Desk, 'along'>
  timezone: () => string
  now: () => number
  log: Pick<Logger, 'error'>
  /** Tells the board and the screens of the ticket of a finding. */
  settled: (settlement: Settlement) => void
  announce?: Announce
}

export function createJobsPart({ desk, settled, log, ...options }: JobsPartOptions): Jobs<Actor> {
  return createJobs<Actor>({
    ...options,
    async openFinding({ week, ticket, number, title, note }, actor, record) {
      const wish = {
        type: 'qa' as const,
        source: 'sample' as const,
        priority: 'P3' as const,
        title: `抽查整改 ${number} ${title}`.slice(0, 200),
        description: `${week}: ${note}`
      }
      settled(
        await desk.along(async (db, at) => {
          const parent = await createTicketStore(db).find(ticket)
          if (!parent) throw new AppError('not_found', `There is no ticket ${ticket}.`)
          const opening = openFromTicket(parent, wish, { id: createId('tk', at), at, actor: actor.id })
          await record(db, opening.ticket.id)
          return { result: undefined, changes: [], openings: [opening] }
        })
      )
    },
    failed: (err, job) => log.error({ err, job }, 'A daily or weekly job failed; it is tried again.')
  })
}
