/**
 * Secrets at rest, of devices, readers and users: never plain. A generated key (32 or more hex digits, 128 bits)
 * cannot be guessed, so a salted SHA-256 is enough and cheap to check; anything else is a password and gets argon2.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from '../people/password-hasher.ts'

const generatedKey = /^[0-9a-fA-F]{32,}$/

export async function hashSecret(secret: string, passwords: PasswordHasher): Promise<string> {
  if (!generatedKey.test(secret)) return passwords.hash(secret)
  const salt = randomBytes(16)
  return `sha256:${salt.toString('hex')}:${digest(salt, secret).toString('hex')}`
}

/** Undefined when the hasher's queue is full. */
export async function matchesSecret(stored: string, secret: string, passwords: PasswordHasher): Promise<boolean | undefined> {
  return stored.startsWith('sha256:') ? matchesKey(stored, secret) : passwords.verify(stored, secret)
}

function matchesKey(stored: string, secret: string): boolean {
  const [, salt = '', hash = ''] = stored.split(':')
  const expected = Buffer.from(hash, 'hex')
  const found = digest(Buffer.from(salt, 'hex'), secret)
  return expected.length === found.length && timingSafeEqual(expected, found)
}

function digest(salt: Buffer, secret: string): Buffer {
  return createHash('sha256').update(salt).update(secret).digest()
}
