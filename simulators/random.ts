/** Seeded noise: the same seed gives the same day, and a snapshot goes on where it stopped. */

export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** True with this probability (0–1). */
  chance(probability: number): boolean
  /** Normal distribution, mean 0. */
  gauss(sigma: number): number
  /** All there is to the generator; `createRandom` takes it back. */
  snapshot(): number
}

/** 32-bit hash of a text (FNV-1a), so that each equipment has a stream of its own. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** A Weyl sequence through a 32-bit mixer: one word of state, enough for noise, not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x9e3779b9) >>> 0
    let word = state
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    gauss: (sigma) => sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    snapshot: () => state
  }
}
