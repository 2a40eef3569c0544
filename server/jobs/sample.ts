/** The weekly draw: a fifth of the tickets by a seed that is published, so that anybody can draw again. Pure. */
import { createHash } from 'node:crypto'

/** 003: 20 % of the tickets a week. */
const share = 0.2

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What the seed hangs on; its hash could be known to nobody before the week was over. */
export function seedOf(week: string, anchorHash: string | null): string {
  return sha256(`${week}\n${anchorHash ?? ''}`)
}

/**
 * 20 % of the candidates, rounded up, at least one where there is any: those whose SHA-256 of `seed`, a line feed and the
 * ticket's id comes first, as hex in the order of text. The order of the candidates does not matter.
 */
export function draw(candidates: readonly string[], seed: string): string[] {
  const ranked = [...new Set(candidates)].map((ticket) => ({ ticket, rank: sha256(`${seed}\n${ticket}`) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return ranked.slice(0, Math.ceil(ranked.length * share)).map(({ ticket }) => ticket)
}

export type AnchorEvent = { ticket: string; position: number; at: number; type: string; actor: string | null; detail: string }

/** Of an entry of a timeline: its fields as they are stored, a line each. */
export function hashOfEvent({ ticket, position, at, type, actor, detail }: AnchorEvent): string {
  return sha256([ticket, position, at, type, actor ?? '', detail].join('\n'))
}
