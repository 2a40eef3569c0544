/** The REST API on a real database with real people and a real desk; only the field's readings are made up. */
import { randomBytes } from 'node:crypto'

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Reading } from '../../gateway/reading.ts'
import { createAlarmHistory } from '../../server/alarms/alarm-history.ts'
import { createAlarmStore } from '../../server/alarms/alarm-store.ts'
import { readEpisodes, readLive } from '../../server/alarms/episode-record.ts'
import { createJobsPart } from '../../server/app/jobs.ts'
import { createSensorReader } from '../../server/app/sensor-reader.ts'
import { tellingPart } from '../../server/app/telling.ts'
import { createAttachmentFiles } from '../../server/attachments/attachment-files.ts'
import { createAuditLog } from '../../server/audit/audit-log.ts'
import { createBacktester } from '../../server/backtest/backtester.ts'
import { createCalendarEditor } from '../../server/clocks/calendar-editor.ts'
import { createPolicyEditor } from '../../server/clocks/policy-editor.ts'
import { type Role, roles } from '../../server/contract/common.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import { createDispatcher } from '../../server/dispatch/dispatcher.ts'
import { readPatrolDuty } from '../../server/dispatch/patrol-duty.ts'
import { createWorkforce } from '../../server/dispatch/workforce.ts'
import { buildHttp } from '../../server/http/build-http.ts'
import type { HealthReport, HttpParts, RegisteredEquipment } from '../../server/http/parts.ts'
import { loadChecklists } from '../../server/incidents/checklists.ts'
import { createIncidents } from '../../server/incidents/incidents.ts'
import { createPatrol } from '../../server/patrol/patrol.ts'
import { createPhotoStore } from '../../server/patrol/photo-store.ts'
import { createTagKeys, tagKeyUse } from '../../server/patrol/tag-keys.ts'
import { createPasswordHasher } from '../../server/people/password-hasher.ts'
import { createPeople } from '../../server/people/people.ts'
import { createPermitStore } from '../../server/permits/permit-store.ts'
import { runReportJob } from '../../server/reports/report-job.ts'
import { reportsBy } from '../../server/reports/report-thread.ts'
import { createRunningLogs } from '../../server/reports/running-logs.ts'
import type { AlarmRaised } from '../../server/rules/changes.ts'
import { createEngine, type Engine } from '../../server/rules/engine.ts'
import { createRuleEditor } from '../../server/rules/rule-editor.ts'
import { createRuleStore } from '../../server/rules/rule-store.ts'
import { createSecretBox } from '../../server/secret-box.ts'
import { createSiteEditor } from '../../server/site/site-editor.ts'
import { createStatusBoard } from '../../server/status-board.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import type { BucketQuery, ReadingPoint, StoredReject } from '../../server/store/reading-store.ts'
import { createSystemReport } from '../../server/system-report.ts'
import { createTelling } from '../../server/telling/telling.ts'
import { createAttachmentStore } from '../../server/tickets/attachment-store.ts'
import { createDesk, type Settlement } from '../../server/tickets/desk.ts'
import { createTicketStore } from '../../server/tickets/ticket-store.ts'
import { openTestDatabase } from './databases.ts'
import { learning } from './learning.ts'

export const startTime = Date.parse('2025-11-22T08:00:00Z')
export const password = 'correct horse'

type Options = Partial<Pick<HttpParts, 'dashboard' | 'tls' | 'audit' | 'callsPerMinute'>> & { equipmentCount?: number }

