/** Where a delivery goes when its channel does not take it. Pure; times in ms. */
import { allChannels, mostRounds, patienceMs, sameChannel, triesPerChannel, waitAfter } from './backoff.ts'
import type { Delivery, NextTry } from './outbox.ts'

/** The next channel at once; from the last one, after a wait, the first again. Undefined after the last round. */
export function nextTry({ chain, step, lane }: Delivery, now: number, random: number): NextTry | undefined {
  const next = step + 1
  const round = Math.floor(next / chain.length)
  const channel = chain[next % chain.length]
  if (channel === undefined || round >= mostRounds) return undefined
  const isNewRound = next % chain.length === 0
  const nextAt = isNewRound ? now + waitAfter(round, allChannels, random) : now
  const failOverAt = lane === 'urgent' && chain.length > 1 ? nextAt + patienceMs(chain.length) : null
  return { step: next, channel, nextAt, failOverAt }
}

/** When to try the same channel again; undefined when it has had its chances. */
export function retryAt({ attempts, failOverAt }: Delivery, now: number, random: number): number | undefined {
  if (attempts >= triesPerChannel) return undefined
  return Math.min(now + waitAfter(Math.max(1, attempts), sameChannel, random), failOverAt ?? Number.POSITIVE_INFINITY)
}

/** Why an urgent delivery goes on to the next channel now; undefined while it may wait for this one. */
export function whyPassOn(
  { lane, chain, channel, failOverAt }: Delivery,
  around: { now: number; inUse: (channel: string) => boolean; blockedUntil: number | null }
): string | undefined {
  if (channel === null || !around.inUse(channel)) return 'The channel is out of use.'
  if (lane !== 'urgent' || chain.length < 2) return undefined
  if (around.blockedUntil !== null && around.blockedUntil > around.now) return 'The channel takes nothing at present.'
  if (failOverAt !== null && failOverAt <= around.now) return 'Not delivered in time.'
  return undefined
}
