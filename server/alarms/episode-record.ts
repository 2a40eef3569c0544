/** The alarm history of one equipment as episodes, as it is on record: raises, ends, and what corrected them. */
import type { AlarmEventType } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'
import type { Connection } from '../database/database.ts'

export type RecordedEpisode = {
  rule: string
  episode: number
  raisedAt: number
  clearedAt: number | null
  late: boolean
  /** Which severity it had from when on (ms, device time): with stages, more than one. */
  levels: { at: number; severity: Severity }[]
}

type RaiseDetail = { episode: number; raisedAt: number; late: boolean; severity: Severity }
type Span = { raisedAt: number; clearedAt: number | null }
type Entry = { alarm: string; rule: string; type: AlarmEventType; detail: Record<string, unknown> }

/** Episodes of the alarms that stand, or of which anything happened after `since` (ms); unsorted. */
export async function readEpisodes(db: Connection, equipment: string, since: number): Promise<RecordedEpisode[]> {
  return foldEpisodes(await readEntries(db, equipment, since))
}

/** As it was judged live; `now`: as late readings have it since, null when there was none after all. */
export type LiveRecord = RecordedEpisode & { now: Span | null }

/** As `readEpisodes`. */
export async function readLive(db: Connection, equipment: string, since: number): Promise<LiveRecord[]> {
  return foldLive(await readEntries(db, equipment, since))
}

async function readEntries(db: Connection, equipment: string, since: number): Promise<Entry[]> {
  const rows = await db
    .selectFrom('alarm_events')
    .innerJoin('alarms', 'alarms.id', 'alarm_events.alarm')
    .select(['alarm_events.alarm', 'alarms.rule', 'alarm_events.type', 'alarm_events.detail'])
    .where('alarms.equipment', '=', equipment)
    .where((eb) =>
      eb.or([
        eb('alarms.active', '=', 1),
        eb.exists(
          eb
            .selectFrom('alarm_events as other')
            .select('other.position')
            .whereRef('other.alarm', '=', 'alarms.id')
            .where('other.at', '>=', since)
        )
      ])
    )
    .orderBy('alarm_events.alarm')
    .orderBy('alarm_events.position')
    .execute()
  return rows.map(({ alarm, rule, type, detail }) => ({
    alarm,
    rule,
    type: type as AlarmEventType,
    detail: JSON.parse(detail) as Entry['detail']
  }))
}

type Correction = { episode: number; now: (Span & { episode: number }) | null }

/** Entries by alarm, each alarm's in order. */
function foldEpisodes(entries: readonly Entry[]): RecordedEpisode[] {
  return fold(entries, (episodes: RecordedEpisode[], { episode, now }) => {
    const place = episodes.findIndex((each) => each.episode === episode)
    const found = episodes[place]
    if (!found) return
    if (now) Object.assign(found, now)
    else episodes.splice(place, 1)
  })
}

function foldLive(entries: readonly Entry[]): LiveRecord[] {
  const corrected = new Map<RecordedEpisode, Span | null>()
  const episodes = fold(entries, (of, { episode, now }) => {
    const found = of.find((each) => each.episode === episode)
    if (!found) return
    corrected.set(found, now)
    // Later corrections know it by its new key.
    if (now) found.episode = now.episode
  })
  return episodes.map((each) => {
    const now = corrected.get(each)
    if (now === undefined) return { ...each, now: each }
    return { ...each, now: now && { raisedAt: now.raisedAt, clearedAt: now.clearedAt ?? each.clearedAt } }
  })
}

function fold(
  entries: readonly Entry[],
  correct: (episodes: RecordedEpisode[], correction: Correction) => void
): RecordedEpisode[] {
  const byAlarm = new Map<string, RecordedEpisode[]>()
  for (const { alarm, rule, type, detail } of entries) {
    const episodes = byAlarm.get(alarm) ?? []
    byAlarm.set(alarm, episodes)
    const last = episodes.at(-1)
    if (type === 'raised' || type === 'raised_again') {
      const { episode, raisedAt, late, severity } = detail as RaiseDetail
      episodes.push({ rule, episode, raisedAt, clearedAt: null, late, levels: [{ at: raisedAt, severity }] })
    } else if (type === 'staged' && last) {
      const { at, severity } = detail as { at: number; severity: Severity }
      last.levels.push({ at, severity })
    } else if (type === 'cleared' && last) {
      last.clearedAt = Number(detail['clearedAt'])
    } else if (type === 'corrected') correct(episodes, detail as Correction)
  }
  return [...byAlarm.values()].flat()
}
