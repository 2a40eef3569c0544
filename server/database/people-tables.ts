/** People at work: what dispatch knows of them, and how they are told. Conventions: schema.ts. */

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
export type ShiftTable = {
  id: string
  name: string
  starts: string
  ends: string
  team: string | null
  /** Whether its guards report their position each hour. */
  patrol: number
  enabled: number
}

/** Who is on duty: a person, a shift, a date of the site (YYYY-MM-DD). */
export type DutyTable = { date: string; shift: string; user: string }

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
