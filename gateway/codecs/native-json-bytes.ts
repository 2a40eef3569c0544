/**
 * Reads the usual telemetry message where it lies: `{"ts":1763800000000,"values":{"flow":30.5,"running":true}}`, numbers
 * and booleans only, with or without a blank behind colons and commas. No text and no object is made of it, which is what
 * most of the cost of JSON.parse is. Whatever else a message may be is left to JSON.parse: never a guess.
 */

const most = 16
/** What is longer is nobody's metric. */
const longestName = 64

/** The last message that was read: `ts`, and `size` values. One for all, as it is on the way of every reading. */
export const scanned = {
  ts: 0,
  size: 0,
  names: new Array<string>(most).fill(''),
  /** Numbers, or 0 and 1. */
  values: new Float64Array(most),
  isBoolean: new Uint8Array(most)
}

const [quote, comma, minus, point, colon, open, close] = [0x22, 0x2c, 0x2d, 0x2e, 0x3a, 0x7b, 0x7d]
const [blank, zero, nine, letterF, letterT] = [0x20, 0x30, 0x39, 0x66, 0x74]
const head = Buffer.from('{"ts":')
const middle = Buffer.from('"values":')
const [yes, no] = [Buffer.from('true'), Buffer.from('false')]
/** Whole numbers up to 10^15 and powers of ten up to 10^15 are exact, and so their quotient is the nearest number there is. */
const mostDigits = 15
const powers = Float64Array.from({ length: mostDigits + 1 }, (_, power) => 10 ** power)

/** Names that were met, by what their bytes come to; bounded, a name may lose its place to another. */
const knownNames = new Array<string>(1024).fill('')

/** Where the scan stands, and the number it read last: in a cell, as a variable would be a new object each time. */
let at = 0
const figure = new Float64Array(1)

/** True: `scanned` holds all of the message. False: it says nothing. */
export function scanSample(bytes: Uint8Array): boolean {
  at = 0
  if (!passWord(bytes, head)) return false
  passBlank(bytes)
  if (bytes[at] === minus || !readNumber(bytes)) return false
  scanned.ts = figure[0] ?? 0
  if (!passMark(bytes, comma) || !passWord(bytes, middle)) return false
  passBlank(bytes)
  if (bytes[at++] !== open) return false
  scanned.size = 0
  do if (!readValue(bytes)) return false
  while (passMark(bytes, comma))
  return bytes[at] === close && bytes[at + 1] === close && at + 2 === bytes.length
}

function readValue(bytes: Uint8Array): boolean {
  const name = readName(bytes)
  const place = scanned.size
  // The last of two of one name counts: rare enough for JSON.parse.
  if (name === undefined || place === most) return false
  for (let other = 0; other < place; other++) if (scanned.names[other] === name) return false
  if (!passMark(bytes, colon)) return false
  const first = bytes[at]
  const isWord = first === letterT || first === letterF
  if (!(isWord ? passWord(bytes, first === letterT ? yes : no) : readNumber(bytes))) return false
  scanned.names[place] = name
  scanned.values[place] = isWord ? Number(first === letterT) : (figure[0] ?? 0)
  scanned.isBoolean[place] = isWord ? 1 : 0
  scanned.size = place + 1
  return true
}

/** A name that begins with a digit would have another place among the keys of an object. */
function readName(bytes: Uint8Array): string | undefined {
  if (bytes[at] !== quote) return undefined
  const from = at + 1
  let hash = 0
  let end = from
  for (; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0
    if (byte === quote) break
    if (!isPlain(byte)) return undefined
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  const first = bytes[from] ?? quote
  if (end === bytes.length || end - from > longestName) return undefined
  if (first === quote || (first >= zero && first <= nine)) return undefined
  at = end + 1
  const place = hash & (knownNames.length - 1)
  const known = knownNames[place] ?? ''
  if (isName(known, bytes, from, end)) return known
  const name = String.fromCharCode(...bytes.subarray(from, end))
  knownNames[place] = name
  return name
}

/** Letters, digits and `_`, `-`, `.`. */
function isPlain(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || (byte >= zero && byte <= nine) || isOtherPlain(byte)
}

function isOtherPlain(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === minus || byte === point
}

function isName(name: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (name.length !== end - from) return false
  for (let index = 0; index < name.length; index++) if (name.charCodeAt(index) !== bytes[from + index]) return false
  return true
}

/** Into `figure`. Not: more digits than are exact; an exponent is left standing, and no mark that may follow. */
function readNumber(bytes: Uint8Array): boolean {
  const isNegative = bytes[at] === minus
  if (isNegative) at++
  const begun = at
  let whole = readDigits(bytes, 0)
  const digits = at - begun
  if (digits === 0 || (digits > 1 && bytes[begun] === zero)) return false
  let decimals = 0
  if (bytes[at] === point) {
    const from = ++at
    whole = readDigits(bytes, whole)
    decimals = at - from
    if (decimals === 0) return false
  }
  if (digits + decimals > mostDigits) return false
  const value = decimals === 0 ? whole : whole / (powers[decimals] ?? 1)
  figure[0] = isNegative ? -value : value
  return true
}

function readDigits(bytes: Uint8Array, before: number): number {
  let value = before
  for (;;) {
    const byte = bytes[at] ?? 0
    if (byte < zero || byte > nine) return value
    value = value * 10 + byte - zero
    at++
  }
}

function passBlank(bytes: Uint8Array): void {
  if (bytes[at] === blank) at++
}

function passMark(bytes: Uint8Array, mark: number): boolean {
  if (bytes[at] !== mark) return false
  at++
  passBlank(bytes)
  return true
}

function passWord(bytes: Uint8Array, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return false
  at += word.length
  return true
}
