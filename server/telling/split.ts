/** Text into pieces that a channel takes, counted in bytes of UTF-8. Pure. */

export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The beginning of `text` that fits, never half a character. */
export function cutTo(text: string, limit: number): string {
  if (bytesOf(text) <= limit) return text
  let used = 0
  let end = 0
  for (const character of text) {
    used += bytesOf(character)
    if (used > limit) break
    end += character.length
  }
  return text.slice(0, end)
}

/** At line ends where that goes; a line longer than the limit is broken. At least one piece, none above `limit`. */
export function splitLines(text: string, limit: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const whole of text.split('\n')) {
    for (const line of breakLine(whole, limit)) {
      const joined = piece === '' ? line : `${piece}\n${line}`
      if (bytesOf(joined) <= limit) piece = joined
      else {
        pieces.push(piece)
        piece = line
      }
    }
  }
  return [...pieces, piece]
}

function breakLine(line: string, limit: number): string[] {
  const parts: string[] = []
  let rest = line
  while (bytesOf(rest) > limit) {
    const part = cutTo(rest, limit)
    // A limit below one character would go on for ever.
    if (part === '') break
    parts.push(part)
    rest = rest.slice(part.length)
  }
  return [...parts, rest]
}
