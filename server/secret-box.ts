/**
 * Keeps unreadable in the database what must not be read there (settings of channels, keys of tags), and signs links. The
 * key lies in a file of the data folder that only the service's own user may read; instances that share a database need
 * the same file.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './errors.ts'

export const keyFile = 'telling.key'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export type Seal = {
  seal(text: string): string
  /** Undefined when it was sealed with another key or for another use, or changed since. */
  open(sealed: string): string | undefined
}

/** Seals settings of channels itself. */
export type SecretBox = Seal & {
  /** For another kind of secret: neither opens what the other sealed. */
  sealFor(use: string): Seal
  /** 128 bits, base64url. */
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
}

/** Makes the key at the first start. Call with the folder's lock held. @throws SetupError when the file is none of ours */
export function openSecretBox(dataDir: string): SecretBox {
  const file = join(dataDir, keyFile)
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flush: true })
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (key.length !== keyBytes) throw new SetupError(`DATA_DIR: ${file} is damaged: expected 64 hex digits`)
  return createSecretBox(key)
}

export function createSecretBox(key: Buffer): SecretBox {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `wuxun ${use}`, keyBytes))
  const signing = derive('links')
  const sign = (text: string) => createHmac('sha256', signing).update(text).digest().subarray(0, 16)

  return {
    ...createSeal(derive('settings')),
    sealFor: (use) => createSeal(derive(use)),
    sign: (text) => sign(text).toString('base64url'),
    isSigned(text, signature) {
      const given = Buffer.from(signature, 'base64url')
      const expected = sign(text)
      // Its last character has bits to spare: another one would decode to the same.
      return given.toString('base64url') === signature && given.length === expected.length && timingSafeEqual(given, expected)
    }
  }
}

function createSeal(key: Buffer): Seal {
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64')
      if (bytes.length < nonceBytes + tagBytes) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    }
  }
}
