/**
 * The relational tables as Kysely sees them. Portable between SQLite and PostgreSQL:
 * ids and JSON as text, times as bigint milliseconds, flags as 0 / 1.
 */
import type {
  PositionHourTable,
  RoundTable,
  RoutePlanTable,
  ScanPhotoTable,
  ScanTable,
  SensorCheckTable,
  TagKeyTable,
  TapTable
} from './patrol-tables.ts'
import type {
  CertificateTable,
  ChannelStateTable,
  ChannelTable,
  ContractorTable,
  DeliveryTable,
  DutyTable,
  LinkTable,
  MessageTable,
  PreferencesTable,
  PushSubscriptionTable,
  ShiftTable,
  StaffTable,
  TeamTable
} from './people-tables.ts'
import type {
  AuditTable,
  BulletinTable,
  HandoverTable,
  RunningLogRemarkTable,
  RunningLogSignatureTable,
  SampleCheckTable,
  SampleTable
} from './record-tables.ts'
import type {
  AlarmEventTable,
  AlarmTable,
  JudgedStateTable,
  LateMarkTable,
  OutOfServiceTable,
  RulesProgressTable,
  RuleTable,
  RuleVersionTable
} from './rule-tables.ts'
import type {
  CheckpointTable,
  DeviceTable,
  EquipmentTable,
  FieldMemoryTable,
  LeaseTable,
  MappingTable,
  MetaTable,
  RouteTable,
  SessionTable,
  SiteEntryTable,
  UserTable,
  WallKeyTable,
  WallSessionTable
} from './site-tables.ts'
import type {
  AttachmentTable,
  CalendarDayTable,
  DispatchRoundTable,
  IncidentTable,
  PermitTable,
  SlaPolicyTable,
  TicketEventTable,
  TicketTable
} from './ticket-tables.ts'

export type Schema = {
  equipment: EquipmentTable
  devices: DeviceTable
  readers: Pick<DeviceTable, 'id' | 'secret' | 'enabled'> & { location: string }
  checkpoints: CheckpointTable
  routes: RouteTable
  users: UserTable
  sessions: SessionTable
  wall_keys: WallKeyTable
  wall_sessions: WallSessionTable
  site_entries: SiteEntryTable
  rules: RuleTable
  rule_versions: RuleVersionTable
  rules_progress: RulesProgressTable
  judged_states: JudgedStateTable
  late_marks: LateMarkTable
  alarms: AlarmTable
  alarm_events: AlarmEventTable
  out_of_service: OutOfServiceTable
  tickets: TicketTable
  ticket_events: TicketEventTable
  incidents: IncidentTable
  staff: StaffTable
  teams: TeamTable
  contractors: ContractorTable
  certificates: CertificateTable
  shifts: ShiftTable
  duties: DutyTable
  dispatch_rounds: DispatchRoundTable
  attachments: AttachmentTable
  channels: ChannelTable
  channel_states: ChannelStateTable
  messages: MessageTable
  deliveries: DeliveryTable
  preferences: PreferencesTable
  links: LinkTable
  push_subscriptions: PushSubscriptionTable
  leases: LeaseTable
  running_log_remarks: RunningLogRemarkTable
  running_log_signatures: RunningLogSignatureTable
  bulletins: BulletinTable
  samples: SampleTable
  sample_checks: SampleCheckTable
  handovers: HandoverTable
  scans: ScanTable
  taps: TapTable
  tag_keys: TagKeyTable
  rounds: RoundTable
  route_plans: RoutePlanTable
  scan_photos: ScanPhotoTable
  position_hours: PositionHourTable
  sensor_checks: SensorCheckTable
  permits: PermitTable
  audit: AuditTable
  sla_policies: SlaPolicyTable
  calendar_days: CalendarDayTable
  mappings: MappingTable
  field_memory: FieldMemoryTable
  meta: MetaTable
}
