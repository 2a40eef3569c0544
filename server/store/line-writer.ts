/** Writes readings as line protocol through InfluxDB's client, which VictoriaMetrics understands too. */
import { HttpError, InfluxDB, Point, setLogger, type WriteApi } from '@influxdata/influxdb-client'
import type { ExternalStore, ForwardedReading } from './external-store.ts'

export const measurement = 'wuxun'

/** Lines in one request; some hundred bytes each. */
const linesPerWrite = 5000
const timeoutMs = 5000

// The client logs to the console as well as rejecting; the forwarder logs what is rejected.
setLogger({ error: () => undefined, warn: () => undefined })

export type LineWriterOptions = { url: string; token?: string; org: string; bucket: string; site: string }

export function createLineWriter({ url, token, org, bucket, site }: LineWriterOptions): Pick<ExternalStore, 'write'> {
  const client = new InfluxDB({ url, timeout: timeoutMs, ...(token !== undefined && { token }) })
  // The forwarder decides what is sent again, and when: a second buffer would hide what is not stored yet.
  // A batch the client flushes by itself hides its failure, so none may ever be full.
  const lines: WriteApi = client.getWriteApi(org, bucket, 'ms', {
    batchSize: linesPerWrite + 1,
    maxBatchBytes: 1 << 30,
    flushInterval: 0,
    maxRetries: 0,
    maxBufferLines: 0
  })
  return {
    async write(readings) {
      let refused: string | undefined
      const points = toPoints(readings, site)
      for (let index = 0; index < points.length; index += linesPerWrite) {
        lines.writePoints(points.slice(index, index + linesPerWrite))
        try {
          await lines.flush(false)
        } catch (error) {
          if (!isForGood(error)) throw error
          refused = error.message
        }
      }
      return refused === undefined ? {} : { refused }
    }
  }
}

/** What sending again would not change: InfluxDB stored the rest and says which points it never takes. */
function isForGood(error: unknown): error is HttpError {
  return error instanceof HttpError && (error.statusCode === 400 || error.statusCode === 422)
}

/** One line for what an equipment said of one moment: `wuxun,equipment=…,site=… metric=…,metric=… ts`. */
export function toPoints(readings: readonly ForwardedReading[], site: string): Point[] {
  const points = new Map<string, Point>()
  for (const { equipment, metric, ts, num } of readings) {
    const key = `${equipment} ${ts}`
    const point = points.get(key) ?? new Point(measurement).tag('equipment', equipment).tag('site', site).timestamp(ts)
    points.set(key, point.floatField(toField(metric), num))
  }
  return [...points.values()]
}

/**
 * A metric's name as a field. Site files may name metrics freely; VictoriaMetrics drops lines
 * with quotes in a name without a word, so what is not plain is percent-encoded.
 */
export function toField(metric: string): string {
  return metric.replace(/[^A-Za-z0-9_.-]/gu, (letter) =>
    [...Buffer.from(letter)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')
  )
}
