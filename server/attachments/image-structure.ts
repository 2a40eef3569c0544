/** Whether a file is built like the picture its first bytes promise. Nothing is decoded. */
import type { ByteSource } from './byte-source.ts'

/** More parts than any camera writes: a file of these only is made to keep us busy. */
const mostParts = 10_000
const startOfScan = 0xda

/** Segments one after another (ITU T.81 B.1.1) up to the picture's data, with a frame of some size before. */
export async function isJpeg(source: ByteSource): Promise<boolean> {
  let framed = false
  for (let at = 2, parts = 0; parts < mostParts; parts++) {
    const head = await source.read(at, 9)
    if (head.length < 9 || head[0] !== 0xff) return false
    const marker = head.readUInt8(1)
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === startOfScan) return framed
    if (isFrame(marker)) framed = head.readUInt16BE(5) > 0 && head.readUInt16BE(7) > 0
    const length = head.readUInt16BE(2)
    if (length < 2) return false
    at += 2 + length
  }
  return false
}

/** SOF0 to SOF15, of which three are other tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** IHDR first, some IDAT, and IEND as the very last bytes of the file. */
export async function isPng(source: ByteSource): Promise<boolean> {
  const first = await source.read(8, 16)
  if (first.length < 16 || first.toString('latin1', 4, 8) !== 'IHDR' || first.readUInt32BE(0) !== 13) return false
  if (first.readUInt32BE(8) === 0 || first.readUInt32BE(12) === 0) return false
  let data = false
  for (let at = 8, parts = 0; parts < mostParts; parts++) {
    const head = await source.read(at, 8)
    if (head.length < 8) return false
    const name = head.toString('latin1', 4, 8)
    at += 12 + head.readUInt32BE(0)
    if (name === 'IDAT') data = true
    if (name === 'IEND') return data && at === source.size
  }
  return false
}

/** The length it names is the file's. */
export async function isWebp(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, 16)
  if (head.length < 16 || !['VP8 ', 'VP8L', 'VP8X'].includes(head.toString('latin1', 12, 16))) return false
  return head.readUInt32LE(4) + 8 === source.size
}
