/**
 * What one transaction makes of alarms and tickets: what it has read, what it changes, written once at its end.
 * Everything that moves an alarm goes through here, whoever asked for it: the rules, people, or time.
 */
import type { Alarm, AlarmEvent, Step } from '../alarms/alarm.ts'
import { createAlarmHistory } from '../alarms/alarm-history.ts'
import { type Cause, createAlarmStore } from '../alarms/alarm-store.ts'
import { consequenceMs } from '../alarms/first-out.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { enterTickets } from './entering.ts'
import type { Dispatch, TicketEntry } from './happening.ts'
import { openFromAlarm } from './opening.ts'
import { onClear, onRaise, onRelease, onStage, type Reaction } from './policy.ts'
import { record } from './recording.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

export type Settled = {
  alarms: Alarm[]
  tickets: Ticket[]
  /** What was added to timelines. */
  entries: TicketEntry[]
  /** Breaches of the tickets opened here, by ticket. */
  breaches: ReadonlyMap<string, FrozenBreach>
  /** The soonest time (ms) at which something set here runs out. */
  due: number | undefined
}

export type Draft = ReturnType<typeof createDraft>

/** How many of the alarms that fold under one its ticket names. */
const namedConsequences = 10

/** `now`: server time in ms. `dispatch` left out: new tickets wait for somebody to take them. */
export type DraftOptions = { db: Connection; now: number; dispatch: Dispatch | undefined; readTerms: ReadTerms }

