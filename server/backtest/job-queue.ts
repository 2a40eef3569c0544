/** One job after another; some may wait, more are refused. */
import { AppError } from '../errors.ts'

export type JobQueue = {
  /** @throws AppError `too_many` when too many wait already. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>
}

const retryAfterSeconds = 10

export function createJobQueue({ maxWaiting }: { maxWaiting: number }): JobQueue {
  let tail: Promise<unknown> = Promise.resolve()
  let waiting = 0

  return {
    async run(work, signal) {
      if (waiting > maxWaiting) {
        throw new AppError('too_many', 'Too many back-tests wait already.', { retryAfter: retryAfterSeconds })
      }
      waiting++
      const mine = tail.then(async () => {
        try {
          if (signal.aborted) throw new Error('nobody waits for this back-test any more')
          return await work()
        } finally {
          waiting--
        }
      })
      tail = mine.catch(() => undefined)
      return await mine
    }
  }
}
