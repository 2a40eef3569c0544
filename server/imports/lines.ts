/** A stream of bytes as numbered lines of text, each of bounded length. */
export type Line = { number: number; text: string } | { number: number; tooLong: true }

const longestLine = 64 * 1024
const newline = 0x0a

/** Lines end with LF or CRLF; a byte order mark in front and empty lines are passed over, but counted. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 1
  let rest: Buffer[] = []
  let size = 0
  const take = (last: Buffer): Line | undefined => {
    const line: Line = size + last.length > longestLine ? { number, tooLong: true } : { number, text: toText(rest, last) }
    rest = []
    size = 0
    if (number === 1 && 'text' in line) line.text = line.text.replace(/^\uFEFF/, '')
    number++
    return 'text' in line && line.text.trim() === '' ? undefined : line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const line = take(chunk.subarray(from, at))
      if (line) yield line
      from = at + 1
    }
    const left = chunk.subarray(from)
    // Of a line that is too long already, only its length counts.
    if (size <= longestLine && left.length > 0) rest.push(left)
    size += left.length
  }
  const last = take(Buffer.alloc(0))
  if (last) yield last
}

function toText(parts: readonly Buffer[], last: Buffer): string {
  const text = (parts.length === 0 ? last : Buffer.concat([...parts, last])).toString('utf8')
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
