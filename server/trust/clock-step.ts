/**
 * Judges the clock of an equipment by how far its times lie from their arrival. Pure but for the caller's state.
 * A backlog sent after an outage shrinks as it goes and is no wrong clock; an offset that stays, or grows, is one.
 */
export type ClockState = {
  /** 1: ts is ahead of us, -1: behind, 0: within tolerance. */
  side: -1 | 0 | 1
  /** Our clock: since when the offset has not shrunk. */
  offSince: number
  /** Messages since then, and the greatest offset among them, ms. */
  messages: number
  greatest: number
  /** ts of the message that began it; the alarm's key. */
  firstTs: number
  wrong: boolean
  /** Our clock: last time that an offset was beyond tolerance. */
  evidenceAt: number
}

const clockFigures = {
  /** Ahead is impossible for a good clock, behind may be a slow line (engineering defaults). */
  aheadMs: 30_000,
  behindMs: 60_000,
  holdMs: 10 * 60_000,
  messages: 3,
  clearMs: 10 * 60_000,
  /** Below this share of the greatest offset it is a backlog being worked off. */
  shrunk: 0.8
} as const

export function freshClock(): ClockState {
  return { side: 0, offSince: 0, messages: 0, greatest: 0, firstTs: 0, wrong: false, evidenceAt: 0 }
}

/** One message: its ts and our clock at its arrival. */
export function stepClock(state: ClockState, ts: number, receivedAt: number): 'none' | 'raised' | 'cleared' {
  const offset = ts - receivedAt
  const side = offset > clockFigures.aheadMs ? 1 : offset < -clockFigures.behindMs ? -1 : 0
  if (side === 0) {
    if (state.side === 0) return 'none'
    if (!state.wrong) {
      state.side = 0
      return 'none'
    }
    if (receivedAt - state.evidenceAt < clockFigures.clearMs) return 'none'
    state.side = 0
    state.wrong = false
    return 'cleared'
  }
  const far = Math.abs(offset)
  state.evidenceAt = receivedAt
  if (!state.wrong && (side !== state.side || far < clockFigures.shrunk * state.greatest)) {
    state.side = side
    state.offSince = receivedAt
    state.messages = 0
    state.greatest = far
    state.firstTs = ts
  }
  state.messages += 1
  if (far > state.greatest) state.greatest = far
  if (state.wrong || state.messages < clockFigures.messages || receivedAt - state.offSince < clockFigures.holdMs) return 'none'
  state.wrong = true
  return 'raised'
}
