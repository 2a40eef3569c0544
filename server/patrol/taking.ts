/**
 * Scans into the store, inside one of the desk's transactions: told apart from what is there, doubted beside what is
 * there, counted for their rounds; what that changes of alarms, and the tickets that findings open.
 */
import { createAlarmStore } from '../alarms/alarm-store.ts'
import type { Suspicion } from '../contract/patrol.ts'
import type { Connection } from '../database/database.ts'
import type { AlarmCleared } from '../rules/changes.ts'
import { judgeChain } from './chain.ts'
import { missedCheckpoint, missedRound } from './missed.ts'
import { roundsHolding } from './plan.ts'
import { noPosition } from './position.ts'
import { countForPositions } from './position-watch.ts'
import { judgeRound } from './round.ts'
import { createRoundStore, type WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'
import type { SiteView } from './site-view.ts'
import { exposedBy, judgeTap } from './tap-order.ts'
import { isTooFast } from './walk.ts'

export type TakingOptions = { db: Connection; site: SiteView; zone: string; now: number }

export type Taken = {
  /** New ones, as they are now. */
  added: Scan[]
  /** Told before; they stay as they were. */
  known: Scan[]
  /** Others that are in doubt now, or no longer. */
  changed: Scan[]
  rounds: WalkedRound[]
  cleared: AlarmCleared[]
}

const chainSuspicions: ReadonlySet<Suspicion> = new Set(['edited', 'gap', 'reordered', 'clock_set'])
/** Nobody is suspected of having walked too fast over a longer time than that. */
const nearbyMs = 10 * 60_000

export async function takeScans(told: readonly Scan[], { db, site, zone, now }: TakingOptions): Promise<Taken> {
  const store = createScanStore(db)
  const known = await store.findAll(told.map(({ id }) => id))
  const knownIds = new Set(known.map(({ id }) => id))
  const fresh = [...new Map(told.filter(({ id }) => !knownIds.has(id)).map((scan) => [scan.id, scan])).values()]
  fresh.sort((one, other) => one.ts - other.ts || (one.id < other.id ? -1 : 1))
  const news = new Map<string, Scan>(fresh.map((scan) => [scan.id, scan]))
  const others = new Map<string, Scan>()

  await store.add(fresh)
  for (const scan of fresh) {
    await judgeTapOf(scan)
    await judgeWalkOf(scan)
  }
  for (const anchor of new Set(fresh.flatMap(({ link }) => (link ? [link.anchor] : [])))) await judgeChainOf(anchor)
  for (const scan of [...news.values(), ...others.values()]) {
    const before = fresh.find(({ id }) => id === scan.id)
    if (before?.suspect !== scan.suspect) await store.suspect(scan.id, scan.suspect)
  }
  await countForPositions(db, fresh)
  return {
    added: [...news.values()],
    known,
    changed: [...others.values()],
    rounds: await countForRounds(fresh, { db, site, zone, now }),
    cleared: await endMissed(fresh, { db, site, now })
  }

  /** As it is by now in this transaction; the row itself is written once, at the end. */
  function current(scan: Scan): Scan {
    return news.get(scan.id) ?? others.get(scan.id) ?? scan
  }

  function doubt(scan: Scan, add: readonly Suspicion[], drop: ReadonlySet<Suspicion> = new Set()): void {
    const before = current(scan)
    const suspect = [...new Set([...before.suspect.filter((each) => !drop.has(each) || add.includes(each)), ...add])]
    if (suspect.length === before.suspect.length && suspect.every((each) => before.suspect.includes(each))) return
    ;(news.has(scan.id) ? news : others).set(scan.id, { ...before, suspect })
  }

  async function judgeTapOf(scan: Scan): Promise<void> {
    if (!scan.tap) return
    const tap = { counter: scan.tap.counter, scan: scan.id, ts: scan.ts }
    const taps = await store.taps(scan.tap.uid)
    const verdict = judgeTap(tap, taps)
    if (verdict.type === 'taken' && verdict.suspicion) doubt(scan, [verdict.suspicion])
    for (const exposed of await store.findAll(exposedBy(tap, taps).map((each) => each.scan))) doubt(exposed, ['harvested'])
    await store.addTap(scan.tap.uid, tap)
  }

  async function judgeWalkOf(scan: Scan): Promise<void> {
    const around = await store.ofGuard(scan.guard, scan.ts - nearbyMs, scan.ts + nearbyMs)
    const index = around.findIndex(({ id }) => id === scan.id)
    const placeOf = (id: string) => site.checkpoint(id)?.position ?? null
    const before = around[index - 1]
    const after = around[index + 1]
    if (before && isTooFast(before, scan, placeOf)) doubt(scan, ['too_fast'])
    if (after && isTooFast(scan, after, placeOf)) doubt(after, ['too_fast'])
  }

  async function judgeChainOf(anchor: string): Promise<void> {
    const page = await store.ofAnchor(anchor)
    const faults = judgeChain(page.flatMap((scan) => (scan.link ? [toEntry(scan, scan.link)] : [])))
    for (const scan of page) {
      const found = faults.filter(({ id }) => id === scan.id).map(({ suspicion }) => suspicion)
      doubt(scan, found, chainSuspicions)
    }
  }
}

function toEntry(scan: Scan, link: NonNullable<Scan['link']>) {
  const { id, ts, checkpoint, tag, sun, result, note, answers, photos } = scan
  return { id, ts, checkpoint, tag, sun, result, note, answers, photos, ...link }
}

/** Each round that holds a scan's own time is judged with it, also one that was called off. */
async function countForRounds(scans: readonly Scan[], { db, site, zone, now }: TakingOptions): Promise<WalkedRound[]> {
  if (scans.length === 0) return []
  const rounds = createRoundStore(db)
  const planned = scans.flatMap(({ checkpoint, ts }) =>
    site.routes.filter(({ checkpoints }) => checkpoints.includes(checkpoint)).flatMap((route) => roundsHolding(route, ts, zone))
  )
  await rounds.plan([...new Map(planned.map((round) => [round.id, round])).values()])
  const touched = (await rounds.holding(scans.map(({ ts }) => ts))).filter((round) =>
    scans.some(({ checkpoint, ts }) => ts >= round.from && ts < round.to && round.checkpoints.includes(checkpoint))
  )
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

/** Whatever was seen since the window or hour that missed it began ends the alarm, late or in a later one. */
async function endMissed(scans: readonly Scan[], { db, site, now }: Omit<TakingOptions, 'zone'>): Promise<AlarmCleared[]> {
  const alarms = createAlarmStore(db)
  const newest = newestBy(scans, ({ checkpoint }) => checkpoint)
  const cleared: AlarmCleared[] = []
  const end = async (rule: string, subject: string, ts: number) => {
    const alarm = await alarms.standing(rule, subject)
    if (!alarm?.active || ts < alarm.episode || cleared.some((each) => each.rule.id === rule && each.equipment === subject))
      return
    cleared.push({ type: 'cleared', rule: { id: rule }, equipment: subject, episode: alarm.episode, clearedAt: now })
  }
  for (const [checkpoint, ts] of newest) {
    await end(missedCheckpoint, checkpoint, ts)
    for (const route of site.routes) if (route.checkpoints.includes(checkpoint)) await end(missedRound, route.id, ts)
  }
  for (const [guard, ts] of newestBy(scans, (scan) => scan.guard)) await end(noPosition, guard, ts)
  return cleared
}

function newestBy(scans: readonly Scan[], keyOf: (scan: Scan) => string): Map<string, number> {
  const newest = new Map<string, number>()
  for (const scan of scans) newest.set(keyOf(scan), Math.max(scan.ts, newest.get(keyOf(scan)) ?? 0))
  return newest
}
