/** What the guard's page records of a walk: scans in the shape of `POST /patrol/scans`, chained as a phone chains them. Pure. */
import { createHash } from 'node:crypto'
import { chainText, firstPrev } from '../../server/contract/patrol-chain.ts'
import type { PlannedWalk } from './schedule.ts'
import { type SunTag, tapOf } from './sun-tag.ts'
import type { Visit } from './walk.ts'

/** `body` but for `sentAt`, which is the clock at the moment it is sent. */
export type RecordedScan = { tellAt: number; checkpoint: string; body: { id: string; ts: number } & Record<string, unknown> }

/** What hangs at a place: a tag that cannot be copied, one with a number, or just an address to open. */
export type TagAt = { sun: SunTag } | { uid: string } | null

export type RecordOptions = { guard: string; round: PlannedWalk; tagAt: (checkpoint: string) => TagAt }

/** One start of the page a round: an anchor and a chain of its own. The same walk is recorded the same each time. */
export function record(visits: readonly Visit[], { guard, round, tagAt }: RecordOptions): RecordedScan[] {
  const anchor = idOf(guard, round.id)
  const began = visits[0]?.at ?? 0
  let prev = firstPrev(anchor)
  return visits.map((visit, index) => {
    const tag = tagAt(visit.checkpoint)
    const entry = {
      id: idOf(guard, round.id, visit.checkpoint),
      anchor,
      seq: index + 1,
      prev,
      ts: visit.clock,
      mono: visit.at - began + 1_000,
      checkpoint: visit.checkpoint,
      tag: tag && 'uid' in tag ? tag.uid : null,
      sun: tag && 'sun' in tag ? tapOf(tag.sun, visit.trick === 'old_tap' ? round.ordinalBefore : round.ordinal) : null,
      result: visit.result,
      note: visit.note,
      answers: [],
      photos: []
    }
    const hash = sha256(chainText(entry))
    prev = hash
    const told = visit.trick === 'edited' ? { ...entry, result: 'ok', note: null } : entry
    const body = {
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)),
      id: told.id,
      ts: told.ts,
      via: tag ? (told.sun ? 'url' : 'nfc') : 'qr',
      hash,
      ...(visit.isHazard && { hazard: { class: 'fix_now' } })
    }
    return { tellAt: visit.tellAt, checkpoint: visit.checkpoint, body }
  })
}

/** 128 bits as the phone makes them, but the same for the same words. */
export function idOf(...words: readonly string[]): string {
  return `s${sha256(words.join(' ')).slice(0, 32)}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
