/** A patrol scan of a fixed or hand-held reader: what it says, checked by hand like all of the native format. */
import type { ScanReport } from '../reading.ts'
import { isRecord, parseJson } from './json-fields.ts'
import { parseTime } from './sample-time.ts'

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/
const tagPattern = /^[0-9A-Fa-f]{8,20}$/
const noteLength = 5000

export type ScanContext = { reader: string; receivedAt: number; timezone: string }

/** The scan, or the reason why it is none. Whether there is such a tag or guard is for the server to say. */
export function decodeScan(payload: Buffer, context: ScanContext): { scan: ScanReport } | { reason: string } {
  const body = parseJson(payload)
  if (body === undefined) return { reason: 'not JSON' }
  if (!isRecord(body)) return { reason: 'wrong shape: expected {"ts": …, "tag": …, "guard": …}' }
  const { id, ts, tag, guard, result = 'ok', note } = body
  const time = parseTime(ts, context.timezone)
  if (time === undefined) return { reason: 'ts: expected ms since the epoch or ISO 8601' }
  if (typeof tag !== 'string' || !tagPattern.test(tag))
    return { reason: 'tag: expected the UID as hex text, e.g. "04A1B2C3D4E5F6"' }
  if (typeof guard !== 'string' || !idPattern.test(guard)) return { reason: "guard: expected a user's id" }
  if (id !== undefined && (typeof id !== 'string' || !idPattern.test(id)))
    return { reason: 'id: expected 1 to 64 of A-Z a-z 0-9 _ . -' }
  if (result !== 'ok' && result !== 'issue') return { reason: 'result: expected ok or issue' }
  if (note !== undefined && (typeof note !== 'string' || note.length > noteLength)) {
    return { reason: `note: expected text of at most ${noteLength} characters` }
  }
  const uid = tag.toUpperCase()
  return {
    scan: {
      // Sent again without an id of its own, the same scan has the same one; a reader's long id is what is cut.
      id: id ?? `${time}.${uid}.${context.reader}`.slice(0, 64),
      ts: time,
      tag: uid,
      guard,
      reader: context.reader,
      result,
      note: note ?? null,
      receivedAt: context.receivedAt
    }
  }
}
