import { Server as TlsServer } from 'node:tls'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import type { Certificate } from '../gateway/tcp-doors.ts'
import { createUnknownPoints } from '../gateway/unknown-points.ts'
import { createAlarmStore } from './alarms/alarm-store.ts'
import { readEpisodes } from './alarms/episode-record.ts'
import { createDueRunner } from './app/due-runner.ts'
import { createEngineMaker } from './app/engine-maker.ts'
import { listen } from './app/start-faults.ts'
import { openStores } from './app/stores.ts'
import { buildWeb } from './app/web.ts'
import { listenForControl } from './backup/control-socket.ts'
import { takeBackup } from './backup/take-backup.ts'
import { isForeignOrigin } from './browser-session.ts'
import type { Config } from './config.ts'
import { createDatabaseWatch } from './database/watch.ts'
import { addDoorMetrics } from './door-metrics.ts'
import { SetupError } from './errors.ts'
import { connectExternalTimeseries } from './external-timeseries.ts'
import { createFieldMemory } from './field-memory.ts'
import { createHealth } from './health.ts'
import { createCorrector } from './late/corrector.ts'
import { createSocketPublisher } from './live/socket-publisher.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { writePidFile } from './pid-file.ts'
import { createPipeline } from './pipeline.ts'
import { toEquipmentItem } from './present.ts'
import { createMappings } from './site/mappings.ts'
import { readSiteSources } from './site/site-entries.ts'
import { addSourceLogins } from './site/source-logins.ts'
import { createStatusBoard } from './status-board.ts'
import { readCheckpoint, readRulesSeq } from './tickets/checkpoint.ts'
import { createDesk, type Desk, type Settlement } from './tickets/desk.ts'
import { loadTlsFiles } from './tls-files.ts'
import { createUpkeep } from './upkeep.ts'
import { version } from './version.ts'

/** What tests put in place of the real thing. */
export type AppSeams = {
  now?: () => number
  /** Stands between the pipeline and the desk, e.g. to end the process there. */
  desk?: (desk: Desk) => Pick<Desk, 'settle'>
}

export type RunningApp = { url: string; httpPort: number; mqttPort: number; mqttTlsPort?: number; generatedPassword?: string }
export type App = {
  start(): Promise<RunningApp>
  /** Reads the certificates again; wrong ones are logged, and the old ones stay. */
  reload(): void
  stop(): Promise<void>
}

const tickMs = 100
const secondTicks = 10

