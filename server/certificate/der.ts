/** As much of DER (X.690) as a certificate is made of. Pure. */

/** An element that is complete: tag, length, content. */
export type Der = Buffer

function element(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

/** One byte up to 127, else how many bytes follow and these (X.690, 8.1.3). */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = unsigned(length)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

/** Base 256, first digit not 0. */
function unsigned(value: number): number[] {
  const rest = Math.floor(value / 256)
  return rest === 0 ? [value % 256] : [...unsigned(rest), value % 256]
}

export const sequence = (...parts: readonly Der[]): Der => element(0x30, ...parts)
export const setOf = (part: Der): Der => element(0x31, part)
export const octets = (content: Uint8Array): Der => element(0x04, content)
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text, 'utf8'))
export const yes: Der = element(0x01, Buffer.from([0xff]))

/** Of bytes without sign; a first bit that is set would make it negative. */
export function integer(value: number | Uint8Array): Der {
  const bytes = typeof value === 'number' ? Buffer.from(unsigned(value)) : value
  return element(0x02, Buffer.from((bytes[0] ?? 0) & 0x80 ? [0] : []), bytes)
}

/** `unused`: bits of the last byte that say nothing. */
export const bits = (content: Uint8Array, unused = 0): Der => element(0x03, Buffer.from([unused]), content)

/** `1.2.840.10045.4.3.2` */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Seven bits a byte, all but the last marked by the eighth (X.690, 8.19.2). */
function base128(value: number): number[] {
  const digits = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128))
  return digits
}

/** ms → seconds of UTC: two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5). */
export function time(ms: number): Der {
  const text = `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
  return text < '2050' ? element(0x17, Buffer.from(text.slice(2))) : element(0x18, Buffer.from(text))
}

/** `[number]` around an element that keeps its own tag. */
export const explicit = (number: number, part: Der): Der => element(0xa0 | number, part)
/** `[number]` in place of the content's own tag. */
export const implicit = (number: number, content: Uint8Array): Der => element(0x80 | number, content)
