/** The seal on a frozen breach: whether what is stored is still what was frozen. Pure. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../database/canonical-json.ts'
import type { FrozenBreach } from './ticket-record.ts'

/** SHA-256, in hex, over the canonical JSON of the breach without its hash, and of the ticket it belongs to. */
export function hashBreach(ticket: string, { hash: _, ...breach }: FrozenBreach): string {
  return createHash('sha256').update(canonicalJson({ ticket, breach })).digest('hex')
}

/** `stored`: a breach as the database has it, whatever was made of it there. */
export function proveBreach(ticket: string, stored: string): { ok: boolean; hash: string | null } {
  const breach = readStored(stored)
  const hash = typeof breach?.hash === 'string' ? breach.hash : null
  return { ok: breach !== undefined && hash === hashBreach(ticket, breach), hash }
}

function readStored(text: string): FrozenBreach | undefined {
  try {
    const breach: unknown = JSON.parse(text)
    return typeof breach === 'object' && breach !== null ? (breach as FrozenBreach) : undefined
  } catch {
    // Not JSON any more: it was altered.
    return undefined
  }
}
