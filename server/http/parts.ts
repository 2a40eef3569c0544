/** What the REST API serves: each part through the few methods that are used of it. */
import type { FastifyBaseLogger } from 'fastify'
import type { Catalogue, MetricSpec } from '../../gateway/catalogue.ts'
import type { AlarmHistory } from '../alarms/alarm-history.ts'
import type { AlarmStore } from '../alarms/alarm-store.ts'
import type { AttachmentFiles } from '../attachments/attachment-files.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Backtester } from '../backtest/backtester.ts'
import type { Authority } from '../certificate/authority.ts'
import type { CalendarEditor } from '../clocks/calendar-editor.ts'
import type { PolicyEditor } from '../clocks/policy-editor.ts'
import type { Health } from '../contract/session.ts'
import type { SystemReport } from '../contract/setup.ts'
import type { EquipmentInput } from '../contract/site.ts'
import type { Routing } from '../contract/telling.ts'
import type { Workforce } from '../dispatch/workforce.ts'
import type { Importer } from '../imports/importer.ts'
import type { Incidents } from '../incidents/incidents.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Patrol } from '../patrol/patrol.ts'
import type { PhotoStore } from '../patrol/photo-store.ts'
import type { TagKeys } from '../patrol/tag-keys.ts'
import type { People } from '../people/people.ts'
import type { PermitStore } from '../permits/permit-store.ts'
import type { Reports } from '../reports/report-thread.ts'
import type { RunningLogs } from '../reports/running-logs.ts'
import type { Explanation } from '../rules/explain.ts'
import type { RuleEditor } from '../rules/rule-editor.ts'
import type { RuleStore } from '../rules/rule-store.ts'
import type { SiteEditor } from '../site/site-editor.ts'
import type { StatusBoard } from '../status-board.ts'
import type { ReadingStore, RejectLog, SkewLog } from '../store/reading-store.ts'
import type { LinkSteps } from '../telling/link-steps.ts'
import type { Telling } from '../telling/telling.ts'
import type { Actor } from '../tickets/actor.ts'
import type { AttachmentStore } from '../tickets/attachment-store.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import type { TicketStore } from '../tickets/ticket-store.ts'
import type { MappingsPart } from './routes/mappings.ts'

export type RegisteredEquipment = {
  id: string
  kind: string
  name: string
  location: string
  attributes: Readonly<Record<string, number | string | boolean>>
  /** Its own metrics and those of its kind. */
  metrics: Readonly<Record<string, MetricSpec>>
  ownMetrics?: EquipmentInput['metrics']
  feeds?: string[]
  enabled?: boolean
}

/** `acknowledging`: whether readings can be made durable now; when not, `/health` is 503. */
export type HealthReport = { acknowledging: boolean; components: Health['components']; warnings?: readonly string[] }

export type TellingPart = Pick<Telling, 'channels' | 'preferences' | 'deliveries' | 'pushSubscriptions' | 'test'> & {
  linkSteps: LinkSteps
  routing: { read(): Promise<Routing>; change(change: Partial<Routing>): Promise<Routing> }
  /** Undefined without a channel for web push. */
  pushKey: () => Promise<string | undefined>
}

export type HttpParts = {
  /** Of the program, as `/health` tells it. */
  version: string
  /** IANA zone of the site, asked for anew each time: buckets of a day begin at its midnight. */
  readonly timezone: string
  now: () => number
  people: Pick<
    People,
    'walls' | 'login' | 'session' | 'logout' | 'changePassword' | 'get' | 'list' | 'accounts' | 'add' | 'update' | 'setPassword'
  >
  /** `list`: enabled equipment; `get` knows disabled ones too, of which old tickets speak. */
  register: { list(): readonly RegisteredEquipment[]; get(id: string): RegisteredEquipment | undefined }
  catalogue: Catalogue
  setup: SiteEditor
  /** Of a device or reader: whether it is connected, and when it last gave a wrong password (ms). */
  field: { isConnected(id: string): boolean; refusedAt(id: string): number | undefined }
  board: Pick<StatusBoard, 'snapshot'>
  readings: ReadingStore
  skewed: SkewLog
  rejects: RejectLog
  /** Left out: history cannot be imported. */
  importer?: Importer
  /** Left out: no routes for foreign formats. */
  mappings?: MappingsPart
  rules: Pick<RuleStore, 'list' | 'find' | 'versions'>
  /** Undefined when no rule of that id judges the equipment. `at`: our clock. */
  explain: (rule: string, equipment: string, at: number) => Explanation | undefined
  backtester: Pick<Backtester, 'backtest' | 'advise' | 'why'>
  /** How long readings are kept, ms. */
  retentionMs: number
  ruleEditor: Pick<RuleEditor, 'create' | 'update' | 'disable'>
  reports: Reports
  runningLogs: RunningLogs
  jobs: Pick<Jobs<Actor>, 'bulletins' | 'samples' | 'handovers'>
  alarms: Pick<AlarmStore, 'list' | 'find' | 'standing'>
  alarmHistory: Pick<AlarmHistory, 'of' | 'lastBefore'>
  tickets: Pick<TicketStore, 'list'>
  attachments: Pick<AttachmentStore, 'photosOf'>
  tagKeys: TagKeys
  scanPhotos: PhotoStore
  patrol: Pick<Patrol, 'take' | 'scans' | 'rounds' | 'positions' | 'walked' | 'view'>
  /** People, firms, duty and certificates. */
  workforce: Workforce
  desk: Pick<
    Desk,
    | 'stepOnAlarm'
    | 'stepOnService'
    | 'requestPermit'
    | 'stepOnPermit'
    | 'service'
    | 'open'
    | 'act'
    | 'ticket'
    | 'proveBreach'
    | 'expectAttachable'
    | 'attach'
    | 'attachment'
    | 'applyPolicy'
  >
  incidents: Pick<Incidents, 'of' | 'begin' | 'check' | 'end'>
  /** Left out: nobody is told of anything. */
  telling?: TellingPart
  audit: Pick<AuditLog, 'append' | 'list' | 'verify'>
  permits: Pick<PermitStore, 'list' | 'find'>
  policies: Pick<PolicyEditor, 'list' | 'get' | 'create' | 'update' | 'choice' | 'choose'>
  calendar: CalendarEditor
  attachmentFiles: Pick<AttachmentFiles, 'receive' | 'judge' | 'keep' | 'discard' | 'open'>
  /** Told what a user's step changed, after it is committed: the live push. */
  settled: (settlement: Settlement) => void
  health: () => HealthReport
  system: () => Promise<SystemReport>
  /** Prometheus registry. */
  metrics: { contentType: string; metrics(): Promise<string> }
  /** The box's own certificate authority; null when none was made. */
  authority: () => Promise<Authority | null>
  /** Folder of the built dashboard; left out or empty, there are no pages. */
  dashboard?: string
  /** PEM; left out, plain HTTP. */
  tls?: { cert: string | Buffer; key: string | Buffer }
  /** Left out: those of build-http.ts. */
  callsPerMinute?: { ofSession: number; ofAddress: number }
  /** Left out: nothing is logged. */
  logger?: FastifyBaseLogger
}
