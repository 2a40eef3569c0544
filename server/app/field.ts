/** The field side: the gateway, how foreign fields are mapped, and what it must know again after a restart. */
import type { Logger } from 'pino'
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/gateway.ts'
import { createUnknownPoints } from '../../gateway/unknown-points.ts'
import type { Config } from '../config.ts'
import { createFieldMemory, type FieldMemory } from '../field-memory.ts'
import { createMappings, type Mappings } from '../site/mappings.ts'
import { readSiteSources } from '../site/site-entries.ts'
import { addSourceLogins } from '../site/source-logins.ts'
import type { Stores } from './stores.ts'

export type FieldOptions = {
  config: Pick<Config, 'mqtt' | 'dataDir' | 'retention'>
  stores: Pick<Stores, 'database' | 'register'>
  sink: GatewayOptions['sink']
  /** The newest time of each equipment: what comes without a time goes on from there. */
  latest: readonly { equipment: string; ts: number }[]
  now: () => number
  log: Logger
  /** Gets a way to stop each part. */
  stops: (() => unknown)[]
}

export type Field = { gateway: Gateway; mappings: Mappings; fieldMemory: FieldMemory }

/** Ready, not listening. */
export async function openField({ config, stores, sink, latest, now, log, stops }: FieldOptions): Promise<Field> {
  const { database, register } = stores
  const unknownPoints = createUnknownPoints()
  const sources = addSourceLogins(config.dataDir, await readSiteSources(database))
  const mappings = createMappings({ database, register, sources, unknownPoints })
  await mappings.load()
  const gateway = createGateway({
    ...config.mqtt,
    register,
    mappings,
    unknownPoints,
    sources,
    onSourceTrouble: (source, err) => log.warn({ source, err: err.message }, 'A source cannot be reached or refuses us.'),
    retentionMs: config.retention.rawMs,
    now,
    sink,
    onError: (err) => log.error({ err }, 'The broker met a fault.')
  })
  for (const { equipment, ts } of latest) gateway.seedTime(equipment, ts)
  const fieldMemory = createFieldMemory({
    database,
    parts: gateway.memories(),
    onFailure: (err) => log.warn({ err }, 'What the gateway learnt could not be kept; it is tried again.')
  })
  await fieldMemory.load()
  stops.push(fieldMemory.stop)
  return { gateway, mappings, fieldMemory }
}
