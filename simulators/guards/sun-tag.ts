/**
 * What an NTAG 424 DNA makes of itself at a tap (NXP AN12196, AES mode): the tag's side of what the service verifies, made
 * from the data sheet and not from the service's code. Pure.
 */
import { createCipheriv, createHash } from 'node:crypto'

/** Keys of 16 bytes; `uid` of 7. */
export type SunTag = { uid: Buffer; meta: Buffer; file: Buffer }

/** UID and counter are there, and the UID has 7 bytes. */
const dataTag = Buffer.from([0xc7])
const sessionStart = Buffer.from('3CC300010080', 'hex')

/** The texts of its address, upper-case hex. `counter`: this tap included, below 2^24. */
export function tapOf({ uid, meta, file }: SunTag, counter: number): { e: string; c: string } {
  const count = Buffer.from([counter & 0xff, (counter >> 8) & 0xff, (counter >> 16) & 0xff])
  // Random on a real tag; here the same tap looks the same each time.
  const filling = createHash('sha256').update(file).update(count).digest().subarray(0, 5)
  const e = encrypt('aes-128-cbc', meta, Buffer.concat([dataTag, uid, count, filling]))
  const session = shortCmac(file, Buffer.concat([sessionStart, uid, count]))
  const c = shortCmac(session, Buffer.alloc(0)).filter((_, index) => index % 2 === 1)
  return { e: e.toString('hex').toUpperCase(), c: Buffer.from(c).toString('hex').toUpperCase() }
}

/** AES-CMAC (RFC 4493) of one block, or of nothing: all that a tag needs. */
function shortCmac(key: Buffer, message: Buffer): Buffer {
  const isBlock = message.length === 16
  const first = doubled(encrypt('aes-128-ecb', key, Buffer.alloc(16)))
  const mask = isBlock ? first : doubled(first)
  const block = isBlock ? message : Buffer.concat([Buffer.from([0x80]), Buffer.alloc(15)])
  return encrypt('aes-128-ecb', key, Buffer.from(block.map((byte, index) => byte ^ (mask[index] ?? 0))))
}

/** Times two in the field of RFC 4493, as a number of 128 bits. */
function doubled(block: Buffer): Buffer {
  const value = BigInt(`0x${block.toString('hex')}`)
  const next = BigInt.asUintN(128, value << 1n) ^ (value >> 127n ? 0x87n : 0n)
  return Buffer.from(next.toString(16).padStart(32, '0'), 'hex')
}

function encrypt(algorithm: 'aes-128-ecb' | 'aes-128-cbc', key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv(algorithm, key, algorithm === 'aes-128-cbc' ? Buffer.alloc(16) : null).setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}
