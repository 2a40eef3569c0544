/** Looks whether repairs worked when that is due, inside the desk's transaction. */
import { createAlarmStore } from '../alarms/alarm-store.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Connection } from '../database/database.ts'
import type { Kept } from './clock-work.ts'
import { effectHoldMs, effectOf } from './effect.ts'
import type { TicketEntry } from './happening.ts'
import { record } from './recording.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

/** The tickets that are ready to be verified by now, with their entries. What is not normal yet is looked at again later. */
export async function checkEffects(db: Connection, { now, readTerms }: { now: number; readTerms: ReadTerms }): Promise<Kept> {
  const store = createTicketStore(db)
  const ready: Ticket[] = []
  const entries: TicketEntry[] = []
  for (const ticket of await store.toCheck(now)) {
    const { effect, holdMs } = await look(db, ticket, now)
    if (!effect.ready) {
      await store.save([{ ...ticket, checkAt: effect.lookAt }])
      continue
    }
    ready.push({ ...ticket, readyAt: now, checkAt: null })
    const detail = { since: new Date(effect.since).toISOString(), hold: holdMs }
    entries.push({ ticket: ticket.id, at: now, type: 'effect_confirmed', actor: null, detail })
  }
  return record(db, { tickets: ready, entries }, { readTerms })
}

async function look(db: Connection, { rule, equipment, resolvedAt, openedAt }: Ticket, now: number) {
  const since = resolvedAt ?? openedAt
  if (rule === null || equipment === null) return { holdMs: 0, effect: effectOf(since, [], { now, holdMs: 0 }) }
  const alarms = createAlarmStore(db)
  const own = await alarms.newest([{ rule, equipment }])
  const silent = (await alarms.around([equipment], since)).filter((alarm) => alarm.rule.endsWith('.offline'))
  const holdMs = effectHoldMs(own[0]?.header.clearForMs)
  return { holdMs, effect: effectOf(since, [...own, ...silent], { now, holdMs }) }
}
