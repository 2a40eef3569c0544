/** One connection behind any door: its guard, its place, who it is, and what it counts. */
import type { Duplex } from 'node:stream'
import type { Place } from './admission.ts'
import { createBudget, type Rate } from './budget.ts'
import { type Acknowledgements, createBypass, type PlainMessage } from './bypass.ts'
import { createGrants, type Grants } from './delivery.ts'
import type { Tally } from './figures.ts'
import { watchKeepalive } from './keepalive.ts'
import { guardPackets, type PacketGuard } from './packet-guard.ts'
import { answeredFaults, createPacketCheck } from './packet-rules.ts'
import type { Identity } from './register.ts'

export const packetLimits = { beforeLoginBytes: 4096, afterLoginBytes: 256 * 1024 }

/**
 * What one connection may send. One core stores some 20,000 messages a second: a device that ran wild gets at most
 * half of it. A gateway that sends what it kept over days is slowed down, not cut off.
 */
export const sendingRates: { messages: Rate; bytes: Rate } = {
  messages: { perSecond: 10_000, burst: 20_000 },
  bytes: { perSecond: 8 * 1024 * 1024, burst: 16 * 1024 * 1024 }
}

/** Filters of one connection: what a device has of its own is some tens. */
const maxFilters = 1000

/** What an open connection has carried, as its socket counts. */
export type Meter = { readonly bytesRead: number; readonly bytesWritten: number }

export type Line = {
  readonly stream: Duplex
  readonly meter: Meter
  readonly guard: PacketGuard
  readonly place: Place
  readonly grants: Grants
  identity?: Identity
  session?: { clientId: string; clean: boolean }
  /** s, from its CONNECT. */
  keepalive: number
  /** Its CONNECT was answered, and all is set up. */
  isReady: boolean
  /** Messages that wait for their commit. */
  waiting: number
  /** Those of them that the broker has in hand. */
  inBroker: number
  /** It does not read what is sent to it, and was given up for that. */
  isSlow: boolean
  loggedIn(identity: Identity, session: { clientId: string; clean: boolean }): void
  /** Whether there is room for one filter more. */
  takesFilter(filter: string): boolean
  /** Sends the acknowledgements that are due, before the broker sends one. */
  acknowledge(): void
}

export type LineOptions = {
  stream: Duplex
  meter: Meter
  place: Place
  tally: Tally
  rates: typeof sendingRates
  /** False when nothing may be taken past the broker. */
  mayBypass(): boolean
  /** What is taken past the broker; as in `BypassOptions`. */
  publish(line: Line, message: PlainMessage, verdict: (error: Error | null, divert: boolean) => void): void
  forward(message: PlainMessage, done: () => void): void
  acknowledgements: Acknowledgements
  now: () => number
}

export function createLine(options: LineOptions): Line {
  const { stream, meter, place, tally, rates, now } = options
  const bypass = createBypass({
    stream,
    isOpen: () => line.isReady && line.inBroker === 0 && options.mayBypass(),
    publish: (message, verdict) => options.publish(line, message, verdict),
    forward: options.forward,
    resume: () => guard.resume(),
    acknowledgements: options.acknowledgements
  })
  const guard = guardPackets(stream, {
    limits: packetLimits,
    check: createPacketCheck(),
    budgets: { messages: createBudget(rates.messages, now), bytes: createBudget(rates.bytes, now) },
    bypass,
    now,
    introduced() {
      tally.connects++
      place.introduced()
    },
    heldBack() {
      tally.heldBack++
    },
    refused(reason) {
      const code = reason === 'too large' ? undefined : answeredFaults[reason]
      if (code === 1 || code === 2) tally.refuse(`code ${code}`)
      else tally.refuse(reason === 'too large' ? 'too large' : 'malformed')
    }
  })
  let stopKeepalive: (() => void) | undefined
  stream.once('close', () => {
    stopKeepalive?.()
    place.leave()
    tally.receivedBytes += meter.bytesRead
    tally.sentBytes += meter.bytesWritten
  })

  const line: Line = {
    stream,
    meter,
    guard,
    place,
    grants: createGrants(),
    keepalive: 0,
    isReady: false,
    waiting: 0,
    inBroker: 0,
    isSlow: false,
    loggedIn(identity, session) {
      line.identity = identity
      line.session = session
      guard.loggedIn()
      stopKeepalive = watchKeepalive({
        seconds: line.keepalive,
        heardAt: guard.heardAt,
        isBusy: () => line.waiting > 0 || guard.isHolding(),
        now,
        lost() {
          tally.refuse('silent')
          stream.destroy(new Error('keepalive'))
        }
      })
    },
    takesFilter: (filter) => line.grants.size < maxFilters || line.grants.has(filter),
    acknowledge: bypass.flush
  }
  return line
}
