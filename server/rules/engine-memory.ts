/** What an engine knows beside its rules: kept over a restart, and handed on when the rules change. */
import type { Value } from '../../gateway/reading.ts'
import type { RuleIndex, SeriesRules } from './rule-index.ts'
import { cellMs } from './value-window.ts'

export type EngineMemory = {
  states: { rule: string; equipment: string; state: string }[]
  /**
   * Newest judged ts a series: readings at or before it are not judged. `receivedAt`: its last arrival; `value` and
   * `judgedAt`: value and arrival of that newest reading.
   */
  judged: { equipment: string; metric: string; ts: number; receivedAt: number; value?: Value; judgedAt?: number }[]
  judgedEvents: { equipment: string; code: string; ts: number }[]
  /** `goneAt`: when `online: false` was said, if not with the last arrival. */
  heard: { equipment: string; receivedAt: number; online: boolean | null; goneAt?: number }[]
  /** See `RuleInstance.ranOutTs`. Left out after a restart. */
  ranOut?: { rule: string; equipment: string; ts: number }[]
  /** Left out after a restart: windows are filled from the journal (`wishes`). */
  windows?: { equipment: string; metric: string; spanMs: number; closed: boolean; cells: number[]; latest: number }[]
}

/** Readings of a series that its windows want back: those judged with from ≤ ts ≤ to. */
export type PastWish = { equipment: string; metric: string; from: number; to: number }
/** In the order they arrived. */
export type SeriesPast = { equipment: string; metric: string; points: readonly (readonly [ts: number, value: Value])[] }

export function readMemory(index: RuleIndex): EngineMemory {
  const memory = {
    states: [],
    judged: [],
    judgedEvents: [],
    heard: [],
    ranOut: [],
    windows: []
  } satisfies EngineMemory as Required<EngineMemory>
  for (const [equipment, on] of index.known()) {
    for (const { key, state } of [...on.instances, ...on.heads]) {
      if (state.phase !== 'normal') memory.states.push({ rule: key, equipment, state: JSON.stringify(state) })
    }
    for (const { judgedTs, judgedCode, ranOutTs, key } of on.instances) {
      if (ranOutTs > -Infinity) memory.ranOut.push({ rule: key, equipment, ts: ranOutTs })
      if (judgedTs > -Infinity) memory.judgedEvents.push({ equipment, code: judgedCode, ts: judgedTs })
    }
    for (const [code, ts] of on.eventTs) memory.judgedEvents.push({ equipment, code, ts })
    for (const [, series] of on.allSeries()) readSeries(series, memory)
    if (on.heardAt === -Infinity) continue
    const gone = on.goneAt >= on.heardAt
    memory.heard.push({ equipment, receivedAt: on.heardAt, online: !gone, ...(gone && { goneAt: on.goneAt }) })
  }
  return memory
}

function readSeries(series: SeriesRules, { judged, states, windows }: Required<EngineMemory>): void {
  const { metric, judgedTs: ts, judgedAt, heardAt: receivedAt, value, heldSince } = series
  const equipment = series.on.id
  if (receivedAt > -Infinity) judged.push({ equipment, metric, ts, receivedAt, judgedAt, ...(value !== null && { value }) })
  if (heldSince > -Infinity) states.push({ rule: heldKey(metric), equipment, state: heldState(heldSince) })
  for (const { spanMs, closed, cells, latest } of series.windows) {
    const newest = latest()
    if (newest !== undefined) windows.push({ equipment, metric, spanMs, closed, cells: cells(), latest: newest })
  }
}

/** Where a series stands, and its windows as far as the memory has them. */
export function restoreSeries(index: RuleIndex, { judged, windows = [], ranOut = [] }: EngineMemory): void {
  for (const { equipment, metric, ts, receivedAt, value, judgedAt } of judged) {
    const series = index.equipment(equipment).series(metric)
    series.judgedTs = ts
    series.heardAt = receivedAt
    series.judgedAt = judgedAt ?? receivedAt
    series.value = value ?? null
  }
  restoreWindows(index, windows)
  restoreRanOut(index, ranOut)
}

export function restoreRanOut(index: RuleIndex, ranOut: NonNullable<EngineMemory['ranOut']>): void {
  for (const { rule, equipment, ts } of ranOut) {
    const found = index.equipment(equipment).find(rule)
    if (found && 'ranOutTs' in found) found.ranOutTs = Math.max(found.ranOutTs, ts)
  }
}

export function restoreWindows(index: RuleIndex, windows: NonNullable<EngineMemory['windows']>): void {
  for (const { equipment, metric, spanMs, closed, cells, latest } of windows) {
    const series = index.equipment(equipment).series(metric)
    series.windows.find((window) => window.spanMs === spanMs && window.closed === closed)?.restore(cells, latest)
  }
}

/** From the start of the oldest cell, so that every window is as if it had never been away. */
export function pastWishes(index: RuleIndex): PastWish[] {
  const wishes: PastWish[] = []
  for (const [equipment, on] of index.known()) {
    for (const [metric, { judgedTs, windows }] of on.allSeries()) {
      if (judgedTs === -Infinity) continue
      const froms = windows.flatMap(({ spanMs, latest }) => {
        const cell = cellMs(spanMs)
        return latest() === undefined ? [Math.floor((judgedTs - spanMs) / cell) * cell] : []
      })
      if (froms.length > 0) wishes.push({ equipment, metric, from: Math.min(...froms), to: judgedTs })
    }
  }
  return wishes
}

/** Only windows that wished for it take it: those that were handed over have it already. */
export function takePast(index: RuleIndex, { equipment, metric, points }: SeriesPast): void {
  const empty = index
    .equipment(equipment)
    .series(metric)
    .windows.filter((window) => window.latest() === undefined)
  let newest = -Infinity
  for (const [ts, value] of points) {
    // What came late was not judged when it came, and is not now.
    if (ts <= newest) continue
    newest = ts
    for (const window of empty) window.add(ts, Number(value))
  }
}

/** A value's stillness is kept among the states, under a name no rule can have. */
const heldPrefix = '/held/'

export function heldKey(metric: string): string {
  return `${heldPrefix}${metric}`
}

export function heldState(since: number): string {
  return JSON.stringify({ since })
}

export function isStillness(key: string): boolean {
  return key.startsWith(heldPrefix)
}

/** The metric a stored stillness speaks of; undefined for the state of a rule. */
export function heldMetric(key: string): string | undefined {
  return isStillness(key) ? key.slice(heldPrefix.length) : undefined
}