export function createDraft({ db, now, dispatch, readTerms }: DraftOptions) {
  const alarmStore = createAlarmStore(db)
  const ticketStore = createTicketStore(db)
  const alarms = new Map<string, Alarm>()
  const before = new Map<string, Alarm>()
  const byEquipment = new Map<string, Set<string>>()
  const newest = new Map<string, string>()
  const standing = new Map<string, Ticket>()
  const changed = new Set<string>()
  const quiet = new Set<string>()
  const tickets = new Map<string, Ticket>()
  const breaches = new Map<string, FrozenBreach>()
  const opened: string[] = []
  const history: (AlarmEvent & { alarm: string })[] = []
  const timeline: TicketEntry[] = []
  /** Equipment of the new consequences, by first-out alarm. */
  const consequences = new Map<string, string[]>()
  const recounted = new Set<string>()

  function know(alarm: Alarm): void {
    alarms.set(alarm.id, alarm)
    const on = byEquipment.get(alarm.equipment) ?? new Set()
    byEquipment.set(alarm.equipment, on.add(alarm.id))
  }

  function react(alarm: Alarm, reaction: Reaction): void {
    if (reaction.type === 'nothing') return
    if (reaction.type === 'open') {
      const opening = openFromAlarm(alarm, reaction.priority, { id: createId('tk', now), at: now })
      opened.push(opening.ticket.id)
      breaches.set(opening.ticket.id, opening.breach)
      keepTicket(opening.ticket)
      timeline.push(...opening.events.map((event) => ({ ...event, ticket: opening.ticket.id })))
    } else {
      keepTicket(reaction.ticket)
      if (reaction.event) timeline.push({ ...reaction.event, ticket: reaction.ticket.id })
    }
    const ticket = standing.get(causeKey(alarm.rule, alarm.equipment))?.id ?? null
    if (ticket !== alarm.ticket) change({ ...alarm, ticket })
  }

  function keepTicket(ticket: Ticket): void {
    keepKnown(ticket)
    tickets.set(ticket.id, ticket)
  }

  function change(alarm: Alarm): void {
    know(alarm)
    changed.add(alarm.id)
  }

  const ticketOf = (alarm: Cause) => standing.get(causeKey(alarm.rule, alarm.equipment))

  /** When something set by it runs out, ms. */
  async function enter(): Promise<number | undefined> {
    const fresh = opened.flatMap((id) => tickets.get(id) ?? [])
    const entered = await enterTickets(db, fresh, { now, dispatch })
    for (const ticket of entered.tickets) tickets.set(ticket.id, ticket)
    timeline.push(...entered.entries)
    return entered.due
  }

  /** A cause that ended speaks for its consequences a while longer; one that came back speaks for them again. */
  async function timeFollowers(): Promise<boolean> {
    const ended: string[] = []
    const back: string[] = []
    for (const id of changed) {
      const is = alarms.get(id)
      if (!is || (is.linked === 0 && !consequences.has(id))) continue
      const wasActive = before.get(id)?.active ?? true
      if (wasActive === is.active) continue
      if (is.active) back.push(id)
      else ended.push(id)
    }
    await alarmStore.releaseFollowers(ended, now + consequenceMs)
    await alarmStore.releaseFollowers(back, null)
    return ended.length > 0
  }

  /** One entry on the ticket of each first-out alarm, however many fold under it. */
  async function tellConsequences(): Promise<TicketEntry[]> {
    const roots = [...new Set([...consequences.keys(), ...recounted])]
    if (roots.length === 0) return []
    const counts = await alarmStore.countLinked(roots)
    for (const [id, linked] of counts) {
      const alarm = alarms.get(id)
      if (alarm) change({ ...alarm, linked })
    }
    const told = [...consequences].flatMap(([id, equipment]) => {
      const root = alarms.get(id)
      const ticket = root && ticketOf(root)
      return root && ticket ? [{ root, ticket: ticket.id, equipment }] : []
    })
    if (told.length === 0) return []
    const ticketIds = [...new Set(told.map(({ ticket }) => ticket))]
    const entries = await ticketStore.entriesOf(ticketIds, ['linked'])
    const added: TicketEntry[] = []
    for (const { root, ticket, equipment } of told) {
      const entry = entries.find((each) => each.ticket === ticket && each.detail['alarm'] === root.id)
      const named = [...new Set([...equipment].reverse().concat(namesIn(entry?.detail['equipment'])))]
      const detail = { alarm: root.id, count: counts.get(root.id) ?? 0, equipment: named.slice(0, namedConsequences) }
      if (entry) await ticketStore.rewrite({ ...entry, detail: { ...entry.detail, ...detail } })
      else added.push({ ticket, at: now, type: 'linked', actor: null, detail })
    }
    if (added.length > 0) await ticketStore.appendEvents(added)
    return added
  }

  function read(found: readonly Alarm[]): void {
    for (const alarm of found) {
      if (alarms.has(alarm.id)) continue
      before.set(alarm.id, alarm)
      know(alarm)
    }
  }

  async function loadTickets(causes: readonly Cause[]): Promise<void> {
    const missing = causes.filter((cause) => !standing.has(causeKey(cause.rule, cause.equipment)))
    if (missing.length === 0) return
    for (const ticket of await ticketStore.findStanding(missing)) keepKnown(ticket)
  }

  function keepKnown(ticket: Ticket): void {
    standing.set(causeKey(ticket.rule, ticket.equipment), ticket)
  }

  return {
    now,
    /** Takes over alarms that were read; what is known already stays as it is here. */
    read,
    /** Reads the standing tickets of causes whose alarms are known. */
    loadTickets,

    /** Reads the newest alarm and the standing ticket of each cause. */
    async load(causes: readonly Cause[]): Promise<void> {
      if (causes.length === 0) return
      const found = await alarmStore.newest(causes)
      read(found)
      for (const alarm of found) newest.set(causeKey(alarm.rule, alarm.equipment), alarm.id)
      await loadTickets(causes)
    },

    find: (id: string) => alarms.get(id),
    newest: (cause: Cause) => alarms.get(newest.get(causeKey(cause.rule, cause.equipment)) ?? ''),
    ticketOf,
    *on(equipment: string): Iterable<Alarm> {
      for (const id of byEquipment.get(equipment) ?? []) {
        const alarm = alarms.get(id)
        if (alarm) yield alarm
      }
    },

    /** The alarm in its new state, with what is written down of it. */
    take(step: Step): Alarm {
      const { alarm, events } = step
      change(alarm)
      const key = causeKey(alarm.rule, alarm.equipment)
      if (!alarm.late) newest.set(key, alarm.id)
      for (const event of events) history.push({ ...event, alarm: alarm.id })
      return alarm
    },

    /** On record only: no screen is told. */
    takeQuietly(step: Step): void {
      change(step.alarm)
      quiet.add(step.alarm.id)
      for (const event of step.events) history.push({ ...event, alarm: step.alarm.id })
    },

    /** A link of `alarm` to what it folds under, told on the ticket of that. */
    link(alarm: Alarm): void {
      if (alarm.cause === null) return
      consequences.set(alarm.cause, [...(consequences.get(alarm.cause) ?? []), alarm.equipment])
    },
    unlink: (cause: string) => void recounted.add(cause),

    raised: (alarm: Alarm) => react(alarm, onRaise(alarm, ticketOf(alarm), now)),
    staged: (alarm: Alarm) => react(alarm, onStage(alarm, ticketOf(alarm), now)),
    released: (alarm: Alarm) => react(alarm, onRelease(alarm, ticketOf(alarm), now)),
    cleared: (alarm: Alarm) => react(alarm, onClear(alarm, ticketOf(alarm), now)),

    /** An entry in a ticket's timeline that changes nothing else of it. */
    note(ticket: string, event: TicketEvent): void {
      timeline.push({ ...event, ticket })
    },

    /** Writes everything, each alarm and ticket once. */
    async save(): Promise<Settled> {
      const dispatchDue = await enter()
      await alarmStore.save([...changed].flatMap((id) => alarms.get(id) ?? []))
      await createAlarmHistory(db).append(history)
      const recorded = await record(db, { tickets: [...tickets.values()], entries: timeline, breaches }, { readTerms })
      const startsTimer = await timeFollowers()
      const linked = await tellConsequences()
      const shown = [...changed].filter((id) => !quiet.has(id)).flatMap((id) => alarms.get(id) ?? [])
      const shelves = shown.flatMap(({ shelvedUntil, releaseAt }) => [shelvedUntil, releaseAt])
      const dues = [...shelves, startsTimer ? now + consequenceMs : null, dispatchDue ?? null].filter((due) => due !== null)
      return {
        alarms: shown,
        tickets: recorded.tickets,
        entries: [...recorded.entries, ...linked],
        breaches,
        due: dues.length === 0 ? undefined : dues.reduce((one, other) => Math.min(one, other))
      }
    }
  }
}

/** Ids never contain a space (contract §3). */
function causeKey(rule: string | null, equipment: string | null): string {
  return `${rule} ${equipment}`
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
