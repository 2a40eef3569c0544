/** A scan as the server keeps it; times in ms. */
import type { Answer, Assurance, Suspicion } from '../contract/patrol.ts'
import type { Comparison } from './comparison.ts'

export type Scan = {
  /** The sender's: told twice, it counts once. */
  id: string
  checkpoint: string
  guard: string
  /** The fixed or hand-held reader that told it; null for a phone. */
  reader: string | null
  /** By the clock of who made it. */
  ts: number
  receivedAt: number
  result: 'ok' | 'issue'
  note: string | null
  assurance: Assurance
  tag: string | null
  /** Of a tag with keys whose signature was right. */
  tap: { uid: string; counter: number } | null
  sun: { e: string; c: string } | null
  /** Its place in what a phone recorded; null for who keeps no chain. */
  link: { anchor: string; seq: number; prev: string; mono: number; hash: string | null } | null
  answers: Answer[]
  /** Of its typed numbers with their sensors. */
  comparisons: Comparison[]
  photos: string[]
  suspect: Suspicion[]
  /** The hazard ticket it opened. */
  ticket: string | null
}
