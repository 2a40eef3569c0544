/** What comes by itself: asked once a second, it does what is due, once, whatever restarts and instances there are. */
import type { Connection, Database } from '../database/database.ts'
import { readMeta } from '../database/database.ts'
import { type Announce, createBulletins } from './bulletins.ts'
import { createHandovers } from './handovers.ts'
import { createSamples, type OpenFinding } from './samples.ts'

export type JobsOptions<Actor> = {
  database: Database
  /** IANA zone of the site, asked for anew each time. */
  timezone: () => string
  now: () => number
  openFinding: OpenFinding<Actor>
  /** Left out: bulletins are kept, and told to nobody. */
  announce?: Announce
  failed?: (error: unknown, job: string) => void
}

export type Jobs<Actor extends { id: string }> = ReturnType<typeof createJobs<Actor>>

/** After a failure, and for what another instance or a change of the site's zone has moved. */
const lookAgainMs = 60_000
const sinceKey = 'jobs_since'

export function createJobs<Actor extends { id: string }>(options: JobsOptions<Actor>) {
  const { database, now, failed = () => undefined } = options
  const bulletins = createBulletins(options)
  const samples = createSamples(options)
  let running: Promise<void> | undefined
  let due = 0

  async function run(): Promise<void> {
    due = now() + lookAgainMs
    const since = await firstStart(database, now())
    for (const [name, job] of [['bulletin', bulletins.run] as const, ['sample', samples.run] as const]) {
      await job(since)
        .then((next) => {
          due = Math.min(due, next)
        })
        .catch((error: unknown) => failed(error, name))
    }
  }

  return {
    bulletins,
    samples,
    handovers: createHandovers(options),

    /** Costs a comparison when nothing is due. Resolves when what it began is done. */
    async tick(): Promise<void> {
      if (running === undefined && now() >= due) {
        running = run()
          .catch((error: unknown) => failed(error, 'jobs'))
          .finally(() => {
            running = undefined
          })
      }
      await running
    },

    /** Waits for what it has begun. */
    async stop(): Promise<void> {
      due = Number.POSITIVE_INFINITY
      await running
    }
  }
}

/** Nothing is made up for from before the service was there. */
async function firstStart(db: Connection, at: number): Promise<number> {
  await db
    .insertInto('meta')
    .values({ key: sinceKey, value: String(at) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  return Number(await readMeta(db, sinceKey))
}
