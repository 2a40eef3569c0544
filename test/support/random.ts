/** Seeded randomness, so that a failing case is the same in the next run (mulberry32). */
export type Random = {
  /** A whole number in [0, limit). */
  below(limit: number): number
  chance(probability: number): boolean
  pick<Item>(from: readonly Item[]): Item
}

export function createRandom(seed: number): Random {
  let state = seed
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] as (typeof from)[number]
  }
}
