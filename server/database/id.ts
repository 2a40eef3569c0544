import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghijklmnopqrstuv'

/**
 * A new id such as `tk_01k3v9q0s8` + 16 random characters (80 bits): ids sort as text in the
 * order of their millisecond. `toString(32)` and the alphabet share their digits on purpose.
 */
export function createId(prefix: string, at: number): string {
  const time = at.toString(32).padStart(10, '0')
  let random = ''
  for (const byte of randomBytes(16)) random += alphabet.charAt(byte & 31)
  return `${prefix}_${time}${random}`
}
