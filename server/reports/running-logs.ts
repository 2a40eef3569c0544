/** The running logs as people use them: read, remarked, signed; one piece of work on the reading store at a time. */
import { longestRunningLogDays, mostReportRows, type RunningLog } from '../contract/reports.ts'
import type { Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { AppError, invalidField } from '../errors.ts'
import type { LogEquipment, LogReadings } from './log-port.ts'
import { addRemark, addSignature, type LogKey } from './log-store.ts'
import { createQueue } from './queue.ts'
import { measureAll, type RoomLog, type RoomLogOptions, readRoomLogs, signableContent, toRunningLog } from './room-log.ts'
import { runningLogReport, type SlotFigures } from './running-log-report.ts'
import type { ReportBody } from './scope.ts'
import { readShifts, type ShiftTime, shiftsOn, shiftTimes } from './shift-plan.ts'
import { withSilence } from './silence.ts'
import type { Span } from './spans.ts'

export type RunningLogsOptions = {
  database: Database
  readings: LogReadings
  /** All that is enabled. */
  equipment: () => readonly LogEquipment[]
  /** Whether this metric was ever heard of on this equipment. */
  isKnown(equipment: string, metric: string): boolean
  timezone: () => string
  now: () => number
}

export type LogSpan = Span & { location?: string; step: 'shift' | '2h' }

export type RunningLogs = ReturnType<typeof createRunningLogs>

const dayMs = 86_400_000
const slotMs = 2 * 3_600_000

export function createRunningLogs(options: RunningLogsOptions) {
  const { database, timezone, now } = options
  /** A month of a site is a thousand questions to the store: two such at once would hold up the charts. */
  const { inTurn } = createQueue('Other running logs are being read.')

  const given = (equipment: readonly LogEquipment[]): RoomLogOptions => ({
    db: database,
    readings: options.readings,
    equipment,
    isKnown: options.isKnown,
    now: now()
  })

  function roomsOf(location: string | undefined): readonly LogEquipment[] {
    if (location === undefined) return options.equipment()
    const room = options.equipment().filter((one) => one.location === location)
    if (room.length === 0) throw new AppError('not_found', `There is no equipment at ${location}.`)
    return room
  }

  async function shiftOf({ date, shift }: LogKey): Promise<ShiftTime> {
    const times = shiftsOn(await readShifts(database), date, timezone())
    const time = times.find((each) => each.shift === shift)
    if (time) return time
    const known = times.map((each) => each.shift).join(', ')
    throw new AppError('not_found', `There is no shift ${shift} on ${date}: expected one of ${known}.`)
  }

  async function find(key: LogKey): Promise<RoomLog> {
    const room = roomsOf(key.location)
    const time = await shiftOf(key)
    if (time.from > now()) throw new AppError('not_found', `The shift ${key.shift} of ${key.date} is still to come.`)
    const [log] = await inTurn(() => readRoomLogs(given(room), [time]))
    if (!log) throw new AppError('internal', 'BUG: a shift of a place has no log')
    return log
  }

  async function fresh(key: LogKey): Promise<RunningLog> {
    return toRunningLog(await find(key), now())
  }

  return {
    /** Throws `not_found` for a place without equipment, a shift there is none of, or one to come. */
    log: fresh,

    /** Throws as `log` does. The log as it is with the remark. */
    async remark(key: LogKey, text: string, actor: string): Promise<RunningLog> {
      await find(key)
      await addRemark(database, { ...key, at: now(), actor, text })
      return fresh(key)
    },

    /** Throws as `log` does; `conflict` while the shift goes on, and when `seen` is not the hash of what is on record. */
    async sign(key: LogKey, { note, seen }: { note?: string; seen?: string }, actor: string): Promise<RunningLog> {
      const log = await find(key)
      if (log.span.to > now()) throw new AppError('conflict', 'The shift goes on: it is signed when it is over.')
      if (log.state === 'archived') throw new AppError('conflict', 'Its readings are no longer stored.')
      if (seen !== undefined && seen !== log.hash) {
        throw new AppError('conflict', 'The log has changed since it was read: read it again, then sign.')
      }
      await atomically(database, (db) =>
        addSignature(db, { ...key, at: now(), actor, note: note ?? null, ...signableContent(log) })
      )
      return fresh(key)
    },

    /** Of the shifts that start in the span. Throws `invalid` naming `from` for more than can be shown, `not_found` for the place. */
    async report({ from, to, location, step }: LogSpan): Promise<ReportBody> {
      if (to - from > longestRunningLogDays * dayMs)
        throw invalidField('from', `expected at most ${longestRunningLogDays} days before \`to\``)
      const room = roomsOf(location)
      const shifts = shiftTimes(await readShifts(database), { from, to: Math.min(to, now()) }, timezone())
      const known = room.flatMap(({ id, metrics }) => Object.keys(metrics).filter((metric) => options.isKnown(id, metric)))
      const rows = shifts.reduce((sum, shift) => sum + (step === 'shift' ? 1 : piecesOf(shift).length), 0) * known.length
      if (rows > mostReportRows) {
        throw invalidField('from', `more than ${mostReportRows} rows: expected a shorter span, or one \`location\``)
      }
      return inTurn(async () => {
        const logs = await readRoomLogs(given(room), shifts)
        const slots =
          step === 'shift' ? logs.map((log) => ({ log, slot: log.span, figures: log.figures })) : await slotsOf(logs, room)
        const names = new Map(room.map(({ id, name }) => [id, name]))
        return runningLogReport(logs, slots, { nameOf: (id) => names.get(id) ?? null, timezone: timezone() })
      })
    }
  }

  async function slotsOf(logs: readonly RoomLog[], room: readonly LogEquipment[]): Promise<SlotFigures[]> {
    const slots = logs.flatMap((log) => piecesOf(log.span).map((slot) => ({ log, slot })))
    const spans = [...new Map(slots.map(({ slot }) => [`${slot.from} ${slot.to}`, slot])).values()].sort(
      (a, b) => a.from - b.from
    )
    const measured = await measureAll(given(room), spans)
    const placeOf = new Map(room.map(({ id, location }) => [id, location]))
    return slots.map(({ log, slot }) => {
      const index = spans.findIndex((span) => span.from === slot.from && span.to === slot.to)
      const own = measured.filter(({ series }) => placeOf.get(series.equipment) === log.key.location)
      const figures = own.flatMap(({ series, figures }) => (figures[index] ? [{ ...series, ...figures[index] }] : []))
      return { log, slot, figures: withSilence(figures, slot) }
    })
  }
}

function piecesOf({ from, to }: Span): Span[] {
  const pieces: Span[] = []
  for (let start = from; start < to; start += slotMs) pieces.push({ from: start, to: Math.min(start + slotMs, to) })
  return pieces
}
