/**
 * What runs out by itself: shelves, permits, time out of service, suppression, floods, the time to accept a ticket, clocks of
 * tickets, waiting for a repair's effect. Inside the desk's transaction.
 */
import type { Alarm, Step } from '../alarms/alarm.ts'
import { createAlarmStore, soonestOf } from '../alarms/alarm-store.ts'
import { consequenceMs, findFirstOut } from '../alarms/first-out.ts'
import { floodEndsAt } from '../alarms/flood.ts'
import { createFloodStore } from '../alarms/flood-store.ts'
import { expireShelf, foldUnder, forgetRelease, release, surface } from '../alarms/hold-steps.ts'
import { isHeld } from '../alarms/lifecycle.ts'
import { end, type OutOfService } from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import type { Topology } from '../alarms/topology.ts'
import type { Connection } from '../database/database.ts'
import { runs } from '../permits/permit.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import { escalateDue, type Kept } from './clock-work.ts'
import { passOn } from './dispatch-work.ts'
import { createDraft, type Draft, type DraftOptions, type Settled } from './draft.ts'
import { checkEffects } from './effect-work.ts'
import { saveOpenings } from './entering.ts'
import type { Dispatch } from './happening.ts'
import { expirePermits, openForForgotten, withTickets } from './permit-work.ts'
import { followService } from './service-work.ts'
import { speaks, surroundingsOf } from './settling.ts'
import { createTicketStore } from './ticket-store.ts'

type Given = DraftOptions & { topology: Topology }

/** All that is due at `now` (server ms), and the services that ended by it. What is not due is not read. */
export async function runDue({ topology, ...given }: Given): Promise<Settled & { services: OutOfService[] }> {
  const { db, now } = given
  const escalated = await escalateDue(db, now, given.readTerms)
  const draft = createDraft(given)
  const { shelved, released } = await createAlarmStore(db).due(now)
  await readWithTickets(draft, [...shelved, ...released])
  for (const { id } of shelved) change(draft, id, (alarm) => expireShelf(alarm, now))
  // Before the services: the end of a permit ends its own.
  const permits = await expirePermits(db, draft)
  const services = await endServices(db, draft)
  await releaseConsequences(released, draft, { db, topology, now })
  await endFlood(db, draft)
  const saved = await withTickets(db, await draft.save(), permits.tickets)
  // They read tickets anew: a draft that is saved after them would put those back where they were.
  const forgotten = permits.unnoticed.map((permit) => openForForgotten(permit, now))
  const after = [await saveOpenings(db, forgotten, given), await passOn(db, given), await checkEffects(db, given)]
  return { ...withMore(saved, { before: [escalated], after }), services: [...permits.services, ...services] }
}

/** What is done to tickets before the draft was written and after; each ticket stays there once, as it is last. */
function withMore(settled: Settled, { before, after }: { before: readonly Kept[]; after: readonly Kept[] }): Settled {
  const all = [...before, settled, ...after]
  const latest = new Map(all.flatMap(({ tickets }) => tickets.map((ticket) => [ticket.id, ticket] as const)))
  return { ...settled, tickets: [...latest.values()], entries: all.flatMap(({ entries }) => entries) }
}

async function endServices(db: Connection, draft: Draft): Promise<OutOfService[]> {
  const store = createOutOfServiceStore(db)
  const ended: OutOfService[] = []
  for (const service of await store.list()) {
    if (service.until > draft.now) continue
    const outcome = end(service, null, draft.now)
    if (!outcome.ok) continue
    await store.save(outcome.service)
    await followService(db, draft, outcome.service, null)
    ended.push(outcome.service)
  }
  return ended
}

/** Their cause has been over for long enough; where another one stands by now, they fold under that. */
async function releaseConsequences(
  due: readonly Alarm[],
  draft: Draft,
  { db, topology, now }: Omit<Given, 'dispatch' | 'readTerms'>
): Promise<void> {
  if (due.length === 0) return
  const equipment = new Set(due.flatMap((alarm) => [alarm.equipment, ...topology.feedersOf(alarm.equipment)]))
  await readWithTickets(draft, await createAlarmStore(db).around([...equipment], now - consequenceMs))
  const around = surroundingsOf(draft, topology)
  for (const { id } of due) {
    change(draft, id, (alarm) => {
      const first = findFirstOut({ ...alarm, raisedAt: now }, around)
      if (first?.root.active && first.root.id !== alarm.id) {
        const step = foldUnder(alarm, { id: first.root.id, rule: first.rule, releaseAt: null }, now)
        if (alarm.cause !== null && alarm.cause !== first.root.id) draft.unlink(alarm.cause)
        if (step.alarm.cause !== alarm.cause) draft.link(step.alarm)
        return step
      }
      if (!alarm.active && alarm.suppressedBy === null) return forgetRelease(alarm)
      if (alarm.active && alarm.cause !== null) draft.unlink(alarm.cause)
      return release(alarm, now)
    })
  }
}

async function endFlood(db: Connection, draft: Draft): Promise<void> {
  const flood = createFloodStore(db)
  if (!(await flood.isOn()) || floodEndsAt(await flood.newest()) > draft.now) return
  await flood.end()
  const drowned = await createAlarmStore(db).suppressedBy('flood')
  await readWithTickets(draft, drowned)
  for (const { id } of drowned) change(draft, id, (alarm) => surface(alarm, draft.now))
}

/** The alarm after the step; when it is not held back any more, its ticket hears of it. */
function change(draft: Draft, id: string, step: (alarm: Alarm) => Step): void {
  const alarm = draft.find(id)
  if (!alarm) return
  const changed = draft.take(step(alarm))
  const isNews = isHeld(alarm.state) || alarm.cause !== changed.cause
  if (isNews && changed.active && speaks(changed, draft)) draft.released(changed)
}

async function readWithTickets(draft: Draft, alarms: readonly Alarm[]): Promise<void> {
  draft.read(alarms)
  await draft.loadTickets(alarms)
}

/** When the next of all these is due, ms. */
export async function nextDue(db: Connection, dispatch: Dispatch | undefined): Promise<number | undefined> {
  const services = await createOutOfServiceStore(db).list()
  const permits = (await createPermitStore(db).standing()).filter(runs)
  const flood = createFloodStore(db)
  const floodEnd = (await flood.isOn()) ? floodEndsAt(await flood.newest()) : undefined
  return soonestOf(
    await createAlarmStore(db).nextDue(),
    await createTicketStore(db).nextCheck(),
    floodEnd,
    await dispatch?.nextDue(db),
    await createTicketStore(db).nextEscalation(),
    ...services.map((service) => service.until),
    ...permits.map((permit) => permit.until)
  )
}
