/** The alarm health report from what is on record. */
import { staleAfterMs } from '../alarms/labels.ts'
import type { AlarmHealth } from '../contract/alarm-health.ts'
import type { Connection } from '../database/database.ts'
import { createHealthTally } from './alarm-health.ts'
import { firstTransitionAt, readEarlier, readTransitions } from './alarm-log.ts'
import { binMs } from './floods.ts'
import { defaultShifts } from './shifts.ts'

export type AlarmHealthQuery = {
  /** `[from, to)` in ms. */
  from: number
  to: number
  now: number
  /** IANA zone of the site. */
  timezone: string
  /** One of `defaultShifts`. */
  shift?: string
}

/** A day of records before the span: what chatters, floods or becomes stale in it has begun no earlier. */
const leadMs = staleAfterMs

export async function reportAlarmHealth(db: Connection, query: AlarmHealthQuery): Promise<AlarmHealth> {
  const since = await firstTransitionAt(db)
  const tally = createHealthTally({ ...query, shifts: defaultShifts, since: since ?? query.now })
  const from = query.from - leadMs
  const to = Math.ceil(Math.min(query.to, query.now) / binMs) * binMs
  if (since === undefined || since >= to) return tally.result()
  if (since < from) await readEarlier(db, from, tally.add)
  await readTransitions(db, { from, to }, tally.add)
  return tally.result()
}