/** Users are named after their roles, and all have `password`. */
export async function buildHttpHouse(options: Options = {}) {
  const { equipmentCount = 0, ...extras } = options
  const clock = { now: startTime }
  const now = () => clock.now
  const database = await openTestDatabase()
  const passwords = createPasswordHasher({ concurrency: 2, maxWaiting: 32 })
  const hashed = await passwords.hash(password)
  for (const role of roles) {
    await database.insertInto('users').values({ id: role, name: role, role, password: hashed, enabled: 1 }).execute()
  }
  const people = createPeople({ database, now, passwords })
  const catalogue = loadCatalogue()
  const equipment = new Map(buildEquipment(catalogue, equipmentCount).map((each) => [each.id, each]))
  const board = createStatusBoard({ equipment: equipment.values(), now })
  const readings = createReadings()
  const rejects: StoredReject[] = []
  const rules = createRuleStore({ database, catalogue, now })
  const metricsOf = (id: string) => equipment.get(id)?.metrics
  const reloads: number[] = []
  const changed = async () => reloads.push(clock.now)
  const ruleEditor = createRuleEditor({ store: rules, catalogue, metricsOf, changed })
  let engine: Engine | undefined
  const journal = createMemoryJournal()
  const backtester = createBacktester({
    history: journal,
    rules,
    draft: ruleEditor.draft,
    learning,
    record: {
      episodes: (id, since) => readEpisodes(database, id, since),
      live: (id, since) => readLive(database, id, since)
    },
    equipment: () => [...equipment.values()],
    now
  })
  const box = createSecretBox(randomBytes(32))
  const telling = createTelling({
    database,
    box,
    holder: 'house',
    now,
    random: () => 0.5,
    ownUrl: () => 'http://localhost'
  })
  const dispatch = createDispatcher({ kindOf: (id) => equipment.get(id)?.kind, timezone: () => 'Asia/Shanghai' })
  const desk = createDesk({
    database,
    readings,
    now,
    kindOf: (id) => equipment.get(id)?.kind,
    isFire: (kind) => catalogue.get(kind)?.fire ?? false,
    attributesOf: (id) => equipment.get(id)?.attributes,
    dispatch,
    witnesses: [dispatch.witness, telling.witness]
  })
  const settlements: Settlement[] = []
  const seal = box.sealFor(tagKeyUse)
  const patrol = createPatrol({
    database,
    desk,
    seal,
    now,
    zone: () => 'Asia/Shanghai',
    readSensor: createSensorReader({
      readings,
      specOf: (id, metric) => equipment.get(id)?.metrics[metric],
      failed: (error) => {
        throw error
      }
    }),
    positions: { duty: (db, span) => readPatrolDuty(db, span, 'Asia/Shanghai'), remind: telling.remind },
    told: ({ settlement }) => settlements.push(settlement)
  })
  const attachmentFolder = mkdtempSync(join(tmpdir(), 'wuxun-attachments-'))
  const attachmentFiles = createAttachmentFiles({
    folder: attachmentFolder,
    isAttached: createAttachmentStore(database).isAttached
  })
  const jobs = createJobsPart({
    database,
    desk,
    timezone: () => 'Asia/Shanghai',
    now,
    log: { error: () => undefined },
    settled: (settlement) => settlements.push(settlement)
  })
  const health: HealthReport = { acknowledging: true, components: { broker: 'ok', timeseries: 'ok', database: 'ok' } }
  const setup = createSiteEditor({
    database,
    catalogue,
    passwords,
    fitsRules: async () => [],
    changed: async () => patrol.reload()
  })
  const system = createSystemReport({
    version: '0.0.0',
    startedAt: startTime,
    registry: new Registry(),
    health: () => health,
    connections: () => ({ mqtt: 0, live: 0 }),
    mqttPort: () => 1883,
    passwordGenerated: people.hasGeneratedPassword
  })
  const app = await buildHttp({
    version: '0.0.0',
    timezone: 'Asia/Shanghai',
    now,
    people,
    register: { list: () => [...equipment.values()], get: (id) => equipment.get(id) },
    catalogue,
    setup,
    field: { isConnected: () => false, refusedAt: () => undefined },
    board,
    readings,
    skewed: readings,
    rejects: {
      rejects: async ({ limit, before = Number.POSITIVE_INFINITY }) =>
        rejects.filter((reject) => reject.id < before).slice(0, limit)
    },
    rules,
    ruleEditor,
    explain: (rule, equipment, at) => engine?.explain(rule, equipment, at),
    backtester,
    retentionMs: 30 * 86_400_000,
    reports: reportsBy((job) => runReportJob(database, job)),
    jobs,
    runningLogs: createRunningLogs({
      database,
      readings,
      equipment: () => [...equipment.values()],
      isKnown: (_, metric) => metric === 'outlet_pressure',
      timezone: () => 'Asia/Shanghai',
      now
    }),
    alarms: createAlarmStore(database),
    alarmHistory: createAlarmHistory(database),
    tickets: createTicketStore(database),
    attachments: createAttachmentStore(database),
    workforce: createWorkforce({ database, now, timezone: () => 'Asia/Shanghai' }),
    desk,
    incidents: createIncidents({ database, desk, checklists: loadChecklists(), timezone: () => 'Asia/Shanghai' }),
    policies: createPolicyEditor({ database, now }),
    calendar: createCalendarEditor({ database }),
    patrol,
    scanPhotos: createPhotoStore(database),
    tagKeys: createTagKeys({ database, seal, now, changed: patrol.reload }),
    audit: createAuditLog({ database, now }),
    permits: createPermitStore(database),
    telling: tellingPart(telling, desk, { database }),
    attachmentFiles,
    settled: (settlement) => settlements.push(settlement),
    health: () => health,
    system,
    metrics: new Registry(),
    authority: async () => null,
    ...extras
  })

  return {
    app,
    jobs,
    clock,
    database,
    people,
    patrol,
    /** Of the keys of tags. */
    seal,
    board,
    readings,
    rejects,
    rules,
    /** Where back-tests look. */
    journal,
    /** When rules were put in force. */
    reloads,
    settlements,
    telling,
    /** Where files of tickets go. */
    attachmentFolder,
    health,
    equipment,

    /** Puts rules in force; what the engine then judges is what `why` speaks of. */
    async judgeBy(...inputs: RuleInput[]): Promise<Engine> {
      await rules.apply(inputs.map((input) => ({ input, origin: 'site' })))
      const attributesOf = (id: string) => equipment.get(id)?.attributes
      engine = createEngine({
        rules: await rules.compiled(metricsOf, undefined, attributesOf),
        kindOf: (id) => equipment.get(id)?.kind,
        attributesOf,
        metricsOf,
        startedAt: clock.now
      })
      return engine
    },

    /** A header that logs in as a user of that role. */
    async bearer(role: Role): Promise<{ authorization: string }> {
      const result = await people.login(role, password, role)
      if (!result.ok) throw new Error(`log-in of ${role}: ${result.reason}`)
      return { authorization: `Bearer ${result.session.token}` }
    },

    /** What the rules do: raises an alarm with its ticket. */
    async raise(change: Partial<AlarmRaised> = {}): Promise<Settlement> {
      const settlement = await desk.settle([{ ...raised, episode: clock.now, raisedAt: clock.now, ...change }], {
        rulesSeq: 1,
        states: []
      })
      board.applyAlarms(settlement.alarms)
      return settlement
    },

    /** What the rules do: the conditions of these alarms are over. */
    async clear(alarms: Settlement['alarms']): Promise<Settlement> {
      const changes = alarms.map(({ rule, equipment, episode }) => {
        return { type: 'cleared' as const, rule: { id: rule }, equipment, episode, clearedAt: clock.now }
      })
      const settlement = await desk.settle(changes, { rulesSeq: 2, states: [] })
      board.applyAlarms(settlement.alarms)
      return settlement
    },

    async [Symbol.asyncDispose](): Promise<void> {
      await app.close()
      await telling.runner.stop()
      await backtester.stop()
      await desk.stop()
      await database.destroy()
      rmSync(attachmentFolder, { recursive: true })
    }
  }
}

