/** Computes one report beside the service, and ends. Started by report-thread.ts only. */
import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type ReportJob, type ReportResult, runReportJob } from './report-job.ts'
import type { ReportAnswer } from './report-thread.ts'

const { location, job } = workerData as { location: string; job: ReportJob }

async function compute(): Promise<ReportResult> {
  const database = await openReader(location)
  try {
    return await runReportJob(database, job)
  } finally {
    await database.destroy()
  }
}

parentPort?.postMessage(
  await compute().then(
    (result): ReportAnswer => ({ result }),
    (error: unknown): ReportAnswer => {
      const message = error instanceof Error ? error.message : String(error)
      const known = error instanceof AppError ? error : undefined
      return { error: { code: known?.code ?? 'internal', message, errors: known?.errors ?? [] } }
    }
  )
)
