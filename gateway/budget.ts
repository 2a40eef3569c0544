/**
 * How much may come in: a bucket that fills at an even rate up to what a burst may take. It may
 * be overdrawn, since what was read is read; the debt is then waited for, nothing is dropped.
 */
export type Rate = { perSecond: number; burst: number }

export type Budget = {
  /** Takes it, and tells for how many ms nothing more should be taken: 0 while within the rate. */
  take(amount: number): number
  /** Whether nothing was taken for so long that it is full again. */
  isFull(): boolean
}

/** `now`: ms, monotonic. */
export function createBudget({ perSecond, burst }: Rate, now: () => number): Budget {
  let left = burst
  let at = now()
  const refill = () => {
    const time = now()
    left = Math.min(burst, left + ((time - at) * perSecond) / 1000)
    at = time
  }
  return {
    take(amount) {
      left -= amount
      if (left >= 0) return 0
      // Only looked at when it is needed: a clock costs more than a subtraction.
      refill()
      return left >= 0 ? 0 : Math.ceil((-left * 1000) / perSecond)
    },
    isFull() {
      refill()
      return left >= burst
    }
  }
}
