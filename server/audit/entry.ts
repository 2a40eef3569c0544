/** One entry of the audit and the hash that ties it to the one before. Pure. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../database/canonical-json.ts'

/** `at` in ms. `detail` is plain JSON. */
export type AuditEntry = {
  seq: number
  at: number
  actor: string | null
  action: string
  object: string | null
  detail: Record<string, unknown>
  prev: string
  hash: string
}

/** What is to be written down; its place in the chain comes with the writing. */
export type NewAuditEntry = Pick<AuditEntry, 'actor' | 'action' | 'object' | 'detail'>

/** The end of the chain so far. */
export type Head = Pick<AuditEntry, 'seq' | 'hash'>

/** What the first entry follows. */
export const genesis: Head = { seq: 0, hash: '0'.repeat(64) }

export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, object, detail, prev } = entry
  return createHash('sha256').update(canonicalJson({ seq, at, actor, action, object, detail, prev })).digest('hex')
}

export function follow(head: Head, entry: NewAuditEntry & { at: number }): AuditEntry {
  const next = { ...entry, seq: head.seq + 1, prev: head.hash }
  return { ...next, hash: hashOf(next) }
}

/** Why an entry is not the one that follows `head`, and the number of the one that is wrong; undefined when it is. */
export function whyBroken(head: Head, entry: AuditEntry): { seq: number; reason: string } | undefined {
  const seq = head.seq + 1
  if (entry.seq !== seq) return { seq, reason: `Entry ${seq} is missing.` }
  if (entry.prev !== head.hash) return { seq, reason: `Entry ${seq} does not follow the one before it.` }
  if (entry.hash !== hashOf(entry)) return { seq, reason: `Entry ${seq} is not what was written.` }
  return undefined
}
