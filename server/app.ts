/**
 * The composition root: the only file that knows every concrete part. It builds them in
 * the order in which a reading meets them, and notes for each, the moment it exists, how
 * it is stopped. Long and straight on purpose: this is where to see what depends on what.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Server as TlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { loadCatalogue } from '../gateway/catalogue.ts'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import type { Certificate } from '../gateway/tcp-doors.ts'
import { createUnknownPoints } from '../gateway/unknown-points.ts'
import { createAlarmStore } from './alarms/alarm-store.ts'
import { listenForControl } from './backup/control-socket.ts'
import { refuseHalfRestored } from './backup/restore-backup.ts'
import { takeBackup } from './backup/take-backup.ts'
import { isForeignOrigin } from './browser-session.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database/database.ts'
import { createDatabaseWatch } from './database/watch.ts'
import { addDoorMetrics } from './door-metrics.ts'
import { SetupError } from './errors.ts'
import { connectExternalTimeseries } from './external-timeseries.ts'
import { createHealth } from './health.ts'
import { buildHttp } from './http/build-http.ts'
import { createImporter } from './imports/importer.ts'
import { createSocketPublisher } from './live/socket-publisher.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createPasswordHasher } from './people/password-hasher.ts'
import { createPeople } from './people/people.ts'
import { writePidFile } from './pid-file.ts'
import { createPipeline } from './pipeline.ts'
import { toEquipmentItem } from './present.ts'
import { createRuleFit } from './rule-fit.ts'
import { createEngine } from './rules/engine.ts'
import { createRuleStore } from './rules/rule-store.ts'
import { applyRules, setUpSite } from './set-up-site.ts'
import { createMappings } from './site/mappings.ts'
import { createRegister } from './site/register.ts'
import { createSiteEditor } from './site/site-editor.ts'
import { readSiteSources } from './site/site-entries.ts'
import { createSiteEffects } from './site-effects.ts'
import { createStatusBoard } from './status-board.ts'
import { createDiskWatch } from './store/disk-watch.ts'
import { openDuckdbJournal } from './store/duckdb-journal.ts'
import { readJournalName } from './store/journal-name.ts'
import { createSystemReport } from './system-report.ts'
import { joinJournal, readCheckpoint, readRulesSeq } from './tickets/checkpoint.ts'
import { createDesk, type Desk } from './tickets/desk.ts'
import { createTicketStore } from './tickets/ticket-store.ts'
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

/** Where the build puts the pages, seen from the compiled program and from its source. */
const builtDashboard = import.meta.url.endsWith('.ts') ? '../dist/dashboard' : '../dashboard'
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
    makeFolder(config.dataDir)
    refuseHalfRestored(config.dataDir)
    // The journal first: its file lock is the lock of the whole data folder.
    const disk = createDiskWatch({ folder: config.dataDir, now: () => performance.now() })
    const journal = await openDuckdbJournal(join(config.dataDir, 'journal.duckdb'), { takesCommits: disk.takesCommits })
    stops.push(() => journal.stop())
    const database = await openDatabase(config.databaseUrl ?? join(config.dataDir, 'wuxun.sqlite'), {
      log: (detail, message) => log.warn(detail, message)
    })
    stops.push(() => database.destroy())
    const journalName = readJournalName(config.dataDir)
    await joinJournal(database, { journal: journalName, end: (await journal.append([])).seq })

    const catalogue = loadCatalogue()
    const rules = createRuleStore({
      database,
      catalogue,
      onFault: (rule, errors) => log.error({ rule, errors }, 'A rule cannot be judged and is left out.')
    })
    await setUpSite({ database, catalogue, rules, siteFile: config.siteFile })
    const register = createRegister({ database, catalogue, now })
    await register.load()
    const people = createPeople({ database, now })
    const { generated } = await people.ensureAdmin(config.adminPassword)

    const kindOf = (equipment: string) => register.equipment(equipment) && register.get(equipment)?.kind
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
    const desk = createDesk({ database, readings: journal, journal: journalName, now, kindOf, log })
    stops.push(() => desk.stop())

    const pushStatus = (changed: string[]) => {
      const items = changed.flatMap((id) => {
        const equipment = register.get(id)
        const state = board.snapshot(id)
        return equipment && state ? [toEquipmentItem(equipment, state)] : []
      })
      if (items.length > 0) live.equipment(items)
    }

    /** What was committed although its answer was lost: the board learns it here, the screens fetch it. */
    const catchUp = async () => {
      pushStatus(board.replaceAlarms(await alarms.activeAll()))
      live.resync()
    }
    const databaseWatch = createDatabaseWatch({
      database,
      now,
      onUp: () => log.info('The database answers again.'),
      onDown: (err) => log.error({ err }, 'The database does not answer.')
    })
    const available = () => pipeline.available() && databaseWatch.isUp()

    const pipeline = createPipeline({
      journal,
      async createEngine(startedAt) {
        return createEngine({
          rules: await rules.compiled((id) => register.equipment(id)?.metrics, register.customMetrics),
          kindOf,
          startedAt,
          faulty: (rule, err) => log.error({ rule, err }, 'A rule failed and is left out until the next start.')
        })
      },
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
    board.restore({ latest, heard, alarms: await alarms.activeAll() })
    await desk.start()

    const unknownPoints = createUnknownPoints()
    const sources = await readSiteSources(database)
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
    addDoorMetrics([metrics.registry], gateway.figures)

    const setup = createSiteEditor({
      database,
      catalogue,
      passwords: createPasswordHasher({ concurrency: 1, maxWaiting: 64 }),
      fitsRules: createRuleFit({ rules, catalogue }),
      changed: createSiteEffects({
        register,
        board,
        pipeline,
        publisher: live,
        disconnect: gateway.dropUser,
        applyRules: () => applyRules({ database, rules })
      })
    })
    const health = createHealth({
      available: pipeline.available,
      databaseUp: databaseWatch.isUp,
      timeseriesUp: () => external?.status().reachable ?? true,
      warnings: upkeep.warnings
    })
    let mqttPort: number | null = null

    const http = await buildHttp({
      version,
      get timezone() {
        return register.site.timezone
      },
      now,
      people,
      register,
      catalogue,
      setup,
      field: { isConnected: gateway.isConnected, refusedAt: register.refusedAt },
      board,
      readings: external?.readings ?? journal,
      rejects: journal,
      importer: createImporter({
        journal,
        register,
        retentionMs: config.retention.rawMs,
        now,
        stored: board.applyHistory
      }),
      mappings,
      rules,
      alarms,
      tickets: createTicketStore(database),
      desk,
      settled(settlement) {
        pushStatus(board.applyAlarms(settlement.alarms))
        live.settled(settlement)
      },
      health,
      system: createSystemReport({
        version,
        startedAt,
        registry: metrics.registry,
        health,
        connections: () => ({ mqtt: gateway.connections(), live: live.count() }),
        mqttPort: () => mqttPort,
        passwordGenerated: people.hasGeneratedPassword
      }),
      metrics: metrics.registry,
      dashboard: fileURLToPath(new URL(builtDashboard, import.meta.url)),
      logger: log,
      ...(tls && { tls: { cert: tls.cert, key: tls.key } })
    })
    live.attach(http.server)
    gateway.attachTo(http.server, isForeignOrigin)
    stops.push(() => http.close(), live.stop)
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

    let ticks = 0
    const timer = setInterval(() => {
      pipeline.tick()
      external?.tick()
      if (ticks++ % secondTicks !== 0) return
      gateway.tick()
      upkeep.tick()
      databaseWatch.check()
      pushStatus(board.sweep())
    }, tickMs)
    stops.push(() => clearInterval(timer))
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
      ...(generated !== undefined && { generatedPassword: generated })
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

function makeFolder(folder: string): void {
  try {
    // Creating only what is missing: under /proc and the like Node 20 retries a recursive mkdir for ever.
    mkdirSync(folder, { recursive: !existsSync(dirname(folder)), mode: 0o750 })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw new SetupError(`DATA_DIR: ${folder} cannot be created: ${code}`, { cause })
  }
}

async function listen<Result>(setting: string, port: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      throw new SetupError(`${setting.replace('_PORT', '_HOST')}: expected an address of this machine (${code})`, { cause })
    }
    const reason = code === 'EADDRINUSE' ? `port ${port} is in use` : `cannot listen on port ${port}: ${code}`
    throw new SetupError(`${setting}: ${reason}`, { cause })
  }
}
