/** What the site is made of, and who may enter it. Conventions: schema.ts. */

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

/** A screen on the wall may exchange its key, of which only the hash is kept, for sessions. */
export type WallKeyTable = {
  id: string
  name: string
  key_hash: string
  created_at: number
  created_by: string
  used_at: number | null
}
export type WallSessionTable = { token_hash: string; wall_key: string; expires_at: number }

/** What the site file said last time, an entry a row: an unchanged entry is not applied again. */
export type SiteEntryTable = { section: string; id: string; digest: string; body: string }

/** A foreign field's mapping in the contract's shape, as JSON; the id is made of source, device and field. */
export type MappingTable = { id: string; body: string }

/** What a part of the gateway must know again after a restart, in words of its own. */
export type FieldMemoryTable = { part: string; key: string; body: string }

/** Single values: `ticket_number`, `site`, `flood`, `telling_routes`, `audit_head`, `office_hours`, `sla_choice`, `clock_terms`. */
export type MetaTable = { key: string; value: string }

/** Which instance does what only one may do, and until when (ms). */
export type LeaseTable = { name: string; holder: string; until: number }
