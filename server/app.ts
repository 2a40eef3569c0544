import { createAlarmStore } from './alarms/alarm-store.ts'
import { type Doors, openDoors } from './app/doors.ts'
import { createDueRunner } from './app/due-runner.ts'
import { openField } from './app/field.ts'
import { createJobsPart } from './app/jobs.ts'
import { createJudging } from './app/judging.ts'
import { createPatrolling } from './app/patrolling.ts'
import { createScreens } from './app/screens.ts'
import { openStores } from './app/stores.ts'
import { type OpenTellingOptions, openTelling, tellingPart } from './app/telling.ts'
import { startTimers } from './app/timers.ts'
import { buildWeb } from './app/web.ts'
import { listenForControl } from './backup/control-socket.ts'
import { takeBackup } from './backup/take-backup.ts'
import { isForeignOrigin } from './browser-session.ts'
import type { Config } from './config.ts'
import { createDatabaseWatch } from './database/watch.ts'
import { createDispatcher } from './dispatch/dispatcher.ts'
import { addDoorMetrics } from './door-metrics.ts'
import { SetupError } from './errors.ts'
import { connectExternalTimeseries } from './external-timeseries.ts'
import { createHealth } from './health.ts'
import { createSocketPublisher } from './live/socket-publisher.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { writePidFile } from './pid-file.ts'
import { createStatusBoard } from './status-board.ts'
import { readRulesSeq } from './tickets/checkpoint.ts'
import { createDesk, type Desk } from './tickets/desk.ts'
import { loadTlsFiles } from './tls-files.ts'
import { createUpkeep } from './upkeep.ts'
import { version } from './version.ts'

/** What tests put in place of the real thing. */
export type AppSeams = {
  now?: () => number
  /** Stands between the pipeline and the desk, e.g. to end the process there. */
  desk?: (desk: Desk) => Pick<Desk, 'settle'>
  /** In place of the senders of messages. */
  send?: OpenTellingOptions['send']
}

export type RunningApp = { url: string; httpPort: number; mqttPort: number; mqttTlsPort?: number; generatedPassword?: string }
export type App = {
  start(): Promise<RunningApp>
  /** Reads the certificates again; wrong ones are logged, and the old ones stay. */
  reload(): void
  stop(): Promise<void>
}