export async function createApp(config: Config, seams: AppSeams = {}): Promise<App> {
  const now = seams.now ?? Date.now
  const log = createLogger(config.logLevel)
  const tls = config.tls && { ...config.tls, ...loadTlsFiles(config.tls) }
  let renewCertificates: (() => void) | undefined
  const stops: (() => unknown)[] = []
  const stop = once(async () => {
    for (const undo of stops.reverse()) await undo()
  })

  async function start(): Promise<RunningApp> {
    const startedAt = now()
    const stores = await openStores({ config, now, log, stops })
    const { disk, journal, journalName, database, ruleFaults, register, people } = stores

    const kindOf = (equipment: string) => register.equipment(equipment) && register.get(equipment)?.kind
    const attributesOf = (equipment: string) => register.equipment(equipment) && register.get(equipment)?.attributes
    const board = createStatusBoard({ equipment: register.list(), now })
    const metrics = createMetrics({ connections: () => gateway.connections(), available: () => available() })
    const external =
      config.timeseries &&
      (await connectExternalTimeseries({
        target: config.timeseries,
        site: register.site.id,
        journal,
        database,
        now,
        log,
        registry: metrics.registry
      }))
    stops.push(() => external?.stop())
    const live = createSocketPublisher({
      sessions: people,
      board,
      now,
      onError(err) {
        metrics.pushFailed()
        log.warn({ err }, 'A live push failed.')
      }
    })
    const alarms = createAlarmStore(database)
    const desk = createDesk({
      database,
      readings: journal,
      journal: journalName,
      now,
      kindOf,
      isFire: (kind) => register.kindInfo(kind)?.fire ?? false,
      topology: () => register.topology,
      log
    })
    stops.push(() => desk.stop())

    const pushStatus = (changed: string[]) => {
      const items = changed.flatMap((id) => {
        const equipment = register.get(id)
        const state = board.snapshot(id)
        return equipment && state ? [toEquipmentItem(equipment, state)] : []
      })
      if (items.length > 0) live.equipment(items)
    }

    const settled = ({ alarms, tickets, services = [] }: Settlement) => {
      pushStatus([...new Set([...board.applyAlarms(alarms), ...board.applyServices(services)])])
      live.settled({ alarms, tickets })
    }

    /** What was committed although its answer was lost: the board learns it here, the screens fetch it. */
    const catchUp = async () => {
      pushStatus(board.replaceAlarms(await alarms.activeAll(), await desk.outOfService()))
      live.resync()
    }
    const databaseWatch = createDatabaseWatch({
      database,
      now,
      onUp: () => log.info('The database answers again.'),
      onDown: (err) => log.error({ err }, 'The database does not answer.')
    })
    const available = () => pipeline.available() && databaseWatch.isUp()

    const engines = createEngineMaker({ ...stores, kindOf, attributesOf, log })
    const corrector = createCorrector({
      history: journal,
      rulesOf: engines.rulesOf,
      createEngine: engines.ofRules,
      readEpisodes: (equipment, since) => readEpisodes(database, equipment, since),
      failed: (equipment, err) => log.error({ equipment, err }, 'Late readings could not be worked into the alarm history yet.')
    })
    const pipeline = createPipeline({
      journal,
      corrector,
      createEngine: (startedAt) => engines.inForce(startedAt, corrector.note),
      readCheckpoint: () => readCheckpoint(database, journalName),
      desk: seams.desk?.(desk) ?? desk,
      board,
      publisher: live,
      statusChanged: pushStatus,
      now,
      onCommit: metrics.committed,
      onFailure(err) {
        metrics.commitFailed()
        databaseWatch.check()
        log.error({ err }, 'A commit failed or stalled: nothing of it is acknowledged.')
      },
      onRecover: catchUp
    })
    const upkeep = createUpkeep({
      journal,
      disk,
      judgedSeq: () => readRulesSeq(database, journalName),
      forwardedSeq: () => external?.settledSeq(),
      retention: config.retention,
      now,
      log,
      registry: metrics.registry
    })
    stops.push(upkeep.stop)
    const { latest, heard } = await pipeline.start()
    stops.push(() => pipeline.drain())
    board.restore({ latest, heard, alarms: await alarms.activeAll(), services: await desk.outOfService() })
    await desk.start()

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
      sink: {
        accept(arrival, done) {
          metrics.accepted(arrival)
          pipeline.accept(arrival, done)
        },
        available
      },
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
    addDoorMetrics([metrics.registry], gateway.figures)

    const health = createHealth({
      available: pipeline.available,
      databaseUp: databaseWatch.isUp,
      timeseriesUp: () => external?.status().reachable ?? true,
      warnings: () => [...upkeep.warnings(), ...ruleFaults.warnings()]
    })
    let mqttPort: number | null = null

    const http = await buildWeb({
      stores,
      retentionMs: config.retention.rawMs,
      startedAt,
      now,
      log,
      tls,
      board,
      live,
      pipeline,
      gateway,
      alarms,
      desk,
      mappings,
      readings: external?.readings ?? journal,
      registry: metrics.registry,
      health,
      settled,
      mqttPort: () => mqttPort,
      stops
    })
    live.attach(http.server)
    gateway.attachTo(http.server, isForeignOrigin)
    // A report that is being computed or a file that is arriving would hold up the closing of the pages.
    stops.push(() => http.close(), live.stop, stores.reports.stop, stores.attachmentFiles.stop)
    await listen('HTTP_PORT', config.http.port, () => http.listen({ ...config.http }))
    stops.push(() => gateway.stop())
    const listening = await listen('MQTT_PORT', config.mqtt.port, gateway.start)
    mqttPort = listening.port
    const mqttTlsPort = tls && tls.mqttPort !== null ? await openTlsDoor(gateway, tls, tls.mqttPort) : undefined
    stops.push(() => pipeline.drain(), gateway.drain)
    renewCertificates = () => {
      if (!config.tls) return
      const certificate = loadTlsFiles(config.tls)
      gateway.renewCertificate(certificate)
      if (http.server instanceof TlsServer) http.server.setSecureContext(certificate)
      log.info('The certificates were read again.')
    }

    const runOut = createDueRunner({
      desk,
      now,
      settled,
      failed: (err) => log.error({ err }, 'What ran out by itself could not be ended yet.')
    })
    let ticks = 0
    const timer = setInterval(() => {
      pipeline.tick()
      runOut.tick()
      external?.tick()
      if (ticks++ % secondTicks !== 0) return
      gateway.tick()
      fieldMemory.tick()
      upkeep.tick()
      desk.copyBreaches()
      databaseWatch.check()
      pushStatus(board.sweep())
    }, tickMs)
    stops.push(runOut.stop, () => clearInterval(timer))
    const control = await listenForControl(config.dataDir, ({ command, target }) => {
      if (command !== 'backup') throw new SetupError(`no such command: ${String(command)}`)
      return takeBackup({ ...config, target: String(target), version, now, journal, exclusive: upkeep.exclusive })
    }).catch((err: unknown) => log.warn({ err }, 'No socket in the data folder: a backup needs the service stopped.'))
    stops.push(() => control?.())
    const pidFile = writePidFile(config.dataDir)
    stops.push(pidFile.remove)

    const address = http.server.address()
    const httpPort = typeof address === 'object' && address ? address.port : config.http.port
    log.info({ site: register.site.id, httpPort, mqttPort: listening.port, mqttTlsPort }, 'Wuxun runs.')
    return {
      url: `${tls ? 'https' : 'http'}://localhost:${httpPort}/`,
      httpPort,
      mqttPort: listening.port,
      ...(mqttTlsPort !== undefined && { mqttTlsPort }),
      ...(stores.generatedPassword !== undefined && { generatedPassword: stores.generatedPassword })
    }
  }

  return {
    async start() {
      try {
        return await start()
      } catch (error) {
        await stop()
        throw error
      }
    },
    reload() {
      try {
        renewCertificates?.()
      } catch (err) {
        log.error({ err }, 'The certificates cannot be read again: the old ones stay.')
      }
    },
    stop
  }
}

function openTlsDoor(gateway: Gateway, certificate: Certificate, port: number): Promise<number> {
  return listen('MQTT_TLS_PORT', port, () => gateway.startTls({ port, certificate }))
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
