/** Patrol: rounds as planned, and what was scanned. Conventions: schema.ts. */

/** Somebody, or a reader, saw a checkpoint's tag. JSON columns: `sun`, `answers`, `comparisons`, `photos`, `suspect`. */
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
  comparisons: string
  photos: string
  suspect: string
  ticket: string | null
}

/** Taps of tags with keys: a counter is used once. */
export type TapTable = { uid: string; counter: number; scan: string; ts: number }

/** K_file of a tag, sealed, and its counter when it was enrolled. */
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

/** What a route's rounds are made of, as canonical JSON, and since when, ms. */
export type RoutePlanTable = { route: string; plan: string; since: number }

/** An hour of a guard's patrol shift. `due`: when a miss of it is told, ms; null once it was judged. */
export type PositionHourTable = {
  id: string
  guard: string
  shift: string
  shift_name: string
  starts: number
  ends: number
  status: string
  due: number | null
}

/** The last check job about a sensor. */
export type SensorCheckTable = { equipment: string; metric: string; ticket: string }

/** Photos that came before their scan; their content lies with the attachments. */
export type ScanPhotoTable = { hash: string; type: string; size: number; by: string; at: number }
