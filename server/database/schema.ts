/**
 * The relational tables as Kysely sees them. Portable between SQLite and PostgreSQL:
 * ids and JSON as text, times as bigint milliseconds, flags as 0 / 1.
 */

export type EquipmentTable = {
  id: string
  kind: string
  name: string
  location: string
  attributes: string
  metrics: string
  feeds: string
  enabled: number
}
export type DeviceTable = {
  id: string
  /** `sha256:salt:hash` for generated secrets, an argon2 string for short ones. */
  secret: string
  equipment: string
  topics: string
  enabled: number
}
/** `settings`: what else its entry says, as JSON. */
export type CheckpointTable = {
  id: string
  name: string
  tag: string | null
  location: string
  settings: string
  enabled: number
}
/** `checkpoints`, `windows` and `settings` (what else its entry says) as JSON. */
export type RouteTable = {
  id: string
  name: string
  checkpoints: string
  windows: string
  visit_order: string
  settings: string
  enabled: number
}
export type UserTable = {
  id: string
  name: string
  role: string
  password: string
  enabled: number
}
export type SessionTable = { token_hash: string; user: string; created_at: number; expires_at: number }

/** What the site file said last time, an entry a row: an unchanged entry is not applied again. */
export type SiteEntryTable = { section: string; id: string; digest: string; body: string }

export type RuleTable = {
  id: string
  version: number
  /** The rule in the contract's shape, as JSON. */
  body: string
  origin: string
  enabled: number
  /** What the site file last said of it, as JSON; null for a rule that was never in it. */
  site: string | null
}
/** One entry a change of a rule; switching it on or off keeps its version. */
export type RuleVersionTable = {
  rule: string
  /** From 1. */
  position: number
  version: number
  at: number
  /** User id; null for the site file or the program. */
  actor: string | null
  change: string
  body: string
}

/** How far the rules have come in a journal; services that share the database have one each. */
export type RulesProgressTable = { journal: string; rules_seq: number }

/** A rule's state on one equipment, when it is not plainly normal, as of that checkpoint. Timers in it are due times. */
export type JudgedStateTable = { journal: string; rule: string; equipment: string; state: string }

/** Earliest ts of late readings that are stored and not yet in the alarm history. */
export type LateMarkTable = { journal: string; equipment: string; since: number }

export type AlarmTable = {
  id: string
  rule: string
  rule_version: number
  equipment: string
  title: string
  severity: string
  state: string
  active: number
  /** ts of the episode's first breaching reading: with rule and equipment, the alarm's key. */
  episode: number
  raised_at: number
  cleared_at: number | null
  acknowledged_at: number | null
  acknowledged_by: string | null
  occurrences: number
  value: string | null
  limit_value: string | null
  late: number
  ticket: string | null
  latching: number
  kind: string
  /** Id of the first-out alarm it folds under. */
  cause: string | null
  /** How many fold under it. */
  linked: number
  /** ms; null when it is not shelved. */
  shelved_until: number | null
  shelved_reason: string | null
  /** A rule's id, `test` or `flood`; null when nothing suppresses it. */
  suppressed_by: string | null
  /** When it speaks for itself again, its cause being over; ms, null while the cause stands or there is none. */
  release_at: number | null
  /** What a ticket needs of the rule, as JSON; null for alarms from before it was kept. */
  rule_header: string | null
  /** Its labels and the last raises of its rule and equipment, as JSON; null when there are none. */
  habits: string | null
}

/** Everything that happened to an alarm, oldest first. */
export type AlarmEventTable = {
  alarm: string
  /** From 1. */
  position: number
  /** Server time, ms. */
  at: number
  type: string
  /** The alarm's state afterwards. */
  state: string
  /** A user's id; null when the program did it. */
  actor: string | null
  rule_version: number
  detail: string
}

/** Equipment taken out of service by hand, a row each time; the one with `ended_at` null is in force or requested. */
export type OutOfServiceTable = {
  id: string
  equipment: string
  reason: string
  until: number
  requested_by: string
  requested_at: number
  /** Null until it is in force: a second person's for fire equipment, else who requested it. */
  confirmed_by: string | null
  confirmed_at: number | null
  /** Null when its time ran out. */
  ended_by: string | null
  ended_at: number | null
  note: string | null
}

