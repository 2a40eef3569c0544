/**
 * The chain of what a phone recorded without network: each entry carries the hash of the one before, so that whoever
 * changes, drops, moves or re-dates one afterwards is found out. Phone and server must agree on what is hashed: it is
 * written down here once. The hash itself is SHA-256 of `chainText`, as lower-case hex.
 */

/** The fields a hash covers. `ts` in ms since the epoch; `mono` in ms since the page began, by a clock nobody can set. */
export type ChainedEntry = {
  id: string
  anchor: string
  seq: number
  prev: string
  ts: number
  mono: number
  checkpoint: string | null
  tag: string | null
  sun: { e: string; c: string } | null
  result: string
  note: string | null
  answers: readonly { item: string; value: unknown }[]
  photos: readonly string[]
}

/** What the first entry of a page's chain has in place of a hash before it. */
export function firstPrev(anchor: string): string {
  return `anchor:${anchor}`
}

/** One line of JSON with its fields in a fixed order. */
export function chainText(entry: ChainedEntry): string {
  const { id, anchor, seq, prev, ts, mono, checkpoint, tag, sun, result, note, answers, photos } = entry
  return JSON.stringify([
    'wuxun-patrol-1',
    id,
    anchor,
    seq,
    prev,
    ts,
    mono,
    checkpoint,
    tag,
    sun && [sun.e, sun.c],
    result,
    note,
    answers.map(({ item, value }) => [item, value]),
    photos
  ])
}
