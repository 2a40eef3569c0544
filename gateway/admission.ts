/**
 * Who may come in at all, the same for every door: how many connections, how fast they come, how
 * long one may take to say CONNECT. Counts and times only; names are the broker's business.
 */
import { type Budget, createBudget, type Rate } from './budget.ts'
import type { RefusalReason, Tally } from './figures.ts'

export type AdmissionLimits = {
  /** Open connections in all. */
  connections: number
  /** Open connections of one user name. */
  perUser: number
  /** Connections that have not logged in; beyond, the oldest is closed, so that strangers cannot lock the door. */
  strangers: number
  /** New connections from one address. */
  connects: Rate
  /** ms from the first byte of TCP to a complete CONNECT. */
  introductionMs: number
}

/**
 * A device needs one connection; ten thousand of them take some 200 MB. A user name shared by a fleet is common,
 * a thousand connections of one are a loop that went wrong. A site behind one address that comes back after a
 * power cut brings its devices at once: two thousand are in within 3 s, and a flood of 500 a second takes a fifth
 * of a core.
 */
export const usualLimits: AdmissionLimits = {
  connections: 10_000,
  perUser: 1_000,
  strangers: 1_000,
  connects: { perSecond: 500, burst: 1_000 },
  introductionMs: 10_000
}

/** One connection's place, from TCP's accept to its end. */
export type Place = {
  /** Its CONNECT has come. */
  introduced(): void
  /** It has logged in; false when the user name has too many already. undefined: a guest without one. */
  seat(user: string | undefined): boolean
  leave(): void
}

export type Admission = {
  /** undefined: to be closed at once. `close` is called when the place is lost later. */
  enter(address: string | undefined, close: () => void): Place | undefined
}

/** So many addresses are remembered before those that were quiet are forgotten. */
const rememberedAddresses = 10_000

/** `now`: ms, monotonic. */
export function createAdmission(limits: AdmissionLimits, tally: Tally, now: () => number): Admission {
  const strangers = new Map<object, () => void>()
  const seats = new Map<string, number>()
  const rates = new Map<string, Budget>()
  let inside = 0

  function isTooFast(address: string): boolean {
    let rate = rates.get(address)
    if (!rate) {
      if (rates.size >= rememberedAddresses) forgetQuiet()
      rate = createBudget(limits.connects, now)
      rates.set(address, rate)
    }
    if (rate.take(1) === 0) return false
    // A refused one costs nothing: else a flood would keep its address out for long after its end.
    rate.take(-1)
    return true
  }

  function refuse(reason: RefusalReason): undefined {
    tally.refuse(reason)
    return undefined
  }

  function forgetQuiet(): void {
    for (const [address, rate] of rates) if (rate.isFull()) rates.delete(address)
    if (rates.size >= rememberedAddresses) rates.clear()
  }

  return {
    enter(address = '', close) {
      if (isTooFast(address)) return refuse('connect rate')
      if (inside >= limits.connections) return refuse('too many connections')
      const key = {}
      let user: string | undefined
      let isIn = true
      const [oldest] = strangers.size >= limits.strangers ? strangers : []
      if (oldest) {
        strangers.delete(oldest[0])
        tally.refuse('too many connections')
        oldest[1]()
      }
      inside++
      strangers.set(key, close)
      const deadline = setTimeout(() => {
        tally.refuse('no CONNECT')
        close()
      }, limits.introductionMs).unref()
      return {
        introduced: () => clearTimeout(deadline),
        seat(name) {
          if (!isIn) return false
          if (name !== undefined) {
            const taken = seats.get(name) ?? 0
            if (taken >= limits.perUser) return false
            user = name
            seats.set(name, taken + 1)
          }
          strangers.delete(key)
          return true
        },
        leave() {
          if (!isIn) return
          isIn = false
          inside--
          strangers.delete(key)
          clearTimeout(deadline)
          if (user === undefined) return
          const left = (seats.get(user) ?? 1) - 1
          if (left > 0) seats.set(user, left)
          else seats.delete(user)
        }
      }
    }
  }
}
