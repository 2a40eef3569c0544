/** The web side: REST over the parts that the path of a reading is made of, and the pages. */
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Gateway } from '../../gateway/gateway.ts'
import { createAlarmHistory } from '../alarms/alarm-history.ts'
import type { AlarmStore } from '../alarms/alarm-store.ts'
import { readEpisodes, readLive } from '../alarms/episode-record.ts'
import { createAuditLog } from '../audit/audit-log.ts'
import { createBacktester } from '../backtest/backtester.ts'
import { loadRelations } from '../baselines/relations.ts'
import { readAuthority } from '../certificate/authority.ts'
import { createWorkforce } from '../dispatch/workforce.ts'
import type { HealthReport } from '../health.ts'
import { buildHttp } from '../http/build-http.ts'
import type { TellingPart } from '../http/parts.ts'
import { createImporter } from '../imports/importer.ts'
import { loadChecklists } from '../incidents/checklists.ts'
import { createIncidents } from '../incidents/incidents.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { SocketPublisher } from '../live/socket-publisher.ts'
import type { Patrol } from '../patrol/patrol.ts'
import { createPhotoStore } from '../patrol/photo-store.ts'
import { createTagKeys, tagKeyUse } from '../patrol/tag-keys.ts'
import { createPasswordHasher } from '../people/password-hasher.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import type { Pipeline } from '../pipeline.ts'
import { createRunningLogs } from '../reports/running-logs.ts'
import { createRuleFit } from '../rule-fit.ts'
import { createRuleEditor } from '../rules/rule-editor.ts'
import { applyRules } from '../set-up-site.ts'
import type { Mappings } from '../site/mappings.ts'
import { createSiteEditor } from '../site/site-editor.ts'
import { createSiteEffects } from '../site-effects.ts'
import type { StatusBoard } from '../status-board.ts'
import type { ReadingStore } from '../store/reading-store.ts'
import { createSystemReport } from '../system-report.ts'
import type { Actor } from '../tickets/actor.ts'
import { createAttachmentStore } from '../tickets/attachment-store.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'
import { version } from '../version.ts'
import type { Stores } from './stores.ts'

/** Where the build puts the pages, seen from the compiled program and from its source. */
const builtDashboard = import.meta.url.endsWith('.ts') ? '../../dist/dashboard' : '../../dashboard'

export type WebOptions = {
  stores: Stores
  dataDir: string
  retentionMs: number
  startedAt: number
  now: () => number
  log: Logger
  tls: { cert: string | Buffer; key: string | Buffer } | null
  board: StatusBoard
  live: SocketPublisher
  pipeline: Pipeline
  gateway: Gateway
  alarms: AlarmStore
  desk: Desk
  telling: TellingPart
  jobs: Jobs<Actor>
  patrol: Patrol
  mappings: Mappings
  readings: ReadingStore
  registry: Registry
  health: () => HealthReport
  /** Tells the board and the screens what a step changed. */
  settled: (settlement: Settlement) => void
  /** null until it listens. */
  mqttPort: () => number | null
  /** Gets a way to stop each part. */
  stops: (() => unknown)[]
}

/** Ready, not listening. */
export async function buildWeb(options: WebOptions): Promise<FastifyInstance> {
  const { stores, dataDir, retentionMs, startedAt, now, log, tls, board, live, pipeline, gateway } = options
  const { alarms, desk, jobs, telling, patrol, mappings, readings, registry, health, settled, mqttPort, stops } = options
  const { journal, database, catalogue, rules, register, people } = stores

  const setup = createSiteEditor({
    database,
    catalogue,
    passwords: createPasswordHasher({ concurrency: 1, maxWaiting: 64 }),
    fitsRules: createRuleFit({ rules, catalogue }),
    changed: createSiteEffects({
      register,
      board,
      pipeline,
      patrol,
      publisher: live,
      disconnect: gateway.dropUser,
      applyRules: () => applyRules({ database, rules })
    })
  })
  const ruleEditor = createRuleEditor({
    store: rules,
    catalogue,
    metricsOf: (id) => register.equipment(id)?.metrics,
    customMetricsOf: register.customMetrics,
    attributesOf: (id) => register.get(id)?.attributes,
    changed: pipeline.reload
  })
  const relations = loadRelations(catalogue)
  const backtester = createBacktester({
    history: journal,
    rules,
    draft: ruleEditor.draft,
    equipment: register.list,
    learning: () => ({ relations, timezone: register.site.timezone }),
    record: {
      episodes: (equipment, since) => readEpisodes(database, equipment, since),
      live: (equipment, since) => readLive(database, equipment, since)
    },
    now
  })
  stops.push(backtester.stop)
  const audit = createAuditLog({ database, now })
  return await buildHttp({
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
    readings,
    skewed: journal,
    rejects: journal,
    importer: createImporter({
      journal,
      register,
      retentionMs,
      now,
      stored: board.applyHistory
    }),
    mappings,
    rules,
    ruleEditor,
    explain: pipeline.explain,
    backtester,
    retentionMs,
    reports: stores.reports,
    runningLogs: createRunningLogs({
      database,
      readings,
      equipment: register.list,
      isKnown: (id, metric) => board.snapshot(id)?.latest.has(metric) ?? false,
      timezone: () => register.site.timezone,
      now
    }),
    jobs,
    alarms,
    alarmHistory: createAlarmHistory(database),
    tickets: createTicketStore(database),
    attachments: createAttachmentStore(database),
    workforce: createWorkforce({ database, now, timezone: () => register.site.timezone }),
    desk,
    incidents: createIncidents({ database, desk, checklists: loadChecklists(), timezone: () => register.site.timezone }),
    telling,
    policies: stores.policies,
    calendar: stores.calendar,
    patrol,
    scanPhotos: createPhotoStore(database),
    tagKeys: createTagKeys({ database, seal: stores.box.sealFor(tagKeyUse), now, changed: patrol.reload }),
    audit,
    permits: createPermitStore(database),
    attachmentFiles: stores.attachmentFiles,
    settled,
    health,
    system: createSystemReport({
      version,
      startedAt,
      registry,
      health,
      connections: () => ({ mqtt: gateway.connections(), live: live.count() }),
      mqttPort,
      passwordGenerated: people.hasGeneratedPassword
    }),
    metrics: registry,
    authority: () => readAuthority(dataDir),
    dashboard: fileURLToPath(new URL(builtDashboard, import.meta.url)),
    logger: log,
    ...(tls && { tls: { cert: tls.cert, key: tls.key } })
  })
}
