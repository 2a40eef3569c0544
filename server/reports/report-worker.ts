/** Computes one report beside the service, and ends. Started by report-thread.ts only. */
import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type AlarmHealthQuery, reportAlarmHealth } from './alarm-health-report.ts'
import type { ReportAnswer } from './report-thread.ts'

const { location, query } = workerData as { location: string; query: AlarmHealthQuery }

async function compute(): Promise<ReportAnswer> {
  const database = await openReader(location)
  try {
    return { result: await reportAlarmHealth(database, query) }
  } finally {
    await database.destroy()
  }
}

parentPort?.postMessage(
  await compute().catch((error: unknown): ReportAnswer => {
    const message = error instanceof Error ? error.message : String(error)
    return { error: { code: error instanceof AppError ? error.code : 'internal', message } }
  })
)
