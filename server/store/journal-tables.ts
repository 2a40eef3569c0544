/**
 * The journal's tables. No primary keys: an index makes appending ten times slower (see design).
 *
 * `readings` and `imported` hold what is not yet compacted; `segments` names the Parquet files that hold the rest.
 * `skewed_times` tells which readings in those came with a time ahead of ours.
 * The `*_state` tables say what rows up to `snapshot.seq` came to, so that a start reads only what followed.
 */
export const journalTables = `
CREATE TABLE IF NOT EXISTS series (id INTEGER, equipment VARCHAR, metric VARCHAR, type VARCHAR);
CREATE TABLE IF NOT EXISTS readings (
  seq BIGINT, position INTEGER, series INTEGER, ts BIGINT, num DOUBLE, text VARCHAR, received BIGINT, skewed BOOLEAN);
CREATE TABLE IF NOT EXISTS imported (
  seq BIGINT, position INTEGER, series INTEGER, ts BIGINT, num DOUBLE, text VARCHAR, received BIGINT, skewed BOOLEAN);
CREATE TABLE IF NOT EXISTS imports (
  id VARCHAR, started BIGINT, updated BIGINT, state VARCHAR, lines BIGINT, stored BIGINT, rejected BIGINT, faults VARCHAR);
CREATE TABLE IF NOT EXISTS events (
  seq BIGINT, position INTEGER, equipment VARCHAR, code VARCHAR, ts BIGINT, detail VARCHAR, received BIGINT, skewed BOOLEAN);
CREATE TABLE IF NOT EXISTS presences (seq BIGINT, position INTEGER, equipment VARCHAR, online BOOLEAN, received BIGINT);
CREATE TABLE IF NOT EXISTS rejects (id BIGINT, topic VARCHAR, received BIGINT, reason VARCHAR, payload VARCHAR);
CREATE TABLE IF NOT EXISTS skewed_times (series INTEGER, ts BIGINT);
CREATE TABLE IF NOT EXISTS segments (
  file VARCHAR, kind VARCHAR, from_ts BIGINT, to_ts BIGINT, low INTEGER, high INTEGER, row_count BIGINT, bytes BIGINT);
CREATE TABLE IF NOT EXISTS snapshot (seq BIGINT, judged BIGINT);
CREATE TABLE IF NOT EXISTS series_state (
  series INTEGER, ts BIGINT, num DOUBLE, text VARCHAR, received BIGINT, newest BIGINT, heard BIGINT);
CREATE TABLE IF NOT EXISTS imported_state (series INTEGER, ts BIGINT, num DOUBLE, text VARCHAR, received BIGINT);
CREATE TABLE IF NOT EXISTS event_state (equipment VARCHAR, code VARCHAR, ts BIGINT);
CREATE TABLE IF NOT EXISTS heard_state (equipment VARCHAR, received BIGINT);
CREATE TABLE IF NOT EXISTS presence_state (equipment VARCHAR, place BIGINT, received BIGINT, online BOOLEAN)
`
