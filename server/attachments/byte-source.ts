/** A file that is read in places, never whole. */
import type { FileHandle } from 'node:fs/promises'

export type ByteSource = {
  /** Bytes in all. */
  size: number
  /** The bytes from `at` on; fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>
}

const sliceBytes = 256 * 1024

export function toByteSource(file: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(at, length) {
      const wanted = Math.max(Math.min(length, size - at), 0)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, at)
      return buffer.subarray(0, bytesRead)
    }
  }
}

/** Whether the file holds one of these texts (lower case, ASCII) anywhere, in either case. */
export async function holdsText(source: ByteSource, texts: readonly string[]): Promise<boolean> {
  const overlap = Math.max(...texts.map((text) => text.length)) - 1
  for (let at = 0; at < source.size; at += sliceBytes) {
    const slice = (await source.read(at, sliceBytes + overlap)).toString('latin1').toLowerCase()
    if (texts.some((text) => slice.includes(text))) return true
  }
  return false
}
