/** The journal's tables. No primary keys: an index makes appending ten times slower (see design). */
export const journalTables = `
CREATE TABLE IF NOT EXISTS series (id INTEGER, equipment VARCHAR, metric VARCHAR, type VARCHAR);
CREATE TABLE IF NOT EXISTS readings (
  seq BIGINT, position INTEGER, series INTEGER, ts BIGINT, num DOUBLE, text VARCHAR, received BIGINT, skewed BOOLEAN);
CREATE TABLE IF NOT EXISTS events (
  seq BIGINT, position INTEGER, equipment VARCHAR, code VARCHAR, ts BIGINT, detail VARCHAR, received BIGINT, skewed BOOLEAN);
CREATE TABLE IF NOT EXISTS presences (seq BIGINT, position INTEGER, equipment VARCHAR, online BOOLEAN, received BIGINT);
CREATE TABLE IF NOT EXISTS rejects (id BIGINT, topic VARCHAR, received BIGINT, reason VARCHAR, payload VARCHAR);
`
