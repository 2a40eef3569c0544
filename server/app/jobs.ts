/** What comes by itself every day and week, over the desk that opens the tickets of findings. */
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { Announce } from '../jobs/bulletins.ts'
import { createJobs, type Jobs } from '../jobs/jobs.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'

export type JobsPartOptions = {
  database: Database
  desk: Pick<Desk, 'openFrom'>
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
      settled(await desk.openFrom(ticket, wish, actor, record))
    },
    failed: (err, job) => log.error({ err, job }, 'A daily or weekly job failed; it is tried again.')
  })
}
