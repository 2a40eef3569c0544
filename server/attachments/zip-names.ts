/** The names in a ZIP file, from its central directory (APPNOTE 4.3); nothing is unpacked. */
import type { ByteSource } from './byte-source.ts'

const endLength = 22
const longestComment = 0xffff
const entryLength = 46
const largestDirectory = 1024 * 1024

/** undefined: the file does not end as a ZIP file does, whatever it begins with. */
export async function readZipNames(source: ByteSource): Promise<string[] | undefined> {
  const tailAt = Math.max(source.size - endLength - longestComment, 0)
  const tail = await source.read(tailAt, source.size - tailAt)
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32BE(at) !== 0x504b0506) continue
    if (at + endLength + tail.readUInt16LE(at + 20) !== tail.length) continue
    return readDirectory(source, { at: tail.readUInt32LE(at + 16), length: tail.readUInt32LE(at + 12) })
  }
  return undefined
}

/** Empty when the directory is not where the file says. */
async function readDirectory(source: ByteSource, { at, length }: { at: number; length: number }): Promise<string[]> {
  if (length > largestDirectory) return []
  const directory = await source.read(at, length)
  const names: string[] = []
  for (let place = 0; place + entryLength <= directory.length; ) {
    if (directory.readUInt32BE(place) !== 0x504b0102) break
    const nameLength = directory.readUInt16LE(place + 28)
    const name = place + entryLength
    names.push(directory.toString('utf8', name, name + nameLength))
    place = name + nameLength + directory.readUInt16LE(place + 30) + directory.readUInt16LE(place + 32)
  }
  return names
}
