/** Whether what a phone recorded without network came as it was recorded (contract/patrol-chain.ts). Pure. */
import { createHash } from 'node:crypto'
import type { Suspicion } from '../contract/patrol.ts'
import { type ChainedEntry, chainText, firstPrev } from '../contract/patrol-chain.ts'

/** `hash`: what the phone made of it when it was recorded, where it told that. */
export type ToldEntry = ChainedEntry & { hash: string | null }
export type ChainFault = { id: string; suspicion: Extract<Suspicion, 'edited' | 'gap' | 'reordered' | 'clock_set'> }

/** A phone's two clocks drift apart by less than that in a shift, and far less between two scans. */
const clockToleranceMs = 5_000

export function hashEntry(entry: ChainedEntry): string {
  return createHash('sha256').update(chainText(entry)).digest('hex')
}

/**
 * What is wrong with the entries of one page, by the entry it is wrong with. Call with all that is known of the page:
 * what is missing may still come. The last entry's own content nobody vouches for but its hash, and what was cut off the
 * end does not show here.
 */
export function judgeChain(entries: readonly ToldEntry[]): ChainFault[] {
  const bySeq = [...entries].sort((one, other) => one.seq - other.seq)
  const hashes = new Map(bySeq.map((entry) => [entry.id, hashEntry(entry)]))
  const faults: ChainFault[] = []
  for (const [index, entry] of bySeq.entries()) {
    const before = bySeq[index - 1]
    const after = bySeq[index + 1]
    const hash = hashes.get(entry.id)
    const follows = after !== undefined && after.seq === entry.seq + 1
    const isEdited = (entry.hash !== null && entry.hash !== hash) || (follows && after.prev !== hash)
    if (isEdited) {
      // Chained to another entry than the one that now stands before it: one of the two was moved.
      const standsElsewhere = follows && bySeq.some((each) => each !== entry && hashes.get(each.id) === after.prev)
      faults.push({ id: entry.id, suspicion: standsElsewhere && entry.hash === hash ? 'reordered' : 'edited' })
    }
    if (before === undefined ? entry.seq !== 1 : entry.seq > before.seq + 1) faults.push({ id: entry.id, suspicion: 'gap' })
    if (before === undefined && entry.seq === 1 && entry.prev !== firstPrev(entry.anchor)) {
      faults.push({ id: entry.id, suspicion: 'reordered' })
    }
    if (before !== undefined && before.seq === entry.seq) faults.push({ id: entry.id, suspicion: 'reordered' })
    if (before !== undefined && clockWasSet(before, entry)) faults.push({ id: entry.id, suspicion: 'clock_set' })
  }
  return faults
}

/** The clock on the wall and the one nobody can set must have gone equally far. */
function clockWasSet(before: ChainedEntry, entry: ChainedEntry): boolean {
  return Math.abs(entry.ts - before.ts - (entry.mono - before.mono)) > clockToleranceMs
}
