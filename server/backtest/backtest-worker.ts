/** The back-tests' thread: judges what it is sent, so that the main thread goes on taking readings. Started by worker-client.ts only. */
import { parentPort } from 'node:worker_threads'
import type { HistoryBatch, HistorySeries } from '../store/history.ts'
import { type AdvicePlan, type AdviceResult, createAdvice, TooMuchHistory } from './advice.ts'
import { type BacktestPlan, type BacktestResult, createBacktest } from './backtest.ts'
import { createLookBack, type LookBackPlan, type LookBackResult } from './look-back.ts'

export type Job =
  | { type: 'backtest'; plan: BacktestPlan }
  | { type: 'advice'; plan: AdvicePlan }
  | { type: 'look_back'; plan: LookBackPlan }
export type JobResult = BacktestResult | AdviceResult | LookBackResult
/** `batch` null: history is over. */
export type WorkerCall =
  | { id: number; type: 'begin'; job: Job; series: readonly HistorySeries[] }
  | { id: number; type: 'batch'; batch: HistoryBatch | null }
/** `refused`: what was asked for is too much. */
export type WorkerAnswer =
  | { id: number; type: 'more' }
  | { id: number; type: 'done'; result: JobResult }
  | { id: number; type: 'refused' | 'failed'; error: string }

const port = parentPort
if (!port) throw new Error('the back-tests run as a worker thread only')

type Running = { take(batch: HistoryBatch): void; finish(): JobResult }
let running: Running | undefined

function begin(job: Job, series: readonly HistorySeries[]): Running {
  switch (job.type) {
    case 'backtest':
      return createBacktest(job.plan, series)
    case 'advice':
      return createAdvice(job.plan, series)
    case 'look_back':
      return createLookBack(job.plan, series)
  }
}

/** A call that begins ends whatever ran before: nobody waits for that any more. */
function answer(call: WorkerCall): WorkerAnswer {
  const { id } = call
  try {
    if (call.type === 'begin') running = begin(call.job, call.series)
    else if (call.batch && running) running.take(call.batch)
    else if (running) return { id, type: 'done', result: running.finish() }
    return { id, type: 'more' }
  } catch (error) {
    return {
      id,
      type: error instanceof TooMuchHistory ? 'refused' : 'failed',
      error: error instanceof Error ? error.message : String(error)
    }
  }
}

port.on('message', (call: WorkerCall) => port.postMessage(answer(call)))
