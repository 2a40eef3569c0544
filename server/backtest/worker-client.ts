/** Runs one job at a time in the back-tests' thread, which is started when it is first needed. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { History } from '../store/history.ts'
import type { Job, JobResult, WorkerAnswer, WorkerCall } from './backtest-worker.ts'

export type WorkerClient = {
  /** Feeds history to the job until its result is there. Rejects when it fails, and at once when `signal` aborts. One at a time. */
  run(job: Job, history: History, signal: AbortSignal): Promise<JobResult>
  stop(): Promise<void>
}

export function createWorkerClient(): WorkerClient {
  let worker: Worker | undefined
  let waiting: { resolve(answer: WorkerAnswer): void; reject(error: Error): void } | undefined
  let id = 0

  function open(): Worker {
    const made = new Worker(new URL(`./backtest-worker${extname(import.meta.url)}`, import.meta.url))
    // Nobody's shutdown waits for it.
    made.unref()
    made.on('message', (answer: WorkerAnswer) => {
      if (answer.id === id) waiting?.resolve(answer)
    })
    made.on('error', (error) => waiting?.reject(error))
    made.on('exit', () => {
      worker = undefined
      waiting?.reject(new Error('the back-tests are stopped'))
    })
    return made
  }

  async function ask(call: WorkerCall, signal: AbortSignal): Promise<WorkerAnswer> {
    worker ??= open()
    const to = worker
    const abort = () => waiting?.reject(aborted())
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        to.postMessage(call)
      })
    } finally {
      signal.removeEventListener('abort', abort)
      waiting = undefined
    }
  }

  return {
    async run(job, { series, batches }, signal) {
      const mine = ++id
      const reading = batches[Symbol.asyncIterator]()
      try {
        let answer = await ask({ id: mine, type: 'begin', job, series }, signal)
        // The next batch is read while the last one is judged.
        let next = reading.next()
        while (answer.type === 'more') {
          const { value, done } = await next
          if (signal.aborted) throw aborted()
          next = done ? next : reading.next()
          // What this one rejects with is met when it is awaited; until then nobody else may call it unhandled.
          next.catch(() => undefined)
          answer = await ask({ id: mine, type: 'batch', batch: done ? null : value }, signal)
        }
        if (answer.type === 'done') return answer.result
        throw answer.type === 'refused' ? refused(answer.error) : new Error(answer.error)
      } finally {
        await reading.return?.()
      }
    },

    async stop() {
      await worker?.terminate()
    }
  }
}

function refused(message: string): AppError {
  return new AppError('invalid', 'The span holds too much.', { errors: [{ field: 'from', message }] })
}

function aborted(): Error {
  return new Error('nobody waits for this back-test any more')
}
