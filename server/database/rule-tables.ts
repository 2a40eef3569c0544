/** Rules, how far they have come, and the alarms they raise. Conventions: schema.ts. */

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
