/** Long work, one piece after the other in the order of asking; more than a few waiting are refused. */
import { AppError } from '../errors.ts'

const mostWaiting = 8
const retryAfter = 5

/** `busy`: what those are told who are refused, with `too_many`. */
export function createQueue(busy: string) {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
      if (waiting >= mostWaiting) return Promise.reject(new AppError('too_many', busy, { retryAfter }))
      waiting++
      const mine = last.then(work).finally(() => waiting--)
      last = mine.catch(() => undefined)
      return mine
    },

    /** Resolves when all that was asked for by now is over. */
    idle: async (): Promise<void> => {
      await last
    }
  }
}
