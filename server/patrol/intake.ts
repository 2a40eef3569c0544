/**
 * Scans on their way in: each is checked by itself and refused by itself; what can be taken waits for the transaction that
 * runs, and goes into the next one with all that came meanwhile.
 */
import type { Database } from '../database/database.ts'
import { AppError, type FieldFault } from '../errors.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { createBatches } from './batches.ts'
import { compared, type ReadSensor } from './comparison.ts'
import { answerFaults } from './findings.ts'
import { createPhotoStore } from './photo-store.ts'
import type { WalkedRound } from './round-store.ts'
import type { Scan } from './scan.ts'
import type { SiteView } from './site-view.ts'
import { openTickets } from './taken-tickets.ts'
import { type Taken, takeScans } from './taking.ts'
import { makeOut, type ScanWish } from './told-scan.ts'

export type IntakeOptions = {
  database: Database
  desk: Pick<Desk, 'along'>
  now: () => number
  /** IANA zone of the site, as it is now. */
  zone: () => string
  view: () => Promise<SiteView>
  /** Left out: what guards type is not compared. */
  readSensor: ReadSensor | undefined
  /** After the commit: to the screens. */
  told: (news: PatrolNews) => void
}

/** What became of scans and rounds, and of alarms and tickets by it. */
export type PatrolNews = {
  scans: readonly Scan[]
  /** Which round each of them counts for, by its id. */
  roundOf: ReadonlyMap<string, string>
  rounds: readonly WalkedRound[]
  settlement: Settlement
}

/** What somebody is told of a scan of his: as it stands, the round it counts for; `isNew`: that it was not there before. */
export type ToldBack = { scan: Scan; round: string | null; isNew: boolean }

type Request = readonly { scan: Scan; wish: ScanWish }[]

/** Scans a transaction: some 0.1 s, for which alarms wait. */
const mostAtOnce = 500

export function createIntake({ database, desk, now, zone, view, readSensor, told: tell }: IntakeOptions) {
  /** Throws `invalid` naming the fields. */
  function understood({ told }: ScanWish, from: SiteView): Scan {
    const made = makeOut(told, { site: from, now: now() })
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

  /** What several phones and readers tell at the same time, in one transaction. */
  async function storeAll(requests: readonly Request[]): Promise<ToldBack[][]> {
    const site = await view()
    const told = requests.flat()
    const wishes = new Map<string, ScanWish>()
    for (const { scan, wish } of told) if (!wishes.has(scan.id)) wishes.set(scan.id, wish)
    const { result: taken, ...settlement } = await desk.along<Taken>(async (db, at) => {
      const scans = told.map(({ scan }) => scan)
      const counted = await takeScans(scans, { db, site, zone: zone(), now: at })
      const { taken: result, openings } = await openTickets(db, counted, { wishes, site })
      return { result, changes: result.cleared, openings }
    })
    const { roundOf, rounds } = taken
    tell({ scans: [...taken.added, ...taken.changed], roundOf, rounds, settlement })
    const stored = new Map([...taken.known, ...taken.added].map((scan) => [scan.id, scan]))
    const added = new Set(taken.added.map(({ id }) => id))
    return requests.map((request) =>
      request.map(({ scan }) => {
        const round = roundOf.get(scan.id) ?? null
        return { scan: stored.get(scan.id) ?? scan, round, isNew: added.delete(scan.id) }
      })
    )
  }

  const store = createBatches<Request, ToldBack[]>({
    run: storeAll,
    sizeOf: (request) => request.length,
    most: mostAtOnce,
    isShared: (error) => error instanceof AppError && error.code === 'unavailable'
  })

  /**
   * Stores scans, those told before once. Resolves when they are committed, in the order of `wishes`. Throws `invalid`
   * naming the fields of the first that cannot be taken; nothing is stored then.
   */
  return async (wishes: readonly ScanWish[]): Promise<ToldBack[]> => {
    const from = await view()
    const made = wishes.map((wish) => ({ wish, scan: understood(wish, from) }))
    await expectPhotos(made.flatMap(({ scan }) => scan.photos))
    const request = made.map(async ({ wish, scan }) => ({ wish, scan: await besideSensors(scan, from) }))
    return await store(await Promise.all(request))
  }
}

function invalid(errors: FieldFault[]): AppError {
  const [first] = errors
  return new AppError('invalid', `The scan cannot be taken: ${first?.field}: ${first?.message}.`, { errors })
}
