/**
 * What an NTAG 424 DNA writes into its address at each tap (SUN, AES mode; NXP AN12196): its UID and a counter,
 * encrypted, and a MAC that only who knows the tag's key can make. Pure.
 */
import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import { aesCmac } from './cmac.ts'

/** `e` and `c` of the address, as hex text. */
export type SunText = { e: string; c: string }
/** `uid`: 14 hex digits, upper case. `counter`: taps so far, this one included. */
export type SunTap = { uid: string; counter: number }

export type SunKeys = {
  /** K_meta (SDMMetaRead): the same for all tags, as the UID is not known before. 16 bytes. */
  meta: Uint8Array
  /** K_file (SDMFileRead) of a tag; undefined for a tag nobody knows. 16 bytes. */
  file: (uid: string) => Uint8Array | undefined
  /** What the MAC is over besides: the address between its two offsets. Empty for the usual layout. */
  message?: string
}

export type SunVerdict =
  | ({ ok: true } & SunTap)
  | { ok: false; reason: 'malformed'; field: 'e' | 'c' }
  /** Decrypted with our key it says nothing: made for somebody else, or altered. */
  | { ok: false; reason: 'not_ours' }
  | { ok: false; reason: 'unknown_tag'; uid: string }
  | { ok: false; reason: 'wrong_mac'; uid: string }

/** PICCDataTag: UID and counter present, UID of 7 bytes. */
const tagOfUidAndCounter = 0xc7
const uidLength = 7
/** Fixed start of the session vector for the MAC key (AN12196, SV2). */
const sessionVectorStart = Buffer.from('3CC300010080', 'hex')

export function verifySun({ e, c }: SunText, { meta, file, message = '' }: SunKeys): SunVerdict {
  if (!/^[0-9A-Fa-f]{32}$/.test(e)) return { ok: false, reason: 'malformed', field: 'e' }
  if (!/^[0-9A-Fa-f]{16}$/.test(c)) return { ok: false, reason: 'malformed', field: 'c' }
  const plain = decrypt(meta, Buffer.from(e, 'hex'))
  if (plain[0] !== tagOfUidAndCounter) return { ok: false, reason: 'not_ours' }
  const uidBytes = plain.subarray(1, 1 + uidLength)
  const counterBytes = plain.subarray(1 + uidLength, 4 + uidLength)
  const uid = uidBytes.toString('hex').toUpperCase()
  const key = file(uid)
  if (!key) return { ok: false, reason: 'unknown_tag', uid }
  const session = aesCmac(key, Buffer.concat([sessionVectorStart, uidBytes, counterBytes]))
  const full = aesCmac(session, Buffer.from(message, 'ascii'))
  const mac = Buffer.from(full.filter((_, index) => index % 2 === 1))
  if (!timingSafeEqual(mac, Buffer.from(c, 'hex'))) return { ok: false, reason: 'wrong_mac', uid }
  return { ok: true, uid, counter: counterBytes.readUIntLE(0, 3) }
}

function decrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([decipher.update(block), decipher.final()])
}
