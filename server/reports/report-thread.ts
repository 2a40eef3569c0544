/**
 * Reports read through a connection of their own, in a thread of its own: a year of records must hold up no reading
 * (design.md §3). A thread a report, one at a time: they are rare, and a thread that waits for the next costs memory.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { AlarmHealth } from '../contract/alarm-health.ts'
import type { Report } from '../contract/reports.ts'
import { AppError, type ErrorCode, type FieldFault } from '../errors.ts'
import type { AlarmHealthQuery } from './alarm-health-report.ts'
import type { TableQuery } from './named-report.ts'
import { createQueue } from './queue.ts'
import type { FileWish, ReportJob, ReportResult, ReportSource } from './report-job.ts'

export type ReportAnswer = { result: ReportResult } | { error: { code: ErrorCode; message: string; errors: FieldFault[] } }

/** Each rejects with `too_many` while too many wait. */
export type Reports = {
  alarmHealth(query: AlarmHealthQuery): Promise<AlarmHealth>
  /** Rejects with `invalid` naming `from` for more rows than a table may have. */
  table(query: TableQuery): Promise<Report>
  /** CSV, XLSX or a page, as bytes. */
  file(source: ReportSource, wish: FileWish): Promise<Uint8Array>
}

/** `location`: as of `openDatabase`, which has migrated it. */
export function createReportThread({ location }: { location: string }): Reports & { stop(): Promise<void> } {
  let running: Worker | undefined
  const { inTurn, idle } = createQueue('Other reports are being computed.')
  let stopped = false

  async function run(job: ReportJob): Promise<ReportResult> {
    if (stopped) throw new AppError('unavailable', 'The service is stopping.')
    const worker = new Worker(new URL(`./report-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { location, job }
    })
    running = worker
    try {
      const answer = await answerOf(worker)
      if ('error' in answer) {
        const { code, message, errors } = answer.error
        throw new AppError(code, message, errors.length > 0 ? { errors } : {})
      }
      return answer.result
    } finally {
      running = undefined
      await worker.terminate()
    }
  }

  return {
    ...reportsBy((job) => inTurn(() => run(job))),
    async stop() {
      stopped = true
      await running?.terminate()
      await idle()
    }
  }
}

/** `run`: wherever the work is done. The job says what comes back. */
export function reportsBy(run: (job: ReportJob) => Promise<ReportResult>): Reports {
  return {
    alarmHealth: async (query) => (await run({ compute: 'alarms', query })) as AlarmHealth,
    table: async (query) => (await run({ compute: 'table', query })) as Report,
    file: async (source, wish) => (await run({ compute: 'file', source, wish })) as Uint8Array
  }
}

function answerOf(worker: Worker): Promise<ReportAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new AppError('unavailable', 'The report was stopped.')))
  })
}
