/**
 * What is acknowledged, before it is in the journal's tables: two files of fixed size, written in turn. Writing over a
 * file that has its size already, and making that durable, costs less than a transaction of DuckDB's; the tables get
 * many commits at once. A record is [length, checksum, number, bytes]; numbers grow by one, so that what an earlier
 * turn left behind a record is told from it. What is in the tables already is not told here: the reader knows.
 */
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync, writevSync } from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'

export type CommitLog = {
  /** Durable when it returns the record's number; undefined when there is no room. Throws when the disk does not take it. */
  append(record: Uint8Array): number | undefined
  /** Goes on in the other file, if that is free. */
  rotate(): void
  /** All records up to this one are stored elsewhere. */
  settled(upTo: number): void
  close(): void
}

type LogFile = { fd: number; end: number; last: number }

const usualBytes = 4 * 1024 * 1024
const headerBytes = 16

export const commitLogNames = (journal: string): string[] => [`${journal}.commits-0`, `${journal}.commits-1`]

/** Opens the files beside the journal, making them when needed. `records`: what was written and not overwritten, in order. */
export function openCommitLog(journal: string, fileBytes = usualBytes): { log: CommitLog; records: Buffer[] } {
  const files = commitLogNames(journal).map((name): LogFile => ({ fd: openSized(name, fileBytes), end: 0, last: 0 }))
  const found = files.flatMap(({ fd }) => readRecords(fd, fileBytes)).sort((one, other) => one.number - other.number)
  let number = found.at(-1)?.number ?? 0
  let current = files[0] as LogFile

  return {
    records: found.map(({ record }) => record),
    log: {
      append(record) {
        const size = headerBytes + record.byteLength
        if (current.end + size > fileBytes) return undefined
        const next = number + 1
        const written = writevSync(current.fd, [headerOf(record, next), record], current.end)
        if (written !== size) throw new Error('a record was not written whole')
        fdatasyncSync(current.fd)
        number = next
        current.end += size
        current.last = next
        return next
      },
      rotate() {
        const other = files.find((file) => file !== current && file.end === 0)
        if (other) current = other
      },
      settled(upTo) {
        for (const file of files) if (file.last <= upTo) file.end = 0
      },
      close() {
        for (const { fd } of files) closeSync(fd)
      }
    }
  }
}

function headerOf(record: Uint8Array, number: number): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeDoubleLE(number, 8)
  header.writeUInt32LE(record.byteLength, 0)
  header.writeUInt32LE(crc32(record, crc32(header.subarray(8))), 4)
  return header
}

function readRecords(fd: number, fileBytes: number): { number: number; record: Buffer }[] {
  const bytes = Buffer.alloc(fileBytes)
  readSync(fd, bytes, 0, fileBytes, 0)
  const found: { number: number; record: Buffer }[] = []
  for (let at = 0; at + headerBytes <= fileBytes; ) {
    const end = at + headerBytes + bytes.readUInt32LE(at)
    if (end > fileBytes) break
    const record = bytes.subarray(at + headerBytes, end)
    const number = bytes.readDoubleLE(at + 8)
    if (bytes.readUInt32LE(at + 4) !== crc32(record, crc32(bytes.subarray(at + 8, at + headerBytes)))) break
    if (number !== (found.at(-1)?.number ?? number - 1) + 1) break
    found.push({ number, record })
    at = end
  }
  return found
}

/** With all its blocks: what is written later changes bytes only. */
function openSized(name: string, fileBytes: number): number {
  let fd: number
  try {
    fd = openSync(name, 'r+')
  } catch {
    fd = openSync(name, 'w+', 0o640)
  }
  if (fstatSync(fd).size === fileBytes) return fd
  writeSync(fd, Buffer.alloc(fileBytes), 0, fileBytes, 0)
  fsyncSync(fd)
  const folder = openSync(dirname(name), 'r')
  fsyncSync(folder)
  closeSync(folder)
  return fd
}
