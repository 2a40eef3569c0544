/** What `/health` answers from: whether readings can be acknowledged, and which part is down when not. */
import type { Health } from './contract/session.ts'

export type HealthReport = { acknowledging: boolean; components: Health['components'] }

export type HealthOptions = {
  /** Whether commits go. */
  available: () => boolean
  /** Whether the database answers; left out, commits alone tell. */
  databaseUp?: () => boolean
  /** Whether an external time-series database takes what the journal has for it; nothing is held up while it does not. */
  timeseriesUp?: () => boolean
}

export function createHealth({
  available,
  databaseUp = () => true,
  timeseriesUp = () => true
}: HealthOptions): () => HealthReport {
  return () => {
    const commits = available()
    const answers = databaseUp()
    // A commit spans both stores: when it does not go and the database answers, neither can be called well.
    const database = commits && answers ? 'ok' : 'down'
    const timeseries = timeseriesUp() && (commits || !answers) ? 'ok' : 'down'
    return { acknowledging: commits && answers, components: { broker: 'ok', timeseries, database } }
  }
}
