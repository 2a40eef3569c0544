/** What somebody tells of a scan, made out: where it was, and how surely. Pure. */
import type { Assurance, NewScan, Suspicion } from '../contract/patrol.ts'
import type { FieldFault } from '../errors.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Scan } from './scan.ts'
import type { SiteView } from './site-view.ts'
import { verifySun } from './sun.ts'

/** `ts` in ms by now. */
export type ToldScan = Omit<NewScan, 'ts' | 'id' | 'guard'> & { id: string; ts: number; guard: string; reader: string | null }
/** `actor`: in whose name; `hazard`: what he makes of a finding. */
export type ScanWish = { told: ToldScan; hazard: NewScan['hazard']; actor: Actor }
export type Told = { ok: true; scan: Scan } | { ok: false; faults: FieldFault[] }

const minute = 60_000
const day = 24 * 60 * minute

/** A phone's clock may be off by this (domain.md §5, ED). */
export const clockToleranceMs = 5 * minute
/** Further ahead than that nobody's clock is by mistake: refused, as readings are (contract §4). */
const farthestAheadMs = day
/** A phone that was away longer than a month is no patrol any more (ED). */
const oldestMs = 30 * day
/** Told so late that nobody acts on it any more (ED). */
const staleMs = 3 * day

export type MakeOutOptions = {
  site: SiteView
  /** Server time, ms. */
  now: number
}

/** Doubts that need nothing but the scan itself; what it means beside others is `taking.ts`. */
export function makeOut(told: ToldScan, { site, now }: MakeOutOptions): Told {
  const faults: FieldFault[] = []
  if (told.ts > now + farthestAheadMs) faults.push({ field: 'ts', message: 'expected at most 24 h ahead of the server' })
  if (told.ts < now - oldestMs) faults.push({ field: 'ts', message: 'expected at most 30 days ago' })
  const place = placeOf(told, site)
  if ('fault' in place) faults.push(place.fault)
  if (faults.length > 0 || 'fault' in place) return { ok: false, faults }
  const { checkpoint } = place
  const suspect = new Set<Suspicion>()
  const proof = prove(told, { site, checkpoint })
  for (const each of proof.suspect) suspect.add(each)
  if (told.ts > now + clockToleranceMs || isClockOff(told, now)) suspect.add('clock_off')
  if (told.ts < now - staleMs) suspect.add('stale')
  return {
    ok: true,
    scan: {
      id: told.id,
      checkpoint,
      guard: told.guard,
      reader: told.reader,
      ts: told.ts,
      receivedAt: now,
      result: told.result,
      note: told.note ?? null,
      assurance: proof.assurance,
      tag: told.tag?.toUpperCase() ?? null,
      tap: proof.tap,
      sun: told.sun ?? null,
      link: linkOf(told),
      answers: told.answers,
      comparisons: [],
      photos: told.photos,
      suspect: [...suspect],
      ticket: null
    }
  }
}

function placeOf({ tag, checkpoint }: ToldScan, site: SiteView): { checkpoint: string } | { fault: FieldFault } {
  if (checkpoint !== undefined) {
    if (site.checkpoint(checkpoint)) return { checkpoint }
    return { fault: { field: 'checkpoint', message: `expected the id of a checkpoint, there is no ${checkpoint}` } }
  }
  if (tag === undefined) return { fault: { field: 'tag', message: 'expected a tag, or a checkpoint' } }
  const uid = tag.toUpperCase()
  const found = site.byTag(uid)?.id ?? site.key(uid)?.checkpoint
  if (found !== undefined && site.checkpoint(found)) return { checkpoint: found }
  return { fault: { field: 'tag', message: `expected the UID of a checkpoint's tag, nobody knows ${uid}` } }
}

type Proof = { assurance: Assurance; tap: Scan['tap']; suspect: Suspicion[] }
type Given = { site: SiteView; checkpoint: string }

function prove(told: ToldScan, { site, checkpoint }: Given): Proof {
  if (told.sun) {
    const verdict = site.metaKey && verifySun(told.sun, { meta: site.metaKey, file: (uid) => site.key(uid)?.file })
    if (!verdict?.ok) return { assurance: 'url', tap: null, suspect: [site.keysUnreadable ? 'no_proof' : 'forged'] }
    const tap = { uid: verdict.uid, counter: verdict.counter }
    const isHere = site.key(verdict.uid)?.checkpoint === checkpoint
    return { assurance: 'sun', tap, suspect: isHere ? [] : ['wrong_tag'] }
  }
  const missing: Suspicion[] = site.hasKey(checkpoint) ? ['no_proof'] : []
  const uid = told.tag?.toUpperCase()
  const home = uid === undefined ? undefined : (site.byTag(uid)?.id ?? site.key(uid)?.checkpoint)
  // A tag that hangs nowhere, read where none is registered, proves no more than the address.
  if (home !== undefined || (uid !== undefined && site.checkpoint(checkpoint)?.tag !== undefined)) {
    return { assurance: 'uid', tap: null, suspect: home === checkpoint ? missing : [...missing, 'wrong_tag'] }
  }
  return { assurance: told.via === 'qr' || told.via === 'manual' ? told.via : 'url', tap: null, suspect: missing }
}

function isClockOff({ sentAt }: ToldScan, now: number): boolean {
  return sentAt !== undefined && Math.abs(sentAt - now) > clockToleranceMs
}

function linkOf({ anchor, seq, prev, mono, hash }: ToldScan): Scan['link'] {
  if (anchor === undefined || seq === undefined) return null
  return { anchor, seq, prev: prev ?? '', mono: mono ?? 0, hash: hash ?? null }
}
