/**
 * Patrol: takes what guards and readers tell, plans the rounds, and says what was missed. Each step is one transaction of
 * the desk's, so that a scan, its round, its alarm and its ticket are there together or not at all.
 */
import type { NewScan } from '../contract/patrol.ts'
import { type Database, readMeta, writeMeta } from '../database/database.ts'
import { AppError, type FieldFault } from '../errors.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { compared, type ReadSensor } from './comparison.ts'
import { answerFaults } from './findings.ts'
import { raisedBy } from './missed.ts'
import { createPhotoStore } from './photo-store.ts'
import { nextStart, roundsOn, roundsUntil } from './plan.ts'
import type { PositionHour } from './position.ts'
import { createPositionStore } from './position-store.ts'
import { nextPosition, type PositionPorts, watchPositions } from './position-watch.ts'
import { judgeRound } from './round.ts'
import { createRoundStore, type StoredRound, type WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore, type ScanQuery } from './scan-store.ts'
import { readSiteView, type SiteView } from './site-view.ts'
import { readMetaKey } from './tag-keys.ts'
import { openTickets } from './taken-tickets.ts'
import { type Taken, takeScans } from './taking.ts'
import { makeOut, type ToldScan } from './told-scan.ts'
import { readWalked, withScans } from './walked-rounds.ts'
import { dayOf } from './windows.ts'

export type PatrolOptions = {
  database: Database
  desk: Pick<Desk, 'along'>
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

/** What became of scans and rounds, and of alarms and tickets by it. */
export type PatrolNews = { scans: readonly Scan[]; rounds: readonly WalkedRound[]; settlement: Settlement }

/** `actor`: in whose name; `hazard`: what he makes of a finding. */
export type ScanWish = { told: ToldScan; hazard: NewScan['hazard']; actor: Actor }

export type Patrol = ReturnType<typeof createPatrol>

const plannedUntilName = 'patrol_planned_until'
const lookAgainMs = 60_000
/** After a longer rest than this, what should have been walked meanwhile is nobody's miss. */
const longestCatchUpMs = 7 * 86_400_000

export function createPatrol({ database, desk, now, zone, readSensor, positions, told: tell }: PatrolOptions) {
  let site: SiteView | undefined
  let metaKey: Buffer | undefined
  let due = 0

  async function view(): Promise<SiteView> {
    if (site) return site
    metaKey = await readMetaKey(database)
    site = await readSiteView(database)
    return site
  }

  /** Throws `invalid` naming the fields. */
  function understood({ told }: ScanWish, from: SiteView): Scan {
    const made = makeOut(told, { site: from, metaKey, now: now() })
    if (!made.ok) throw invalid(made.faults)
    const faults = answerFaults(told.answers, from.checkpoint(made.scan.checkpoint)?.checklist ?? [])
    if (faults.length > 0) throw invalid(faults)
    return made.scan
  }

  /** Throws `invalid`: a scan is whole when it is told, or a photo is lost with its phone. */
  async function expectPhotos(hashes: readonly string[]): Promise<void> {
    const there = new Set((await createPhotoStore(database).find(hashes)).map(({ hash }) => hash))
    const missing = hashes.findIndex((hash) => !there.has(hash))
    if (missing === -1) return
    throw invalid([{ field: `photos.${missing}`, message: 'expected the hash of a photo that was sent before' }])
  }

  /** Beside what the sensors said; a scan without typed numbers asks none. */
  async function besideSensors(scan: Scan, from: SiteView): Promise<Scan> {
    const checklist = from.checkpoint(scan.checkpoint)?.checklist ?? []
    return readSensor ? await compared(scan, checklist, readSensor) : scan
  }

  return {
    /** Of the site, as it is by now: after a change of checkpoints, routes or tags. */
    reload(): void {
      site = undefined
      due = 0
    },

    /**
     * Stores scans, those told before once. Resolves when they are committed, in the order of `wishes`. Throws `invalid`
     * naming the fields of the first that cannot be taken; nothing is stored then.
     */
    async take(wishes: readonly ScanWish[]): Promise<Scan[]> {
      const from = await view()
      const made = wishes.map((wish) => understood(wish, from))
      await expectPhotos(made.flatMap(({ photos }) => photos))
      const scans = await Promise.all(made.map((scan) => besideSensors(scan, from)))
      const byId = new Map(wishes.map((wish) => [wish.told.id, wish]))
      const { result: taken, ...settlement } = await desk.along<Taken>(async (db, at) => {
        const counted = await takeScans(scans, { db, site: from, zone: zone(), now: at })
        const { taken: result, openings } = await openTickets(db, counted, { wishes: byId, site: from })
        return { result, changes: result.cleared, openings }
      })
      tell({ scans: [...taken.added, ...taken.changed], rounds: taken.rounds, settlement })
      const stored = new Map([...taken.known, ...taken.added].map((scan) => [scan.id, scan]))
      return scans.map((scan) => stored.get(scan.id) ?? scan)
    },

    /** When `tick` has something to do, ms. */
    due: (): number => due,

    /** Plans the rounds that have begun, and says what is missing of those that are over. */
    async tick(): Promise<void> {
      const at = now()
      due = at + lookAgainMs
      const from = await view()
      const { result: rounds, ...settlement } = await desk.along<WalkedRound[]>(async (db, time) => {
        const store = createRoundStore(db)
        const until = Number((await readMeta(db, plannedUntilName)) ?? time)
        const since = Math.max(until, time - longestCatchUpMs)
        await store.plan(roundsUntil(from.routes, { since, now: time, zone: zone() }))
        await writeMeta(db, plannedUntilName, String(time))
        const changes: AlarmChange[] = positions ? await watchPositions(db, positions, { since, now: time }) : []
        const judged: WalkedRound[] = []
        for (const round of await store.due(time)) {
          const scans = await createScanStore(db).between(round.checkpoints, round.from, round.to)
          const judgement = judgeRound(round, scans, time)
          changes.push(...raisedBy(round, judgement, (id) => from.checkpoint(id)?.name ?? id))
          const after = { ...round, status: judgement.status, due: null }
          await store.judged(round.id, after)
          judged.push({ round: after, scans })
        }
        return { result: judged, changes, openings: [] }
      })
      tell({ scans: [], rounds, settlement })
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

    /** Newest first. */
    scans: (query: ScanQuery) => createScanStore(database).list(query),

    /** Undefined when there is none of this id. */
    async scan(id: string): Promise<Scan | undefined> {
      return (await createScanStore(database).findAll([id]))[0]
    },

    view
  }
}

function invalid(errors: FieldFault[]): AppError {
  const [first] = errors
  return new AppError('invalid', `The scan cannot be taken: ${first?.field}: ${first?.message}.`, { errors })
}
