/**
 * What is acknowledged, before it is in the journal's tables: two files of fixed size, written in turn. Writing over a
 * file that has its size already, and making that durable, costs less than a transaction of DuckDB's; the tables get
 * many commits at once. A record is [length, checksum, number, bytes]; numbers grow by one, so that what an earlier
 * turn left behind a record is told from it. What is in the tables already is not told here: the reader knows.
 */
import { closeSync, constants, fdatasync, fstatSync, fsyncSync, openSync, readSync, writeSync, writev } from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'

export type CommitLog = {
  /**
   * Resolves with the record's number when it is durable; with undefined when there is no room. Rejects when the disk does
   * not take it. One at a time; the other calls may come meanwhile.
   */
  append(record: Uint8Array): Promise<number | undefined>
  /** Goes on in the other file, if that is free. */
  rotate(): void
  /** All records up to this one are stored elsewhere. */
  settled(upTo: number): void
  close(): void
}

type LogFile = { fd: number; end: number; last: number }

const usualBytes = 4 * 1024 * 1024
/** Not every system has it. */
const durably: number | undefined = constants.O_DSYNC
const isDurableOnReturn = durably !== undefined
const headerBytes = 16

export const commitLogNames = (journal: string): string[] => [`${journal}.commits-0`, `${journal}.commits-1`]

/** Opens the files beside the journal, making them when needed. `records`: what was written and not overwritten, in order. */
export function openCommitLog(journal: string, fileBytes = usualBytes): { log: CommitLog; records: Buffer[] } {
  const files = commitLogNames(journal).map((name): LogFile => ({ fd: openSized(name, fileBytes), end: 0, last: 0 }))
  const found = files.flatMap(({ fd }) => readRecords(fd, fileBytes)).sort((one, other) => one.number - other.number)
  let number = found.at(-1)?.number ?? 0
  let current = files[0] as LogFile
  let closed = false

  return {
    records: found.map(({ record }) => record),
    log: {
      async append(record) {
        // The system gives the numbers of closed files to others.
        if (closed) throw new Error('the journal is closed')
        const file = current
        const size = headerBytes + record.byteLength
        if (file.end + size > fileBytes) return undefined
        const next = number + 1
        // Already now: what is settled meanwhile must not free the file.
        file.last = next
        const written = await writeDurably(file.fd, [headerOf(record, next), record], file.end)
        if (written !== size) throw new Error('a record was not written whole')
        number = next
        file.end += size
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
        if (!closed) for (const { fd } of files) closeSync(fd)
        closed = true
      }
    }
  }
}

/** One visit to a thread of libuv's: waiting there costs half of what a thread of our own does that has to be told. */
function writeDurably(fd: number, parts: Uint8Array[], at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, parts, at, (error, written) => {
      if (error) reject(error)
      else if (isDurableOnReturn) resolve(written)
      else fdatasync(fd, (fault) => (fault ? reject(fault) : resolve(written)))
    })
  })
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
  if (fstatSync(fd).size !== fileBytes) {
    writeSync(fd, Buffer.alloc(fileBytes), 0, fileBytes, 0)
    fsyncSync(fd)
    const folder = openSync(dirname(name), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
  closeSync(fd)
  return openSync(name, constants.O_RDWR | (durably ?? 0))
}