export type TicketTable = {
  id: string
  number: string
  type: string
  title: string
  equipment: string | null
  rule: string | null
  alarm: string | null
  priority: string
  status: string
  /** The state that `resume` goes back to; set while on hold. */
  held_from: string | null
  hold_reason: string | null
  hold_until: number | null
  assignee: string | null
  roles: string
  description: string | null
  action: string | null
  opened_at: number
  occurrences: number
  recovered: number
  due_respond: number
  due_arrive: number
  due_resolve: number
  accepted_at: number | null
  arrived_at: number | null
  resolved_at: number | null
  closed_at: number | null
  resolution: string | null
  /** Frozen breach as JSON; its `points` are null until the readings before it are copied in. */
  breach: string | null
  source: string
  class: string | null
  trade: string | null
  place: string | null
  /** JSON. */
  requester: string | null
  wanted_by: number | null
  parent: string | null
  contractor: string | null
  eta: number | null
  /** JSON. */
  follow_up: string | null
  ready_at: number | null
  check_at: number | null
  /** When the next of its clocks is half over or due and untold; null when none is. */
  escalate_at: number | null
}
/** An incident that was begun on a ticket; `items` as JSON. */
export type IncidentTable = {
  ticket: string
  kind: string
  title: string
  started_at: number
  started_by: string
  ended_at: number | null
  ended_by: string | null
  note: string | null
  items: string
  /** Id of the ticket of its review. */
  review: string | null
}
/** Service times; an edit is a new row. `body`: name and rows in the contract's shape, as JSON. */
export type SlaPolicyTable = { id: string; version: number; body: string; origin: string; at: number; actor: string | null }
/** Days of the site (YYYY-MM-DD) that differ from their weekday, beside those that ship. */
export type CalendarDayTable = { date: string; kind: string; name: string }
/** What dispatch knows of a user besides the account; a row each once somebody wrote it. */
export type StaffTable = {
  user: string
  phone: string | null
  email: string | null
  /** Ids in chat programs: for @ in group robots. */
  wecom: string | null
  dingtalk: string | null
  feishu: string | null
  team: string | null
  /** JSON list. */
  skills: string
  /** The firm this person works for, when that is not ours. */
  contractor: string | null
  /** 0: given no ticket by the dispatcher. */
  enabled: number
}
export type TeamTable = { id: string; name: string; enabled: number }
/** A maintenance firm. `kinds`: of equipment it looks after, as JSON. */
export type ContractorTable = {
  id: string
  name: string
  phone: string | null
  email: string | null
  kinds: string
  enabled: number
}
/** What a person is allowed to do, until when. */
export type CertificateTable = {
  id: string
  user: string
  /** The class of job, e.g. `low_voltage`. */
  type: string
  number: string
  issued_at: number | null
  /** The end of the last day it is good for. */
  expires_at: number
  enabled: number
}
/** `starts` and `ends` as `HH:MM` of the site; one that ends before it starts runs past midnight. */
export type ShiftTable = { id: string; name: string; starts: string; ends: string; team: string | null; enabled: number }
/** Who is on duty: a person, a shift, a date of the site (YYYY-MM-DD). */
export type DutyTable = { date: string; shift: string; user: string }

/** A ticket that nobody has accepted yet: when somebody else is asked. */
export type DispatchRoundTable = {
  ticket: string
  due_at: number
  /** JSON: who was asked since it was opened or reopened, in order. */
  asked: string
  /** Whether the manager was told that nobody is left to ask. */
  told: number
}

export type TicketEventTable = {
  ticket: string
  /** Position in the ticket's timeline, from 1. */
  position: number
  at: number
  type: string
  actor: string | null
  detail: string
}

/** A file attached to a ticket; its content lies in the data folder under its hash (SHA-256). */
export type AttachmentTable = {
  ticket: string
  hash: string
  kind: string
  name: string
  type: string
  size: number
  at: number
  actor: string
}

/** A way to reach people. `position`: the site's order. `roles` and `teams` as JSON lists. */
export type ChannelTable = {
  id: string
  kind: string
  name: string
  position: number
  roles: string
  teams: string
  links: number
  /** As JSON, encrypted. */
  settings: string
  enabled: number
}
/** What is left of a channel's budget, and how it does. Times in ms. */
export type ChannelStateTable = {
  channel: string
  /** 60,000 a post, as of `tokens_at`. */
  tokens: number
  tokens_at: number
  blocked_until: number | null
  failing_since: number | null
  last_error: string | null
  last_sent_at: number | null
}
/** One thing to be told to one person: written in the transaction that made it news. */
export type MessageTable = {
  id: string
  ticket: string
  event: string
  priority: string
  /** `urgent` or `normal`. */
  lane: string
  /** A user's id; null for a requester, who is in `contact` (JSON). */
  recipient: string | null
  contact: string | null
  language: string
  /** Ids of the channels that are tried in turn, as JSON. */
  chain: string
  /** What there was to tell at that time, as JSON. */
  facts: string
  created_at: number
}
/** One message on one channel. */
export type DeliveryTable = {
  id: string
  message: string
  ticket: string
  /** Place in the message's chain, counted on past its end when that is gone through again. */
  step: number
  channel: string | null
  state: string
  /** When it came to this state, ms. */
  at: number
  attempts: number
  /** When it is tried next, ms; null when it is over. */
  next_at: number | null
  /** When the next channel takes over, ms. */
  fail_over_at: number | null
  /** The post it goes out with, from before it is sent until that is known to have failed. */
  post: string | null
  error: string | null
}
/** Of one user, as JSON in the contract's shape. */
export type PreferencesTable = { user: string; body: string }
/** A step that a message offers, to be taken once. */
export type LinkTable = {
  id: string
  user: string
  ticket: string
  purpose: string
  expires_at: number
  used_at: number | null
}
export type PushSubscriptionTable = {
  id: string
  user: string
  endpoint: string
  p256dh: string
  auth: string
  created_at: number
}
/** Which instance does what only one may do, and until when (ms). */
export type LeaseTable = { name: string; holder: string; until: number }
/** Written by hand into the running log of a place and shift. */
export type RunningLogRemarkTable = {
  id: string
  location: string
  /** The site's, YYYY-MM-DD. */
  date: string
  shift: string
  at: number
  actor: string
  text: string
}
/** Who signed a running log, and what: `content` as JSON, `hash` of it. */
export type RunningLogSignatureTable = {
  id: string
  location: string
  date: string
  shift: string
  at: number
  actor: string
  note: string | null
  hash: string
  content: string
}

