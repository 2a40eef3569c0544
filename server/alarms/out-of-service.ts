/** Equipment taken out of service by hand: while it lasts its alarms are recorded and open no ticket. Pure; times in ms. */

/** One taking out, from the wish to its end. `confirmedAt` null: a second person has yet to confirm it. */
export type OutOfService = {
  id: string
  equipment: string
  reason: string
  until: number
  requestedBy: string
  requestedAt: number
  confirmedBy: string | null
  confirmedAt: number | null
  /** Null while it is wished for or in force, and when its time ran out. */
  endedBy: string | null
  endedAt: number | null
  note: string | null
}

/** Longest taking out (engineering default): a repair that lasts longer is decided anew. */
export const longestServiceMs = 7 * 24 * 3_600_000

export type ServiceOutcome = { ok: true; service: OutOfService } | { ok: false; reason: string }

type Wish = { id: string; equipment: string; reason: string; until: number; by: string; now: number }

/** Fire equipment waits for a second person; other equipment is out of service at once. */
export function request(current: OutOfService | undefined, wish: Wish, isFire: boolean): ServiceOutcome {
  if (current) {
    return { ok: false, reason: `${wish.equipment} is ${isInForce(current) ? '' : 'requested to be '}out of service already.` }
  }
  const { id, equipment, reason, until, by, now } = wish
  const confirmed = isFire ? { confirmedBy: null, confirmedAt: null } : { confirmedBy: by, confirmedAt: now }
  const open = { endedBy: null, endedAt: null, note: null }
  return { ok: true, service: { id, equipment, reason, until, requestedBy: by, requestedAt: now, ...confirmed, ...open } }
}

export function confirm(current: OutOfService | undefined, by: string, now: number): ServiceOutcome {
  if (!current) return { ok: false, reason: 'Nobody asked to take it out of service.' }
  if (isInForce(current)) return { ok: false, reason: 'It is out of service already.' }
  if (current.requestedBy === by) return { ok: false, reason: 'A second person must confirm it: you asked for it yourself.' }
  return { ok: true, service: { ...current, confirmedBy: by, confirmedAt: now } }
}

/** `by` null: its time ran out. */
export function end(current: OutOfService | undefined, by: string | null, now: number, note?: string): ServiceOutcome {
  if (!current) return { ok: false, reason: 'It is in service.' }
  return { ok: true, service: { ...current, endedBy: by, endedAt: now, note: note ?? null } }
}

/** Until later; the wish, and who confirmed it, stay. */
export function extend(current: OutOfService | undefined, until: number): ServiceOutcome {
  if (!current) return { ok: false, reason: 'It is in service.' }
  return { ok: true, service: { ...current, until } }
}

/** Whether its alarms are held back by it now. */
export function isInForce({ confirmedAt, endedAt }: OutOfService): boolean {
  return confirmedAt !== null && endedAt === null
}
