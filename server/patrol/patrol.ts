/**
 * Patrol: takes what guards and readers tell, plans the rounds, and says what was missed. Each step is one transaction of
 * the desk's, so that a scan, its round, its alarm and its ticket are there together or not at all.
 */
import type { Page } from '../contract/common.ts'
import { type Database, readMeta, writeMeta } from '../database/database.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Seal } from '../secret-box.ts'
import type { Desk } from '../tickets/desk.ts'
import type { ReadSensor } from './comparison.ts'
import { createIntake, type PatrolNews } from './intake.ts'
import { raisedBy } from './missed.ts'
import { nextStart, roundsOn, roundsUntil } from './plan.ts'
import { notePlans } from './plan-since.ts'
import type { PositionHour } from './position.ts'
import { createPositionStore } from './position-store.ts'
import { nextPosition, type PositionPorts, watchPositions } from './position-watch.ts'
import { judgeRound } from './round.ts'
import { createRoundStore, type StoredRound, type WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore, type ScanQuery } from './scan-store.ts'
import { readSiteView, type SiteView } from './site-view.ts'
import { readWalked, roundsOf, withScans } from './walked-rounds.ts'
import { dayOf } from './windows.ts'

export type PatrolOptions = {
  database: Database
  desk: Pick<Desk, 'along'>
  /** Of the keys of tags. */
  seal: Seal
  now: () => number
  /** IANA zone of the site, as it is now. */
  zone: () => string
  /** Left out: what guards type is not compared. */
  readSensor?: ReadSensor
  /** Left out: nobody reports his position. */
  positions?: PositionPorts
  /** After the commit: to the screens. */
  told: (news: PatrolNews) => void
}

export type Patrol = ReturnType<typeof createPatrol>

const unreadableKeys =
  'Keys of tags were written with another key (DATA_DIR/telling.key): their taps prove nothing. Enrol the tags again.'
const plannedUntilName = 'patrol_planned_until'
const lookAgainMs = 60_000
/** After a longer rest than this, what should have been walked meanwhile is nobody's miss. */
const longestCatchUpMs = 7 * 86_400_000

export function createPatrol({ database, desk, seal, now, zone, readSensor, positions, told: tell }: PatrolOptions) {
  let site: SiteView | undefined
  let due = 0

  async function view(): Promise<SiteView> {
    if (site) return site
    site = await readSiteView(database, seal)
    return site
  }

  return {
    /** Of the site, as it is by now: after a change of checkpoints, routes or tags. */
    reload(): void {
      site = undefined
      due = 0
    },

    take: createIntake({ database, desk, now, zone, view, readSensor, told: tell }),

    /** What will go wrong if nobody does anything. */
    warnings: (): readonly string[] => (site?.keysUnreadable ? [unreadableKeys] : []),

    /** When `tick` has something to do, ms. */
    due: (): number => due,

    /** Plans the rounds that have begun, and says what is missing of those that are over. */
    async tick(): Promise<void> {
      const at = now()
      due = at + lookAgainMs
      const from = await view()
      const { result: judgedRounds, ...settlement } = await desk.along<WalkedRound[]>(async (db, time) => {
        const rounds = createRoundStore(db)
        const until = Number((await readMeta(db, plannedUntilName)) ?? time)
        const since = Math.max(until, time - longestCatchUpMs)
        const isOwed = await notePlans(db, from.routes, time)
        await rounds.plan(roundsUntil(from.routes, { since, now: time, zone: zone() }).filter(isOwed))
        await writeMeta(db, plannedUntilName, String(time))
        const changes: AlarmChange[] = positions ? await watchPositions(db, positions, { since, now: time }) : []
        const judged: WalkedRound[] = []
        const inService = new Set(from.routes.map(({ id }) => id))
        for (const round of await rounds.due(time)) {
          const scans = await createScanStore(db).between(round.checkpoints, round.from, round.to)
          const judgement = judgeRound(round, scans, time)
          // Whoever took the route out of service meanwhile expects nobody there.
          if (inService.has(round.route)) changes.push(...raisedBy(round, judgement, (id) => from.checkpoint(id)?.name ?? id))
          const after = { ...round, status: judgement.status, due: null }
          await rounds.judged(round.id, after)
          judged.push({ round: after, scans })
        }
        return { result: judged, changes, openings: [] }
      })
      tell({ scans: [], roundOf: new Map(), rounds: judgedRounds, settlement })
      const next = (await createRoundStore(database).nextDue()) ?? Number.POSITIVE_INFINITY
      const position = positions ? await nextPosition(database, positions, at) : Number.POSITIVE_INFINITY
      due = Math.min(due, next, position, nextStart(from.routes, at, zone()))
    },

    /** The rounds of a date of the site, stored or to come; those of routes that are gone stay on record. */
    async rounds(date: string, routes: readonly string[] = []): Promise<WalkedRound[]> {
      const from = await view()
      const stored = await createRoundStore(database).onDate({ date, ...dayOf(date, zone()) }, routes)
      const known = new Set(stored.map(({ id }) => id))
      // A window that was over before its route was written down was nobody's to walk.
      const toCome = from.routes
        .filter(({ id }) => routes.length === 0 || routes.includes(id))
        .flatMap((route) => roundsOn(route, date, zone()))
        .filter(({ id, to }) => to > now() && !known.has(id))
      const all = [...stored, ...toCome.map((round): StoredRound => ({ ...round, status: 'planned', due: null }))]
      all.sort((one, other) => one.from - other.from || (one.id < other.id ? -1 : 1))
      return await withScans(database, all)
    },

    /** The hours of patrol shifts that began on a date of the site, in their order. */
    positions: (date: string): Promise<PositionHour[]> => {
      const { from, to } = dayOf(date, zone())
      return createPositionStore(database).between(from, to)
    },

    /** Whose window begins in [from, to), ms, and has begun. */
    walked: (span: { from: number; to: number }) => readWalked(database, span),

    /** Newest first; `rounds`: which of them counts for which, by the scan's id. */
    async scans(query: ScanQuery): Promise<Page<Scan> & { rounds: ReadonlyMap<string, string> }> {
      const page = await createScanStore(database).list(query)
      const held = await createRoundStore(database).holding(page.items.map(({ ts }) => ts))
      return { ...page, rounds: roundsOf(page.items, held) }
    },

    view
  }
}
