/** What `/health` answers from: whether readings can be acknowledged, and which part is down when not. */
import type { Health } from './contract/session.ts'

export type HealthReport = { acknowledging: boolean; components: Health['components']; warnings?: readonly string[] }

export function createHealth(options: { available: () => boolean; warnings: () => readonly string[] }): () => HealthReport {
  return () => {
    const acknowledging = options.available()
    // A commit spans both stores: when it does not go, neither can be called well.
    const stores = acknowledging ? 'ok' : 'down'
    return { acknowledging, components: { broker: 'ok', timeseries: stores, database: stores }, warnings: options.warnings() }
  }
}
