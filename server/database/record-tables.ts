/** Records that are made by the day, and the audit. Conventions: schema.ts. */

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