const raised: AlarmRaised = {
  type: 'raised',
  rule: {
    id: 'booster_pump.outlet_low',
    version: 1,
    title: '供水压力低',
    action: '检查水泵与进水',
    severity: 'critical',
    roles: ['engineer'],
    ticket: true,
    metric: 'outlet_pressure',
    latching: false,
    suppressedBy: []
  },
  equipment: 'pump-1',
  episode: 0,
  raisedAt: 0,
  value: 0.1,
  limit: 0.25
}

function buildEquipment(catalogue: ReturnType<typeof loadCatalogue>, more: number): RegisteredEquipment[] {
  const metrics = { ...catalogue.get('booster_pump')?.metrics, mode: { type: 'string' as const, zh: '模式', en: 'Mode' } }
  const pump = {
    id: 'pump-1',
    kind: 'booster_pump',
    name: '1#生活水泵',
    location: 'B1 水泵房',
    attributes: { rated_current: 32 },
    metrics
  }
  const others = Array.from({ length: more }, (_, index) => ({
    ...pump,
    id: `unit-${String(index).padStart(3, '0')}`,
    kind: 'custom',
    location: '屋面'
  }))
  return [pump, ...others]
}

/** Raw points to be filled by the test; buckets of them with `count` and `last` only, as far as the API needs. */
function createReadings() {
  const points: ReadingPoint[] = []
  const skewed: number[] = []
  const asked: BucketQuery[] = []
  return {
    points,
    skewed,
    skewedTimes: async ({ from, to }: { from: number; to: number }) => skewed.filter((ts) => ts >= from && ts < to),
    asked,
    async range({ from, to, limit }: { from: number; to: number; limit: number }): Promise<ReadingPoint[]> {
      return points.filter(([ts]) => ts >= from && ts < to).slice(0, limit)
    },
    async buckets(query: BucketQuery): Promise<ReadingPoint[]> {
      asked.push(query)
      const buckets = new Map<number, ReadingPoint>()
      for (const [ts, value] of points) {
        if (ts < query.from || ts >= query.to) continue
        const start = Math.floor(ts / query.step) * query.step
        const count = Number(buckets.get(start)?.[1] ?? 0) + 1
        buckets.set(start, [start, query.fn === 'count' ? count : value])
      }
      return [...buckets.values()]
    }
  }
}

export function readingOf(change: Partial<Reading> = {}): Reading {
  const at = startTime
  return { equipment: 'pump-1', metric: 'outlet_pressure', ts: at, value: 0.42, receivedAt: at, quality: 'good', ...change }
}
