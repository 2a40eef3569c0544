/** When a delivery is tried again. Pure; times in ms. */

export type Backoff = { firstMs: number; factor: number; mostMs: number }

/** On the same channel, a few times. */
export const sameChannel: Backoff = { firstMs: 2_000, factor: 2, mostMs: 300_000 }
/** Through all channels once more, when none of them took it. */
export const allChannels: Backoff = { firstMs: 30_000, factor: 4, mostMs: 6 * 3_600_000 }

/** Tries on a channel before the next one has it. */
export const triesPerChannel = 6
/** Times all channels are gone through: the last begins about 20 hours after the first. */
export const mostRounds = 9

/** `failures` so far, from 1; `random` in [0, 1): those that failed together do not come back together. */
export function waitAfter(failures: number, { firstMs, factor, mostMs }: Backoff, random: number): number {
  const full = Math.min(mostMs, firstMs * factor ** (failures - 1))
  return Math.round(full * (0.75 + random * 0.25))
}

/** How long an urgent message waits for one channel of so many: all have had their turn within 45 s. */
export function patienceMs(channels: number): number {
  return Math.min(15_000, Math.floor(45_000 / Math.max(1, channels)))
}
