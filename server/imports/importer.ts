/**
 * Brings history into the journal: streamed, checked like what the field sends, in bounded slices between the
 * commits of the field. Imported readings are neither judged nor a sign of life. What a record calls stored is
 * durable; sending the file again doubles nothing, as a (equipment, metric, ts) is kept once.
 */
import { randomBytes } from 'node:crypto'
import { checkValue } from '../../gateway/codecs/metric-value.ts'
import { judgeTime, parseTime } from '../../gateway/codecs/sample-time.ts'
import type { Reading } from '../../gateway/reading.ts'
import type { FieldRegister } from '../../gateway/register.ts'
import { AppError } from '../errors.ts'
import type { ImportRecord } from '../store/journal-imports.ts'
import type { ImportLog } from '../store/reading-store.ts'
import { createLineParser, type Fields, type ImportFormat, typed } from './fields.ts'
import { readLines } from './lines.ts'

export type ImporterOptions = {
  journal: ImportLog
  register: Pick<FieldRegister, 'equipment' | 'site'>
  retentionMs: number
  now: () => number
  /** Told what is stored now. */
  stored: (readings: readonly Reading[]) => void
}

export type Importer = {
  /** Resolves with the last record. Rejects when the journal takes nothing; what was stored before stays. */
  run(options: { id?: string; format: ImportFormat; body: AsyncIterable<Buffer> }): Promise<ImportRecord>
  /** With an id: that one or none. */
  list(page: { limit: number; id?: string }): Promise<ImportRecord[]>
}

/** Some 10 ms of the journal's time: what the field sends waits no longer. */
const sliceSize = 4000
const namedFaults = 100

export function createImporter({ journal, register, retentionMs, now, stored }: ImporterOptions): Importer {
  const running = new Set<string>()

  function toReading(fields: Fields, receivedAt: number): Reading | { reason: string } | undefined {
    const { metric, untyped } = fields
    const equipment = register.equipment(fields.equipment)
    if (!equipment) return { reason: `unknown equipment ${fields.equipment.slice(0, 64)}` }
    const spec = Object.hasOwn(equipment.metrics, metric) ? equipment.metrics[metric] : undefined
    if (!spec) return { reason: `${metric.slice(0, 64)}: unknown metric` }
    const wire = untyped && typeof fields.value === 'string' ? typed(fields.value, spec.type) : fields.value
    // No value, as in telemetry.
    if (wire === null || (untyped && wire === '' && spec.type !== 'string')) return undefined
    const ts = parseTime(fields.ts, register.site.timezone)
    if (ts === undefined) return { reason: 'ts: expected ms since the epoch or ISO 8601' }
    const time = judgeTime(ts, receivedAt, retentionMs)
    if ('reason' in time) return time
    const checked = checkValue(metric, spec, wire)
    if ('reason' in checked) return { reason: checked.reason.replace(/^values\./, '') }
    return { equipment: equipment.id, metric, ts, value: checked.value, receivedAt, quality: time.quality }
  }

  async function run(record: ImportRecord, format: ImportFormat, body: AsyncIterable<Buffer>): Promise<void> {
    const parse = createLineParser(format)
    let slice: Reading[] = []
    let isFirst = true

    const reject = (line: number, reason: string) => {
      record.rejected++
      if (record.faults.length < namedFaults) record.faults.push({ line, reason })
    }
    async function flush(): Promise<void> {
      const readings = slice
      slice = []
      record.updatedAt = now()
      await journal.importReadings(readings, { ...record, stored: record.stored + readings.length })
      record.stored += readings.length
      stored(readings)
    }

    await flush()
    for await (const line of readLines(body)) {
      record.lines = line.number
      if ('tooLong' in line) reject(line.number, 'line too long')
      else {
        const fields = parse(line.text, isFirst)
        isFirst = false
        if (fields === 'header') continue
        const reading = 'reason' in fields ? fields : toReading(fields, now())
        if (reading && 'reason' in reading) reject(line.number, reading.reason)
        else if (reading) slice.push(reading)
      }
      if (slice.length >= sliceSize) await flush()
    }
    record.state = 'done'
    await flush()
  }

  return {
    async run({ id = randomBytes(8).toString('hex'), format, body }) {
      if (running.has(id)) throw new AppError('conflict', `An import ${id} is running.`)
      running.add(id)
      const at = now()
      const record: ImportRecord = {
        id,
        startedAt: at,
        updatedAt: at,
        state: 'running',
        lines: 0,
        stored: 0,
        rejected: 0,
        faults: []
      }
      try {
        await run(record, format, body)
        return record
      } catch (error) {
        // The sender went away, or the journal takes nothing; the latter will not take this either.
        const end = { ...record, state: 'failed' as const, updatedAt: now() }
        await journal.importReadings([], end).catch(() => undefined)
        throw error
      } finally {
        running.delete(id)
      }
    },
    list: (page) => journal.imports(page)
  }
}
