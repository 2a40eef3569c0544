/** Turns what the rules reported into alarms and tickets, inside the desk's transaction. */
import type { Alarm, AlarmEvent, Step } from '../alarms/alarm.ts'
import { createAlarmHistory } from '../alarms/alarm-history.ts'
import { type Cause, createAlarmStore } from '../alarms/alarm-store.ts'
import { clear, noHolds, raise } from '../alarms/changes-to-alarms.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import type { AlarmChange } from '../rules/changes.ts'
import { openFromAlarm } from './opening.ts'
import { react } from './policy.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

export type Settled = {
  alarms: Alarm[]
  tickets: Ticket[]
  /** Breaches of the tickets opened here, by ticket. */
  breaches: ReadonlyMap<string, FrozenBreach>
}

/** Loads what stands, applies the changes in order, writes each alarm and ticket once. `now`: server time in ms. */
export async function settleChanges(db: Connection, changes: readonly AlarmChange[], now: number): Promise<Settled> {
  const alarmStore = createAlarmStore(db)
  const ticketStore = createTicketStore(db)
  const causes = causesOf(changes)
  const newest = new Map((await alarmStore.newest(causes)).map((alarm) => [causeKey(alarm.rule, alarm.equipment), alarm]))
  const standing = new Map<string, Ticket>()
  for (const ticket of await ticketStore.findStanding(causes)) standing.set(causeKey(ticket.rule, ticket.equipment), ticket)

  const alarms = new Map<string, Alarm>()
  const tickets = new Map<string, Ticket>()
  const breaches = new Map<string, FrozenBreach>()
  const events: (TicketEvent & { ticket: string })[] = []
  const opened: string[] = []
  const history: (AlarmEvent & { alarm: string })[] = []

  for (const change of changes) {
    const key = causeKey(change.rule.id, change.equipment)
    const step = apply(newest.get(key), change, now)
    if (!step) continue
    let { alarm } = step
    for (const event of step.events) history.push({ ...event, alarm: alarm.id })
    const reaction = react(change, standing.get(key), alarm.id, now)
    if (reaction.type === 'open' && change.type === 'raised') {
      const opening = openFromAlarm(change, alarm, reaction.priority, { id: createId('tk', now), at: now })
      opened.push(opening.ticket.id)
      breaches.set(opening.ticket.id, opening.breach)
      keepTicket(key, opening.ticket, opening.event)
    } else if (reaction.type === 'repeat' || reaction.type === 'recover') {
      keepTicket(key, reaction.ticket, reaction.event)
    }
    if (change.type === 'raised') alarm = { ...alarm, ticket: standing.get(key)?.id ?? null }
    newest.set(key, alarm)
    alarms.set(alarm.id, alarm)
  }

  function keepTicket(key: string, ticket: Ticket, event: TicketEvent): void {
    standing.set(key, ticket)
    tickets.set(ticket.id, ticket)
    events.push({ ...event, ticket: ticket.id })
  }

  if (opened.length > 0) {
    const numbers = await ticketStore.nextNumbers(opened.length)
    for (const [index, id] of opened.entries()) {
      const ticket = tickets.get(id)
      if (ticket) tickets.set(id, { ...ticket, number: numbers[index] ?? '' })
    }
  }
  const result = { alarms: [...alarms.values()], tickets: [...tickets.values()], breaches }
  await alarmStore.save(result.alarms)
  await createAlarmHistory(db).append(history)
  await ticketStore.save(result.tickets, breaches)
  if (events.length > 0) await ticketStore.appendEvents(events)
  return result
}

function apply(newest: Alarm | undefined, change: AlarmChange, now: number): Step | undefined {
  if (change.type === 'raised') return raise(newest, change, { id: createId('al', now), now, holds: noHolds })
  return change.type === 'cleared' ? clear(newest, change, now) : undefined
}

function causesOf(changes: readonly AlarmChange[]): Cause[] {
  const causes = new Map<string, Cause>()
  for (const { rule, equipment } of changes) causes.set(causeKey(rule.id, equipment), { rule: rule.id, equipment })
  return [...causes.values()]
}

/** Ids never contain a space (contract §3). */
function causeKey(rule: string | null, equipment: string | null): string {
  return `${rule} ${equipment}`
}
