/** When equipment was down: its critical and major alarms as they are on record, and what was planned (domain.md §10). */
import { type Severity, severities } from '../contract/common.ts'
import type { Connection } from '../database/database.ts'
import { groupBy } from '../group-by.ts'
import type { Span } from './spans.ts'

export type AlarmStep = { alarm: string; type: string; detail: Record<string, unknown> }
/** `to` is infinity while it stands. */
type Episode = Span & { episode: number; severity: Severity }

/** Ids a statement: far below the 32,766 parameters SQLite takes. */
const idsPerStatement = 500

/** Critical and major intervals by equipment, of alarms that stood at `from` (ms) or to which anything happened since. */
export async function readDownSpans(db: Connection, from: number): Promise<Map<string, Span[]>> {
  const touched = await db.selectFrom('alarm_events').select('alarm').distinct().where('at', '>=', from).execute()
  const standing = await db.selectFrom('alarms').select('id as alarm').where('active', '=', 1).execute()
  const alarms = [...new Set([...touched, ...standing].map(({ alarm }) => alarm))].sort()
  const down = new Map<string, Span[]>()
  for (let start = 0; start < alarms.length; start += idsPerStatement) {
    const rows = await db
      .selectFrom('alarm_events')
      .innerJoin('alarms', 'alarms.id', 'alarm_events.alarm')
      .select(['alarm_events.alarm', 'alarm_events.type', 'alarm_events.detail', 'alarms.equipment'])
      .where('alarm_events.alarm', 'in', alarms.slice(start, start + idsPerStatement))
      .orderBy('alarm_events.alarm')
      .orderBy('alarm_events.position')
      .execute()
    const byAlarm = groupBy(rows, ({ alarm }) => alarm)
    for (const [, steps] of byAlarm) {
      const equipment = steps[0]?.equipment ?? ''
      const spans = downSpansOf(steps.map((step) => ({ ...step, detail: JSON.parse(step.detail) as AlarmStep['detail'] })))
      down.set(equipment, [...(down.get(equipment) ?? []), ...spans])
    }
  }
  return down
}

/** Of one alarm, from its history in order. A test is no failure; one that outlives its test window is. */
export function downSpansOf(steps: readonly AlarmStep[]): Span[] {
  const episodes: Episode[] = []
  for (const { type, detail } of steps) {
    const last = episodes.at(-1)
    if (type === 'raised' || type === 'raised_again') {
      const { episode, raisedAt, severity } = detail as { episode: number; raisedAt: number; severity: Severity }
      episodes.push({ episode, severity, from: raisedAt, to: Number.POSITIVE_INFINITY })
    } else if (type === 'cleared' && last) {
      last.to = Number(detail['clearedAt'])
    } else if (type === 'staged' && last) {
      const { severity, at } = detail as { severity: Severity; at: number }
      // It was not grave until then.
      if (isGrave(severity) && !isGrave(last.severity)) last.from = at
      last.severity = severity
    } else if (type === 'suppressed' && last && detail['by'] === 'test') {
      last.from = Number.POSITIVE_INFINITY
    } else if (type === 'released' && last && detail['by'] === 'test') {
      last.from = Number(detail['at'])
    } else if (type === 'corrected') {
      correct(episodes, detail)
    }
  }
  return episodes.filter(({ severity, from, to }) => isGrave(severity) && from < to).map(({ from, to }) => ({ from, to }))
}

function correct(episodes: Episode[], detail: AlarmStep['detail']): void {
  type Times = { episode: number; raisedAt: number; clearedAt: number | null }
  const { episode, now } = detail as { episode: number; now: Times | null }
  const place = episodes.findIndex((each) => each.episode === episode)
  const found = episodes[place]
  if (!found) return
  if (now === null) episodes.splice(place, 1)
  else Object.assign(found, { episode: now.episode, from: now.raisedAt, to: now.clearedAt ?? Number.POSITIVE_INFINITY })
}

function isGrave(severity: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf('major')
}

/** Planned maintenance by equipment: the times out of service that were in force, some of it in `[from, to)`. */
export async function readOutOfService(db: Connection, { from, to }: Span): Promise<Map<string, Span[]>> {
  const rows = await db
    .selectFrom('out_of_service')
    .select(['equipment', 'confirmed_at', 'ended_at'])
    .where('confirmed_at', '<', to)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', from)]))
    .execute()
  const planned = new Map<string, Span[]>()
  for (const { equipment, confirmed_at, ended_at } of rows) {
    const span = { from: confirmed_at ?? to, to: ended_at ?? Number.POSITIVE_INFINITY }
    planned.set(equipment, [...(planned.get(equipment) ?? []), span])
  }
  return planned
}
