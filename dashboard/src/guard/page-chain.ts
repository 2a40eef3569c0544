/** This page's chain (server/contract/patrol-chain.ts): each scan that is done carries the hash of the one before. */
import { chainText, firstPrev } from '../../../server/contract/patrol-chain.ts'
import { createId, sha256 } from './crypto.ts'
import type { WaitingScan } from './phone-store.ts'

/** Each start of the page begins a new one: another page's entries are not this one's to vouch for. */
export const anchor = createId()

let last = { seq: 0, hash: firstPrev(anchor) }
let queue: Promise<unknown> = Promise.resolve()

/**
 * The scan with its place in the chain; without one where this phone cannot hash (plain HTTP). One that another page had begun
 * and left open is vouched for from now on: this page cannot know what became of it before.
 */
export function link(scan: WaitingScan): Promise<WaitingScan> {
  const linked = queue.then(async () => {
    const mono = scan.anchor === anchor ? scan.mono : performance.now() - (Date.now() - scan.ts)
    const entry = {
      ...scan,
      anchor,
      mono,
      seq: last.seq + 1,
      prev: last.hash,
      photos: scan.photos.map(({ hash }) => hash ?? '')
    }
    const hash = await sha256(new TextEncoder().encode(chainText(entry)))
    if (hash === null) return scan
    last = { seq: entry.seq, hash }
    return { ...scan, anchor, mono, link: { seq: entry.seq, prev: entry.prev, hash } }
  })
  queue = linked.catch(() => undefined)
  return linked
}
