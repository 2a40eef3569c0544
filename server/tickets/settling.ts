/** Turns what the rules reported into alarms and tickets, inside the desk's transaction. */
import type { Alarm, Step } from '../alarms/alarm.ts'
import { type Cause, createAlarmStore } from '../alarms/alarm-store.ts'
import { clear, correct, endTest, type Holds, isWorse, noHolds, raise, recordLate, stage } from '../alarms/changes-to-alarms.ts'
import { alwaysSpeaks, consequenceMs, findFirstOut, isConsequenceOf, type Surroundings } from '../alarms/first-out.ts'
import { floodWindowMs, isDrowned, isFlood } from '../alarms/flood.ts'
import { createFloodStore } from '../alarms/flood-store.ts'
import { foldUnder } from '../alarms/hold-steps.ts'
import { isHeld } from '../alarms/lifecycle.ts'
import { isInForce } from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import type { Topology } from '../alarms/topology.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import type { AlarmChange, AlarmCorrected, AlarmRaised, AlarmStaged } from '../rules/changes.ts'
import { createDraft, type Draft, type DraftOptions, type Settled } from './draft.ts'
import { readPast } from './past-episodes.ts'

type Given = DraftOptions & { topology: Topology }

/**
 * Loads what stands around the changes, applies them, writes each alarm and ticket once. `now`: server time in ms.
 * What feeds goes before what is fed, so that of one group's changes the cause speaks, in whatever order they came.
 */
export async function settleChanges(changes: readonly AlarmChange[], { topology, ...given }: Given): Promise<Settled> {
  const { db, now } = given
  const draft = createDraft(given)
  await draft.load(causesOf(changes))
  const past = await readPast(db, changes, draft)
  const raises = changes.filter((change) => change.type === 'raised' && change.late !== true)
  const site = raises.length > 0 ? await lookAround(draft, raises as AlarmRaised[], { db, topology, now }) : undefined

  for (const change of causesFirst(changes, topology)) {
    const newest = draft.newest({ rule: change.rule.id, equipment: change.equipment })
    switch (change.type) {
      case 'raised':
        if (change.late) recordPast(change)
        else if (site) raiseOne(newest, change, site)
        break
      case 'cleared': {
        const late = past.exact(change)
        if (late?.late) recordEnd(clear(late, change, now))
        else after(clear(newest, change, now), draft.cleared)
        break
      }
      case 'staged':
        stageOne(newest, change)
        break
      case 'released':
        after(endTest(newest, change, now), speakUnlessHeld(draft.released))
        break
      case 'corrected':
        correctOne(change)
        break
    }
  }
  if (!site?.flooded) return draft.save()
  await createFloodStore(db).begin(now)
  const settled = await draft.save()
  return { ...settled, due: Math.min(settled.due ?? Number.POSITIVE_INFINITY, now + floodWindowMs) }

  function after(step: Step | undefined, tell: (alarm: Alarm) => void): void {
    if (step) tell(draft.take(step))
  }

  function speakUnlessHeld(tell: (alarm: Alarm) => void): (alarm: Alarm) => void {
    return (alarm) => {
      if (speaks(alarm, draft)) tell(alarm)
    }
  }

  function recordPast(change: AlarmRaised): void {
    if (!past.exact(change)) recordEnd(recordLate(change, { id: createId('al', now), now }))
  }

  function recordEnd(step: Step | undefined): void {
    if (!step) return
    past.put(step.alarm)
    draft.takeQuietly(step)
  }

  function raiseOne(newest: Alarm | undefined, change: AlarmRaised, site: Site): void {
    const step = raise(newest, change, { id: createId('al', now), now, holds: site.holdsOf(change) })
    if (!step) return
    const alarm = draft.take(step)
    if (alarm.state === 'unacknowledged' || alarm.state === 'suppressed') site.count()
    if (step.events.some((event) => event.type === 'linked')) draft.link(alarm)
    if (speaks(alarm, draft)) draft.raised(alarm)
    site.takeConsequences(alarm)
  }

  /** What becomes milder is no news to the ticket: its priority only rises. */
  function stageOne(newest: Alarm | undefined, change: AlarmStaged): void {
    const step = stage(newest, change, now)
    const isNews = newest !== undefined && isWorse(change.rule, newest)
    after(step, isNews ? speakUnlessHeld(draft.staged) : () => undefined)
  }

  function correctOne(change: AlarmCorrected): void {
    const holder = past.holding(change)
    if (!holder || past.isCorrected(holder, change)) return
    const taken = change.now && past.exact({ ...change, episode: change.now.episode })
    // Two episodes that turn out to be one keep their own keys.
    const keyed =
      taken && taken.id !== holder.id && change.now ? { ...change, now: { ...change.now, episode: holder.episode } } : change
    const step = correct(draft.find(holder.id) ?? holder, keyed, now)
    if (!step) return
    if (step.alarm.late) draft.takeQuietly(step)
    else if (holder.active && !step.alarm.active) draft.cleared(draft.take(step))
    else if (!holder.active && step.alarm.active) speakUnlessHeld(draft.raised)(draft.take(step))
    else draft.take(step)
    past.put(step.alarm)
    const detail = { alarm: holder.id, was: spanOf(change.was), now: change.now && spanOf(change.now) }
    if (holder.ticket !== null) draft.note(holder.ticket, { at: now, type: 'corrected', actor: null, detail })
  }
}

