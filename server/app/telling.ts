/** Telling people: opened before the desk, which has its witness; sends once the doors are open. */

import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { atomically } from '../database/transaction.ts'
import type { TellingPart } from '../http/parts.ts'
import { readRouting, writeRouting } from '../telling/routing.ts'
import { createTelling, type Telling, type TellingOptions } from '../telling/telling.ts'
import type { Desk } from '../tickets/desk.ts'
import type { Stores } from './stores.ts'

export type OpenTellingOptions = {
  config: Config
  stores: Pick<Stores, 'database' | 'journalName' | 'box'>
  now: () => number
  log: Logger
  /** null until it listens. */
  httpPort: () => number | null
  /** Stands in front of the senders, e.g. to end the process there. */
  send?: TellingOptions['send']
}

export function openTelling({ config, stores, now, log, httpPort, send }: OpenTellingOptions): Telling {
  return createTelling({
    database: stores.database,
    box: stores.box,
    // A data folder has one process at a time: after a crash the lease is its own still.
    holder: stores.journalName,
    ownUrl: () => `${config.tls ? 'https' : 'http'}://${hostOf(config.http.host)}:${httpPort() ?? config.http.port}`,
    now,
    log,
    ...(send && { send })
  })
}

export function tellingPart(telling: Telling, desk: Desk, { database }: Pick<Stores, 'database'>): TellingPart {
  return {
    ...telling,
    linkSteps: telling.linkSteps(desk),
    routing: {
      read: () => readRouting(database),
      change: (change) =>
        atomically(database, async (db) => {
          const routing = { ...(await readRouting(db)), ...change }
          await writeRouting(db, routing)
          return routing
        })
    },
    async pushKey() {
      const { channels } = await telling.channels.open()
      for (const { kind, settings } of channels.values()) {
        if (kind === 'webpush' && 'publicKey' in settings) return settings.publicKey
      }
      return undefined
    }
  }
}

/** Where the service listens everywhere, the first address others in the network can use. */
function hostOf(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return isIPv6(host) ? `[${host}]` : host
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? 'localhost'
}
