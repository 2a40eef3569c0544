/**
 * Scans into the store, inside one of the desk's transactions: told apart from what is there, doubted beside what is
 * there (`doubts.ts`), counted for their rounds and hours; what that changes of alarms.
 */
import { type Cause, createAlarmStore } from '../alarms/alarm-store.ts'
import type { Connection } from '../database/database.ts'
import { groupBy } from '../group-by.ts'
import type { AlarmCleared } from '../rules/changes.ts'
import { doubtBesideOthers } from './doubts.ts'
import { missedCheckpoint, missedRound } from './missed.ts'
import { roundsHolding } from './plan.ts'
import { readOwed } from './plan-since.ts'
import { noPosition } from './position.ts'
import { countForPositions } from './position-watch.ts'
import { judgeRound } from './round.ts'
import { createRoundStore, type StoredRound, type WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'
import type { SiteView } from './site-view.ts'
import { roundsOf } from './walked-rounds.ts'

export type TakingOptions = { db: Connection; site: SiteView; zone: string; now: number }

export type Taken = {
  /** New ones, as they are now. */
  added: Scan[]
  /** Told before; they stay as they were. */
  known: Scan[]
  /** Others that are in doubt now, or no longer. */
  changed: Scan[]
  rounds: WalkedRound[]
  /** Which round each of all these scans counts for, by the scan's id. */
  roundOf: ReadonlyMap<string, string>
  cleared: AlarmCleared[]
}

/** Of several with one id the first counts. */
export async function takeScans(told: readonly Scan[], { db, site, zone, now }: TakingOptions): Promise<Taken> {
  const store = createScanStore(db)
  const known = await store.findAll([...new Set(told.map(({ id }) => id))])
  const ids = new Set(known.map(({ id }) => id))
  const fresh: Scan[] = []
  for (const scan of told) {
    if (ids.has(scan.id)) continue
    ids.add(scan.id)
    fresh.push(scan)
  }
  fresh.sort((one, other) => one.ts - other.ts || (one.id < other.id ? -1 : 1))
  await store.add(fresh)
  const { news, others } = await doubtBesideOthers(db, fresh, site)
  await countForPositions(db, fresh)
  const all = [...news.values(), ...known, ...others.values()]
  const held = await planHolding(fresh, all, { db, site, zone, now })
  return {
    added: [...news.values()],
    known,
    changed: [...others.values()],
    rounds: await judgeTouched(fresh, held, { db, now }),
    roundOf: roundsOf(all, held),
    cleared: await endMissed(fresh, { db, site, now })
  }
}

/** Plans the rounds that new scans belong to, where nobody has yet. @returns those that hold the time of any of `all` */
async function planHolding(
  fresh: readonly Scan[],
  all: readonly Scan[],
  { db, site, zone, now }: TakingOptions
): Promise<StoredRound[]> {
  const rounds = createRoundStore(db)
  if (fresh.length > 0) {
    const timesAt = timesByPlace(fresh)
    const isOwed = await readOwed(db, site.routes, now)
    const planned = site.routes.flatMap((route) => roundsHolding(route, timesAt(route.checkpoints), zone))
    await rounds.plan(planned.filter(isOwed))
  }
  return rounds.holding(all.map(({ ts }) => ts))
}

/** Each round that holds a new scan's own time is judged with it, also one that was called off. */
async function judgeTouched(
  fresh: readonly Scan[],
  held: readonly StoredRound[],
  { db, now }: Pick<TakingOptions, 'db' | 'now'>
): Promise<WalkedRound[]> {
  const rounds = createRoundStore(db)
  const timesAt = timesByPlace(fresh)
  const touched = held.filter(({ checkpoints, from, to }) => timesAt(checkpoints).some((ts) => ts >= from && ts < to))
  const judged: WalkedRound[] = []
  for (const round of touched) {
    const all = await createScanStore(db).between(round.checkpoints, round.from, round.to)
    const { status } = judgeRound(round, all, now)
    const after = { ...round, status, due: status === 'complete' ? null : round.due }
    if (after.status !== round.status || after.due !== round.due) await rounds.judged(round.id, after)
    judged.push({ round: after, scans: all })
  }
  return judged
}

/** When these scans were made at any of some places, ms. */
function timesByPlace(scans: readonly Scan[]): (checkpoints: readonly string[]) => number[] {
  const byPlace = groupBy(scans, ({ checkpoint }) => checkpoint)
  return (checkpoints) => checkpoints.flatMap((checkpoint) => byPlace.get(checkpoint) ?? []).map(({ ts }) => ts)
}

/** Whatever was seen since the window or hour that missed it began ends the alarm, late or in a later one. */
async function endMissed(scans: readonly Scan[], { db, site, now }: Omit<TakingOptions, 'zone'>): Promise<AlarmCleared[]> {
  const newest = new Map<string, Cause & { ts: number }>()
  const see = (rule: string, equipment: string, ts: number) => {
    const key = `${rule} ${equipment}`
    newest.set(key, { rule, equipment, ts: Math.max(ts, newest.get(key)?.ts ?? ts) })
  }
  const visits = site.routes.flatMap(({ id, checkpoints }) => checkpoints.map((checkpoint) => ({ checkpoint, route: id })))
  const routesAt = groupBy(visits, ({ checkpoint }) => checkpoint)
  for (const { checkpoint, guard, ts } of scans) {
    see(missedCheckpoint, checkpoint, ts)
    for (const { route } of routesAt.get(checkpoint) ?? []) see(missedRound, route, ts)
    see(noPosition, guard, ts)
  }
  const standing = await createAlarmStore(db).standingOf([...newest.values()])
  return standing.flatMap(({ rule, equipment, episode, active }) => {
    const seen = newest.get(`${rule} ${equipment}`)
    if (!active || !seen || seen.ts < episode) return []
    return [{ type: 'cleared', rule: { id: rule }, equipment, episode, clearedAt: now }]
  })
}