type Around = { db: Connection; topology: Topology; now: number }

/** What a raise meets on the site: what feeds it, what is out of service, whether there is a flood. */
type Site = Awaited<ReturnType<typeof lookAround>>

async function lookAround(draft: Draft, raises: readonly AlarmRaised[], { db, topology, now }: Around) {
  const equipment = new Set<string>()
  let oldest = now
  for (const raised of raises) {
    equipment.add(raised.equipment)
    for (const id of topology.feedersOf(raised.equipment)) equipment.add(id)
    for (const id of topology.fedBy(raised.equipment)) equipment.add(id)
    oldest = Math.min(oldest, raised.raisedAt)
  }
  const neighbours = await createAlarmStore(db).around([...equipment], oldest - consequenceMs)
  draft.read(neighbours)
  await draft.loadTickets(neighbours)
  const away = new Set((await createOutOfServiceStore(db).list()).filter(isInForce).map((service) => service.equipment))
  const flood = createFloodStore(db)
  const before = await flood.isOn()
  let flooded = before
  let recent = flooded ? 0 : await flood.recent(now)
  const around = surroundingsOf(draft, topology)

  return {
    /** A flood has begun by these raises. */
    get flooded() {
      return flooded && !before
    },

    count(): void {
      recent += 1
    },

    holdsOf(change: AlarmRaised): Holds {
      flooded = isFlood(flooded, recent + 1)
      const outOfService = away.has(change.equipment)
      if (change.suppressed) return { ...noHolds, outOfService, suppressedBy: change.suppressed }
      const first = findFirstOut({ ...change, rule: change.rule.id, header: change.rule }, around)
      const drowned = flooded && isDrowned(change.rule) ? 'flood' : null
      if (!first) return { ...noHolds, outOfService, suppressedBy: drowned }
      const releaseAt = first.root.active ? null : now + consequenceMs
      return { outOfService, suppressedBy: first.rule ?? drowned, cause: first.root.id, releaseAt }
    },

    /** What raised shortly before its cause did: its ticket stays, and says what was behind it. */
    takeConsequences(cause: Alarm): void {
      if (isHeld(cause.state) || cause.cause !== null) return
      for (const id of [cause.equipment, ...topology.fedBy(cause.equipment)]) {
        for (const alarm of [...draft.on(id)]) {
          if (!isConsequenceOf(alarm, cause, topology)) continue
          const rule = alarm.header.suppressedBy.includes(cause.rule) ? cause.rule : null
          const folded = draft.take(foldUnder(alarm, { id: cause.id, rule, releaseAt: null }, now))
          draft.link(folded)
          if (folded.ticket === null) continue
          const ticket = draft.ticketOf(cause)?.id ?? null
          const detail = { alarm: cause.id, rule: cause.rule, equipment: cause.equipment, ticket }
          draft.note(folded.ticket, { at: now, type: 'caused', actor: null, detail })
        }
      }
    }
  }
}

/** What the search for a first-out alarm sees of a draft. */
export function surroundingsOf(draft: Draft, topology: Topology): Surroundings {
  return {
    topology,
    on: draft.on,
    find: draft.find,
    hasTicket: (alarm) => draft.ticketOf(alarm) !== undefined
  }
}

/** Whether the alarm's ticket hears of it: what is held back or folds under another opens none of its own. */
export function speaks(alarm: Alarm, draft: Draft): boolean {
  if (isHeld(alarm.state)) return false
  return alarm.cause === null || alwaysSpeaks(alarm) || draft.ticketOf(alarm) !== undefined
}

/**
 * By how much feeds their equipment; on one equipment, rules that suppress others come first. What feeds has fewer
 * feeders than what it feeds, and changes of one cause keep their order.
 */
function causesFirst(changes: readonly AlarmChange[], topology: Topology): readonly AlarmChange[] {
  if (changes.length < 2) return changes
  const suppressors = new Set(changes.flatMap((change) => (change.type === 'raised' ? change.rule.suppressedBy : [])))
  const rank = (change: AlarmChange) => 2 * topology.feedersOf(change.equipment).size + (suppressors.has(change.rule.id) ? 0 : 1)
  return [...changes].sort((one, other) => rank(one) - rank(other))
}

function causesOf(changes: readonly AlarmChange[]): Cause[] {
  const causes = new Map<string, Cause>()
  for (const { rule, equipment } of changes) causes.set(`${rule.id} ${equipment}`, { rule: rule.id, equipment })
  return [...causes.values()]
}

function spanOf({ raisedAt, clearedAt }: { raisedAt: number; clearedAt: number | null }) {
  return { raisedAt: new Date(raisedAt).toISOString(), clearedAt: clearedAt === null ? null : new Date(clearedAt).toISOString() }
}
