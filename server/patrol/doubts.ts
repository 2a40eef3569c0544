/** What speaks against scans beside others, and against others beside them: for many at once, each kind by one question. */
import type { Suspicion } from '../contract/patrol.ts'
import type { Connection } from '../database/database.ts'
import { judgeChain } from './chain.ts'
import { isSameVisit } from './round.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'
import type { SiteView } from './site-view.ts'
import { exposedBy, judgeTap, type Tap } from './tap-order.ts'
import { isTooFast } from './walk.ts'

/** `news`: the scans asked about; `others`: those that are in doubt now, or no longer. As they are by now, by id. */
export type Doubted = { news: Map<string, Scan>; others: Map<string, Scan> }

const chainSuspicions: ReadonlySet<Suspicion> = new Set(['edited', 'gap', 'reordered', 'clock_set'])
/** Nobody is suspected of having walked too fast over a longer time than that. */
const nearbyMs = 10 * 60_000

/** `fresh` in the order of their own times, stored already; their taps are stored here. */
export async function doubtBesideOthers(db: Connection, fresh: readonly Scan[], site: SiteView): Promise<Doubted> {
  const store = createScanStore(db)
  const news = new Map(fresh.map((scan) => [scan.id, scan]))
  const others = new Map<string, Scan>()
  await judgeTaps()
  await judgeWalks()
  await judgeChains()
  const before = new Map(fresh.map((scan) => [scan.id, scan.suspect]))
  for (const scan of [...news.values(), ...others.values()]) {
    if (before.get(scan.id) !== scan.suspect) await store.suspect(scan.id, scan.suspect)
  }
  return { news, others }

  /** The row itself is written once, at the end. */
  function doubt(scan: Scan, add: readonly Suspicion[], drop: ReadonlySet<Suspicion> = new Set()): void {
    const now = news.get(scan.id) ?? others.get(scan.id) ?? scan
    const suspect = [...new Set([...now.suspect.filter((each) => !drop.has(each) || add.includes(each)), ...add])]
    if (suspect.length === now.suspect.length && suspect.every((each) => now.suspect.includes(each))) return
    ;(news.has(scan.id) ? news : others).set(scan.id, { ...now, suspect })
  }

  async function judgeTaps(): Promise<void> {
    const told = fresh.flatMap((scan) =>
      scan.tap ? [{ scan, uid: scan.tap.uid, tap: { counter: scan.tap.counter, scan: scan.id, ts: scan.ts } }] : []
    )
    const known = await store.tapsBeside(told.map(({ uid, tap }) => ({ uid, ...tap })))
    const used: (Tap & { uid: string })[] = []
    const exposed = new Set<string>()
    for (const { scan, uid, tap } of told) {
      const taps = known.get(uid) ?? []
      const key = site.key(uid)
      const verdict = judgeTap(tap, taps, { counter: key?.counter ?? 0, ts: key?.enrolledAt ?? 0 })
      if (verdict.type === 'taken' && verdict.suspicion) doubt(scan, [verdict.suspicion])
      for (const each of exposedBy(tap, taps)) exposed.add(each.scan)
      // A counter that was used already stays with the scan that used it first.
      if (taps.some(({ counter }) => counter === tap.counter)) continue
      known.set(uid, [...taps, tap])
      used.push({ uid, ...tap })
    }
    for (const scan of await store.findAll([...exposed])) doubt(scan, ['harvested'])
    await store.addTaps(used)
  }

  async function judgeWalks(): Promise<void> {
    const placeOf = (id: string) => site.checkpoint(id)?.position ?? null
    const spans = new Map<string, { guard: string; from: number; to: number }>()
    for (const { guard, ts } of fresh) {
      const span = spans.get(guard) ?? { guard, from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
      spans.set(guard, { guard, from: Math.min(span.from, ts - nearbyMs), to: Math.max(span.to, ts + nearbyMs) })
    }
    const walks = await store.ofGuards([...spans.values()])
    for (const walk of walks.values()) {
      for (const [index, scan] of walk.entries()) {
        if (!news.has(scan.id)) continue
        const before = walk[index - 1]
        const after = walk[index + 1]
        if (before && isTooFast(before, scan, placeOf)) doubt(scan, ['too_fast'])
        if (after && isTooFast(scan, after, placeOf)) doubt(after, ['too_fast'])
        if (before && isSameVisit(before, scan)) doubt(scan, ['again'])
        if (after && isSameVisit(scan, after)) doubt(after, ['again'])
      }
    }
  }

  async function judgeChains(): Promise<void> {
    const anchors = new Set(fresh.flatMap(({ link }) => (link ? [link.anchor] : [])))
    for (const page of (await store.ofAnchors([...anchors])).values()) {
      const found = new Map<string, Suspicion[]>()
      for (const { id, suspicion } of judgeChain(page.flatMap((scan) => (scan.link ? [toEntry(scan, scan.link)] : [])))) {
        found.set(id, [...(found.get(id) ?? []), suspicion])
      }
      for (const scan of page) doubt(scan, found.get(scan.id) ?? [], chainSuspicions)
    }
  }
}

function toEntry(scan: Scan, link: NonNullable<Scan['link']>) {
  const { id, ts, checkpoint, tag, sun, result, note, answers, photos } = scan
  return { id, ts, checkpoint, tag, sun, result, note, answers, photos, ...link }
}
