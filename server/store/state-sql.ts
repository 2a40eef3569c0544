/** What rows come to, as of a sequence number: the stored state up to `since` (0: none), and the rows after it. */
import { placeSql } from './stored-readings.ts'

const after = (since: number, upTo: number) => `seq > ${since}${Number.isFinite(upTo) ? ` AND seq <= ${upTo}` : ''}`
const stored = (since: number, sql: string) => (since > 0 ? `${sql} UNION ALL` : '')

/** series; ts, num, text, received of its newest reading; newest: its last arrival; heard: skewed ones counted too. */
export function seriesStateSql(since: number, upTo = Number.POSITIVE_INFINITY): string {
  const good = 'FILTER (WHERE NOT skewed)'
  return `SELECT series, max(ts) AS ts, arg_max(num, ts) AS num, arg_max(text, ts) AS text,
      arg_max(received, ts) AS received, max(newest) AS newest, max(heard) AS heard
    FROM (${stored(since, 'SELECT series, ts, num, text, received, newest, heard FROM series_state')}
      SELECT series, max(ts) ${good} AS ts, arg_max(num, ts) ${good} AS num, arg_max(text, ts) ${good} AS text,
        arg_max(received, ts) ${good} AS received, max(received) ${good} AS newest, max(received) AS heard
      FROM readings WHERE ${after(since, upTo)} GROUP BY series) GROUP BY series`
}

export function importedStateSql(since: number, upTo = Number.POSITIVE_INFINITY): string {
  return `SELECT series, max(ts) AS ts, arg_max(num, ts) AS num, arg_max(text, ts) AS text, arg_max(received, ts) AS received
    FROM (${stored(since, 'SELECT series, ts, num, text, received FROM imported_state')}
      SELECT series, max(ts) AS ts, arg_max(num, ts) AS num, arg_max(text, ts) AS text, arg_max(received, ts) AS received
      FROM imported WHERE NOT skewed AND ${after(since, upTo)} GROUP BY series) GROUP BY series`
}

/** Greatest ts of each event of each equipment; skewed ones left out. */
export function eventStateSql(since: number, upTo = Number.POSITIVE_INFINITY): string {
  return `SELECT equipment, code, max(ts) AS ts
    FROM (${stored(since, 'SELECT equipment, code, ts FROM event_state')}
      SELECT equipment, code, ts FROM events WHERE NOT skewed AND ${after(since, upTo)}) GROUP BY equipment, code`
}

/** Last arrival of any event. */
export function heardStateSql(since: number, upTo = Number.POSITIVE_INFINITY): string {
  return `SELECT equipment, max(received) AS received
    FROM (${stored(since, 'SELECT equipment, received FROM heard_state')}
      SELECT equipment, received FROM events WHERE ${after(since, upTo)}) GROUP BY equipment`
}

/** The last thing said about each equipment's presence. */
export function presenceStateSql(since: number, upTo = Number.POSITIVE_INFINITY): string {
  return `SELECT equipment, max(place) AS place, arg_max(received, place) AS received, arg_max(online, place) AS online
    FROM (${stored(since, 'SELECT equipment, place, received, online FROM presence_state')}
      SELECT equipment, ${placeSql} AS place, received, online FROM presences WHERE ${after(since, upTo)}) GROUP BY equipment`
}
