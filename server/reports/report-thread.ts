/**
 * Reports read through a connection of their own, in a thread of its own: a year of records must hold up no reading
 * (design.md §3). A thread a report, one at a time: they are rare, and a thread that waits for the next costs memory.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { AlarmHealth } from '../contract/alarm-health.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { AlarmHealthQuery } from './alarm-health-report.ts'

export type ReportAnswer = { result: AlarmHealth } | { error: { code: ErrorCode; message: string } }

export type Reports = {
  /** Rejects with `too_many` while too many wait. */
  alarmHealth(query: AlarmHealthQuery): Promise<AlarmHealth>
}

const mostWaiting = 8

/** `location`: as of `openDatabase`, which has migrated it. */
export function createReportThread({ location }: { location: string }): Reports & { stop(): Promise<void> } {
  let running: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let stopped = false

  async function run(query: AlarmHealthQuery): Promise<AlarmHealth> {
    if (stopped) throw new AppError('unavailable', 'The service is stopping.')
    const worker = new Worker(new URL(`./report-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { location, query }
    })
    running = worker
    try {
      const answer = await answerOf(worker)
      if ('error' in answer) throw new AppError(answer.error.code, answer.error.message)
      return answer.result
    } finally {
      running = undefined
      await worker.terminate()
    }
  }

  return {
    alarmHealth(query) {
      if (waiting >= mostWaiting) {
        return Promise.reject(new AppError('too_many', 'Other reports are being computed.', { retryAfter: 5 }))
      }
      waiting++
      const mine = last.then(() => run(query)).finally(() => waiting--)
      last = mine.catch(() => undefined)
      return mine
    },
    async stop() {
      stopped = true
      await running?.terminate()
      await last
    }
  }
}

function answerOf(worker: Worker): Promise<ReportAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new AppError('unavailable', 'The report was stopped.')))
  })
}
