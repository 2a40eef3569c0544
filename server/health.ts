/** What `/health` answers from: whether readings can be acknowledged, and which part is down when not. */
import type { Health } from './contract/session.ts'

export type HealthReport = { acknowledging: boolean; components: Health['components'] }

export type HealthOptions = {
  available: () => boolean
  /** Whether an external time-series database takes what the journal has for it; nothing is held up while it does not. */
  timeseries: () => boolean
}

export function createHealth({ available, timeseries }: HealthOptions): () => HealthReport {
  return () => {
    const acknowledging = available()
    // A commit spans both stores: when it does not go, neither can be called well.
    const stores = acknowledging ? 'ok' : 'down'
    return { acknowledging, components: { broker: 'ok', timeseries: timeseries() ? stores : 'down', database: stores } }
  }
}