export async function createApp(config: Config, seams: AppSeams = {}): Promise<App> {
  const now = seams.now ?? Date.now
  const log = createLogger(config.logLevel)
  const tls = config.tls && { ...config.tls, ...loadTlsFiles(config.tls) }
  let doors: Doors | undefined
  const stops: (() => unknown)[] = []
  const stop = once(async () => {
    for (const undo of stops.reverse()) await undo()
  })

  async function start(): Promise<RunningApp> {
    const startedAt = now()
    const stores = await openStores({ config, now, log, stops })
    const { disk, journal, journalName, database, ruleFaults, register, people } = stores

    const timezone = () => register.site.timezone
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
    const telling = openTelling({
      config,
      stores,
      now,
      log,
      httpPort: () => doors?.httpPort ?? null,
      ...(seams.send && { send: seams.send })
    })
    const kindOf = (id: string) => register.equipment(id) && register.get(id)?.kind
    const dispatch = createDispatcher({
      kindOf,
      timezone,
      acceptWithin: () => register.site.accept_within
    })
    const desk = createDesk({
      database,
      readings: journal,
      journal: journalName,
      now,
      kindOf,
      isFire: (kind) => register.kindInfo(kind)?.fire ?? false,
      attributesOf: (id) => register.get(id)?.attributes,
      topology: () => register.topology,
      latestOf: board.latest,
      readTerms: stores.readTerms,
      dispatch,
      witnesses: [dispatch.witness, telling.witness],
      log
    })
    stops.push(() => desk.stop())
    stops.push(telling.runner.stop)

    const { pushStatus, settled, catchUp } = createScreens({ board, live, register, alarms, desk })
    const { patrol, field, rounds } = createPatrolling({
      stores,
      desk,
      live,
      readings: external?.readings ?? journal,
      remind: telling.remind,
      settled,
      now,
      log
    })
    const databaseWatch = createDatabaseWatch({
      database,
      now,
      onUp: () => log.info('The database answers again.'),
      onDown: (err) => log.error({ err }, 'The database does not answer.')
    })
    const available = () => pipeline.available() && databaseWatch.isUp()

    const pipeline = createJudging({
      stores,
      log,
      desk: seams.desk?.(desk) ?? desk,
      patrol: field,
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
    const jobs = createJobsPart({ database, desk, timezone, now, log, settled, announce: telling.announce })
    stops.push(jobs.stop)
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

    const { gateway, mappings, fieldMemory } = await openField({
      config,
      stores,
      latest,
      sink: {
        accept(arrival, done) {
          metrics.accepted(arrival)
          pipeline.accept(arrival, done)
        },
        available
      },
      now,
      log,
      stops
    })
    addDoorMetrics([metrics.registry], gateway.figures)

    const health = createHealth({
      available: pipeline.available,
      databaseUp: databaseWatch.isUp,
      timeseriesUp: () => external?.status().reachable ?? true,
      warnings: () => [...upkeep.warnings(), ...ruleFaults.warnings(), ...telling.runner.warnings(), ...patrol.warnings()]
    })
    const http = await buildWeb({
      stores,
      dataDir: config.dataDir,
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
      telling: tellingPart(telling, desk, stores),
      patrol,
      jobs,
      mappings,
      readings: external?.readings ?? journal,
      registry: metrics.registry,
      health,
      settled,
      mqttPort: () => doors?.mqttPort ?? null,
      stops
    })
    live.attach(http.server)
    gateway.attachTo(http.server, isForeignOrigin)
    // A report that is being computed would hold up the closing of the pages.
    stops.push(() => http.close(), live.stop, stores.reports.stop)
    doors = await openDoors({ config, tls, http, gateway, stops })
    stops.push(() => pipeline.drain(), gateway.drain)

    const runOut = createDueRunner({
      due: desk.due,
      run: async () => settled(await desk.tick()),
      now,
      failed: (err) => log.error({ err }, 'What ran out by itself could not be ended yet.')
    })
    const stopTimers = startTimers({
      often: [pipeline.tick, runOut.tick, rounds.tick, telling.runner.tick, () => external?.tick()],
      eachSecond: [
        gateway.tick,
        fieldMemory.tick,
        upkeep.tick,
        desk.copyBreaches,
        databaseWatch.check,
        jobs.tick,
        () => pushStatus(board.sweep())
      ]
    })
    stops.push(runOut.stop, rounds.stop, stopTimers)
    const control = await listenForControl(config.dataDir, ({ command, target }) => {
      if (command !== 'backup') throw new SetupError(`no such command: ${String(command)}`)
      return takeBackup({ ...config, target: String(target), version, now, journal, exclusive: upkeep.exclusive })
    }).catch((err: unknown) => log.warn({ err }, 'No socket in the data folder: a backup needs the service stopped.'))
    stops.push(() => control?.())
    const pidFile = writePidFile(config.dataDir)
    stops.push(pidFile.remove)

    const { httpPort, mqttPort, mqttTlsPort } = doors
    log.info({ site: register.site.id, httpPort, mqttPort, mqttTlsPort }, 'Wuxun runs.')
    return {
      url: `${tls ? 'https' : 'http'}://localhost:${httpPort}/`,
      httpPort,
      mqttPort,
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
      if (!config.tls || !doors) return
      try {
        doors.renew(loadTlsFiles(config.tls))
        log.info('The certificates were read again.')
      } catch (err) {
        log.error({ err }, 'The certificates cannot be read again: the old ones stay.')
      }
    },
    stop
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
