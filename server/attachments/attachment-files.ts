/**
 * The files of attachments, each once under the SHA-256 of its content: `attachments/ab/cd/abcd…`. A file is whole and on
 * disk before its row is written; `incoming/` remembers which were on their way, so that a start can drop what has no row.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import { AppError } from '../errors.ts'
import { createSerial } from '../tickets/serial.ts'
import { toByteSource } from './byte-source.ts'
import { type FileType, judgeFile } from './file-type.ts'

/** A file that has arrived and is nobody's yet. */
export type IncomingFile = { path: string; hash: string; size: number }

export type AttachmentFilesOptions = {
  /** Made when it is needed. */
  folder: string
  /** Whether a ticket has this file. */
  isAttached: (hash: string) => Promise<boolean>
}

export type AttachmentFiles = ReturnType<typeof createAttachmentFiles>

const pendingEnding = '.pending'

export function createAttachmentFiles({ folder, isAttached }: AttachmentFilesOptions) {
  const incoming = join(folder, 'incoming')
  const placeOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  const markOf = (hash: string) => join(incoming, `${hash}${pendingEnding}`)
  /** So that no file is dropped that another request is about to attach. */
  const serial = createSerial()

  /** Forgets a file that was on its way, unless a ticket has it. */
  async function drop(hash: string): Promise<void> {
    if (!(await isAttached(hash))) await rm(placeOf(hash), { force: true })
    await rm(markOf(hash), { force: true })
  }

  return {
    /** Drops what a crash left: pieces, and whole files whose row was never written. To be called before any arrives. */
    async start(): Promise<void> {
      for (const name of await namesIn(incoming)) {
        if (name.endsWith(pendingEnding)) await drop(name.slice(0, -pendingEnding.length))
        else await rm(join(incoming, name), { force: true })
      }
    },

    /**
     * Writes the bytes to disk as they come, never more than `most()`, which is asked anew with every piece. Throws
     * `too_large`, `invalid` when there are none, or `unavailable` when they cannot be written; nothing is left then.
     */
    async receive(bytes: AsyncIterable<Buffer>, most: () => number): Promise<IncomingFile> {
      await writing(() => mkdir(incoming, { recursive: true, mode: 0o750 }))
      const path = join(incoming, randomUUID())
      const file = await writing(() => open(path, 'wx', 0o640))
      try {
        const taken = await take(bytes, { file, most })
        await writing(() => file.sync())
        await file.close()
        return { path, ...taken }
      } catch (error) {
        await file.close()
        await rm(path, { force: true })
        throw error
      }
    },

    /** What it is. Throws `unsupported_media` when it is nothing that is taken for this kind. */
    async judge({ path, size }: IncomingFile, kind: AttachmentKind): Promise<FileType> {
      const file = await open(path)
      try {
        const verdict = await judgeFile(toByteSource(file, size), kind)
        if (verdict.ok) return verdict.type
        throw new AppError('unsupported_media', verdict.reason, { errors: [{ field: 'file', message: verdict.reason }] })
      } finally {
        await file.close()
      }
    },

    /** Gives it its place, on disk before `save` is asked to write the row. When `save` refuses, nothing is left. */
    keep: <Result>({ path, hash }: IncomingFile, save: () => Promise<Result>): Promise<Result> =>
      serial(async () => {
        const place = placeOf(hash)
        await writing(async () => {
          await writeFile(markOf(hash), '')
          await syncFolder(incoming)
          await mkdir(dirname(place), { recursive: true, mode: 0o750 })
          await rename(path, place)
          for (const each of [dirname(place), dirname(dirname(place)), folder, dirname(folder)]) await syncFolder(each)
        })
        try {
          const result = await save()
          await rm(markOf(hash), { force: true })
          return result
        } catch (error) {
          // Else the row may be there although its answer was lost: the next start knows.
          if (isRefusal(error)) await drop(hash)
          throw error
        }
      }),

    discard: ({ path }: IncomingFile): Promise<void> => rm(path, { force: true }),

    /** The content, checked against its hash before the first byte goes out. Throws `not_found`, or `damaged`. */
    async open(hash: string): Promise<Readable> {
      const file = await open(placeOf(hash)).catch((error: unknown) => {
        throw new AppError('not_found', 'The file of this attachment is not in the data folder of this service.', {
          cause: error
        })
      })
      try {
        const actual = createHash('sha256')
        // The handle stays open: what was checked is what is sent.
        for await (const chunk of createReadStream('', { fd: file, start: 0, autoClose: false })) actual.update(chunk as Buffer)
        if (actual.digest('hex') !== hash) {
          throw new AppError('damaged', 'The file of this attachment was altered or damaged on disk: its hash does not fit.')
        }
      } catch (error) {
        await file.close()
        throw error
      }
      return createReadStream('', { fd: file, start: 0 })
    }
  }
}

/** The row was surely not written. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && ['conflict', 'forbidden', 'not_found'].includes(error.code)
}

type Taking = { file: FileHandle; most: () => number }

async function take(bytes: AsyncIterable<Buffer>, { file, most }: Taking): Promise<{ hash: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    expectSize(size, most())
    hash.update(chunk)
    await writing(() => file.writeFile(chunk))
  }
  if (size === 0) throw new AppError('invalid', 'The file is empty.', { errors: [{ field: 'file', message: 'empty' }] })
  return { hash: hash.digest('hex'), size }
}

/** Throws `too_large`. */
export function expectSize(size: number, most: number): void {
  if (size <= most) return
  const message = `expected at most ${most / 1024 / 1024} MB`
  throw new AppError('too_large', `The file is too large: ${message}.`, { errors: [{ field: 'file', message }] })
}

/** A disk that is full or gone is no fault of the sender. */
async function writing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new AppError('unavailable', 'Attachments cannot be stored now.', { cause: error })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