/** The status bulletin of a site date, as JSON. */
export type BulletinTable = {
  date: string
  generated_at: number
  /** Null until it is handed on, and for one that came too late for that. */
  announced_at: number | null
  content: string
}

/** The quality sample of an ISO week of the site. */
export type SampleTable = {
  week: string
  from_at: number
  to_at: number
  drawn_at: number
  seed: string
  /** The timeline entry that the seed hangs on, as JSON; null when there was none. */
  anchor: string | null
  /** Ticket ids as JSON lists: all there were, and those that were drawn. */
  candidates: string
  drawn: string
}
export type SampleCheckTable = {
  week: string
  ticket: string
  at: number
  actor: string
  ok: number
  note: string | null
  /** The ticket that a finding opened. */
  finding: string | null
}

/** What one shift left to the next; `content` as JSON. */
export type HandoverTable = {
  id: string
  date: string
  shift: string
  given_at: number
  given_by: string
  note: string | null
  content: string
  hash: string
  taken_at: number | null
  taken_by: string | null
  take_note: string | null
}

/** Somebody, or a reader, saw a checkpoint's tag. JSON columns: `sun`, `answers`, `photos`, `suspect`. */
export type ScanTable = {
  id: string
  checkpoint: string
  guard: string
  reader: string | null
  /** By the clock of who made it; `received_at` by ours. ms */
  ts: number
  received_at: number
  result: string
  note: string | null
  assurance: string
  tag: string | null
  uid: string | null
  counter: number | null
  sun: string | null
  anchor: string | null
  seq: number | null
  prev: string | null
  mono: number | null
  hash: string | null
  answers: string
  photos: string
  suspect: string
  ticket: string | null
}
/** Taps of tags with keys: a counter is used once. */
export type TapTable = { uid: string; counter: number; scan: string; ts: number }
/** K_file of a tag, as hex, and its counter when it was enrolled. */
export type TagKeyTable = { uid: string; checkpoint: string; file_key: string; counter: number; enrolled_at: number }
/** A round as planned when its window began; what became of it is judged from the scans. JSON column: `checkpoints`. */
export type RoundTable = {
  id: string
  route: string
  route_name: string
  type: string
  date: string
  starts: number
  ends: number
  checkpoints: string
  visit_order: string
  /** How often each checkpoint is to be seen, and how far apart (ms). */
  visits: number
  spacing: number
  grace: number
  status: string
  /** When what is missing of it is told, ms; null once it was. */
  due: number | null
}
/** Photos that came before their scan; their content lies with the attachments. */
export type ScanPhotoTable = { hash: string; type: string; size: number; by: string; at: number }
/** Leave to work on equipment, a row each; `steps` and `extensions` as JSON. Times in ms. */
export type PermitTable = {
  id: string
  equipment: string
  ticket: string | null
  state: string
  reason: string
  /** When it runs out, whatever was done by then. */
  until: number
  original_until: number
  needs_approval: number
  steps: string
  extensions: string
  /** Of `out_of_service`: the row that holds its alarms back; null before it was opened. */
  service: string | null
  requested_by: string
  requested_at: number
  approved_by: string | null
  approved_at: number | null
  active_at: number | null
  expired_at: number | null
  ended_by: string | null
  ended_at: number | null
  note: string | null
}

/** An entry of the audit; only ever added. `prev`: the hash of the entry before, `detail`: canonical JSON. */
export type AuditTable = {
  seq: number
  at: number
  actor: string | null
  action: string
  object: string | null
  detail: string
  prev: string
  hash: string
}

/** A foreign field's mapping in the contract's shape, as JSON; the id is made of source, device and field. */
export type MappingTable = { id: string; body: string }

/** What a part of the gateway must know again after a restart, in words of its own. */
export type FieldMemoryTable = { part: string; key: string; body: string }

/** Single values: `ticket_number`, `site`, `flood`, `telling_routes`, `audit_head`, `office_hours`, `sla_choice`, `clock_terms`. */
export type MetaTable = { key: string; value: string }

export type Schema = {
  equipment: EquipmentTable
  devices: DeviceTable
  readers: Pick<DeviceTable, 'id' | 'secret' | 'enabled'> & { location: string }
  checkpoints: CheckpointTable
  routes: RouteTable
  users: UserTable
  sessions: SessionTable
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
  scan_photos: ScanPhotoTable
  permits: PermitTable
  audit: AuditTable
  sla_policies: SlaPolicyTable
  calendar_days: CalendarDayTable
  mappings: MappingTable
  field_memory: FieldMemoryTable
  meta: MetaTable
}
