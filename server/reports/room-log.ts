/** 设备运行日志: what the readings of a plant room and shift say, what went wrong meanwhile, and who has signed for it. */
import type { RunningLog, SignatureState } from '../contract/reports.ts'
import type { Connection } from '../database/database.ts'
import { contentHash } from './content-hash.ts'
import { type LogFigure, noFigure } from './log-figure.ts'
import { measureSeries } from './log-figures.ts'
import type { LogEquipment, LogReadings, LogSeries } from './log-port.ts'
import {
  type LogException,
  type LogKey,
  type LogRemark,
  type LogSignature,
  readExceptions,
  readRemarks,
  readSignatures
} from './log-store.ts'
import type { ShiftTime } from './shift-plan.ts'
import { withSilence } from './silence.ts'
import type { Span } from './spans.ts'
import { toIso } from './times.ts'

export type RoomLog = {
  key: LogKey
  name: string
  span: Span
  figures: (LogSeries & LogFigure)[]
  exceptions: LogException[]
  remarks: LogRemark[]
  signatures: LogSignature[]
  hash: string
  state: SignatureState
}

export type RoomLogOptions = {
  db: Connection
  readings: LogReadings
  /** Of the places that are asked for. */
  equipment: readonly LogEquipment[]
  /** Whether this metric was ever heard of on this equipment. */
  isKnown(equipment: string, metric: string): boolean
  now: number
}

/** The logs of all places of `equipment` in these shifts, shift by shift, of every metric that was ever heard of. */
export async function readRoomLogs(options: RoomLogOptions, shifts: readonly ShiftTime[]): Promise<RoomLog[]> {
  const { db, equipment } = options
  const [first, last] = [shifts[0], shifts.at(-1)]
  if (!first || !last || equipment.length === 0) return []
  const span = { from: first.from, to: Math.max(...shifts.map(({ to }) => to)) }
  const locations = [...new Set(equipment.map(({ location }) => location))].sort()
  const days = { from: first.date, to: last.date, ...(locations.length === 1 && { location: locations[0] ?? '' }) }
  const measured = await measureAll(options, shifts)
  const [exceptions, remarks, signatures] = [
    await readExceptions(db, span),
    await readRemarks(db, days),
    await readSignatures(db, days)
  ]
  return shifts.flatMap((shift, index) =>
    locations.map((location): RoomLog => {
      const key = { location, date: shift.date, shift: shift.shift }
      const isMine = (other: LogKey) => other.location === location && other.date === key.date && other.shift === key.shift
      const ids = new Set(equipment.filter((one) => one.location === location).map(({ id }) => id))
      const own = measured.filter(({ series }) => ids.has(series.equipment))
      const log = {
        key,
        name: shift.name,
        span: { from: shift.from, to: shift.to },
        figures: own.map(({ series, figures }) => ({ ...series, ...(figures[index] ?? noFigure) })),
        exceptions: exceptions.filter((one) => ids.has(one.equipment) && one.at >= shift.from && one.at < shift.to),
        remarks: remarks.filter(isMine),
        signatures: signatures.filter(isMine)
      }
      return signedLog(
        log,
        own.every(({ exact }) => exact)
      )
    })
  )
}

export type MeasuredSeries = { series: LogSeries; figures: LogFigure[]; exact: boolean }

/** Series by series, so that charts get their turn between two questions to the store. */
export async function measureAll(
  { equipment, readings, isKnown, now }: RoomLogOptions,
  spans: readonly Span[]
): Promise<MeasuredSeries[]> {
  const measured: MeasuredSeries[] = []
  for (const { id, metrics } of [...equipment].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const metric of Object.keys(metrics).sort()) {
      const facts = metrics[metric]
      if (!facts || !isKnown(id, metric)) continue
      const series = { equipment: id, metric, ...facts }
      measured.push({ series, ...(await measureSeries(readings, series, spans, now)) })
    }
  }
  return measured
}

/** What is signed: figures and gaps, what went wrong, what was remarked; no names, which may change without anything having changed. */
function contentOf({
  key,
  span,
  figures,
  exceptions,
  remarks
}: Pick<RoomLog, 'key' | 'span' | 'figures' | 'exceptions' | 'remarks'>) {
  return {
    ...key,
    ...span,
    figures: figures.map(({ equipment, metric, avg, min, max, last, count, gaps }) => ({
      equipment,
      metric,
      avg,
      min,
      max,
      last,
      count,
      gaps
    })),
    exceptions: exceptions.map(({ kind, id, equipment, at }) => ({ kind, id, equipment, at })),
    remarks: remarks.map(({ at, actor, text }) => ({ at, actor, text }))
  }
}

export type SignedContent = ReturnType<typeof contentOf>

export function signableContent(log: RoomLog): { content: string; hash: string } {
  const content = contentOf(log)
  return { content: JSON.stringify(content), hash: contentHash(content) }
}

/** `exact` false: readings of it are no longer there one by one, so that they prove nothing against what was signed. */
function signedLog(measured: Omit<RoomLog, 'hash' | 'state'>, exact: boolean): RoomLog {
  const log = { ...measured, figures: withSilence(measured.figures, measured.span) }
  const last = log.signatures.at(-1)
  if (!last) return { ...log, hash: contentHash(contentOf(log)), state: 'unsigned' }
  const signed = JSON.parse(last.content) as SignedContent
  // A metric that was heard of only later, and not in this shift, changes nothing.
  const wasThere = new Set(signed.figures.map(seriesKey))
  const known = measured.figures.filter((one) => one.count > 0 || wasThere.has(seriesKey(one)))
  const hash = contentHash(contentOf({ ...log, figures: withSilence(known, log.span) }))
  if (last.hash === hash) return { ...log, hash, state: 'signed' }
  const isGone = log.figures.every(({ count }) => count === 0) && signed.figures.some(({ count }) => count > 0)
  if (exact && !isGone) return { ...log, hash, state: 'differs' }
  const facts = new Map(log.figures.map((figure) => [seriesKey(figure), figure]))
  const figures = signed.figures.map((figure) => {
    const known = facts.get(seriesKey(figure))
    return { ...(known ?? { type: 'number' as const, zh: figure.metric, en: figure.metric }), ...figure }
  })
  return { ...log, figures, hash: last.hash, state: 'archived' }
}

function seriesKey({ equipment, metric }: { equipment: string; metric: string }): string {
  return `${equipment} ${metric}`
}

export function toRunningLog(log: RoomLog, now: number): RunningLog {
  return {
    ...log.key,
    shiftName: log.name,
    from: toIso(log.span.from),
    to: toIso(log.span.to),
    over: log.span.to <= now,
    figures: log.figures.map(({ equipment, metric, zh, en, unit = null, avg, min, max, last, count, gaps }) => ({
      equipment,
      metric,
      zh,
      en,
      unit,
      avg,
      min,
      max,
      last,
      count,
      gaps: gaps.map(({ from, to }) => ({ from: toIso(from), to: toIso(to) }))
    })),
    exceptions: log.exceptions.map(({ at, ...one }) => ({ ...one, at: toIso(at) })),
    remarks: log.remarks.map(({ at, actor, text }) => ({ at: toIso(at), by: actor, text })),
    hash: log.hash,
    state: log.state,
    signatures: log.signatures.map(({ at, actor, hash, note }) => ({ by: actor, at: toIso(at), hash, note }))
  }
}
