/** Whether a device's password is right: slow for a short one's first time, an HMAC ever after. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from '../people/password-hasher.ts'
import { matchesSecret } from './secret.ts'

export type Credential = { id: string; secret: string }

export type CredentialCheck = {
  /** The verdict when it costs next to nothing, else undefined: then `slow` finds it. */
  quick(credential: Credential, password: string): boolean | undefined
  /** False also when too many are waiting for theirs. */
  slow(credential: Credential, password: string): Promise<boolean>
}

/** So many wrong passwords are remembered, so that a device set up wrongly costs one slow check and not one a retry. */
const rememberedMistakes = 10_000
/** Different passwords for one name at once: guesses at one device do not fill the queue of the others. */
const triesAtOnce = 4

export function createCredentialCheck(passwords: PasswordHasher): CredentialCheck {
  // The key never leaves the process: what is cached is worth nothing outside it.
  const key = randomBytes(32)
  const proven = new Map<string, Buffer>()
  const mistakes = new Set<string>()
  const running = new Map<string, Promise<boolean | undefined>>()
  const busy = new Map<string, number>()

  const markOf = ({ id, secret }: Credential, password: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([id, secret, password]))
      .digest()
  const nameOf = ({ id, secret }: Credential) => `${id} ${secret}`

  async function judge(credential: Credential, password: string, mark: Buffer): Promise<boolean | undefined> {
    const right = await matchesSecret(credential.secret, password, passwords)
    if (right === true) proven.set(nameOf(credential), mark)
    if (right === false) {
      mistakes.add(mark.toString('base64'))
      const oldest = mistakes.values().next()
      if (mistakes.size > rememberedMistakes && !oldest.done) mistakes.delete(oldest.value)
    }
    return right
  }

  return {
    quick(credential, password) {
      const mark = markOf(credential, password)
      const known = proven.get(nameOf(credential))
      if (known) return timingSafeEqual(known, mark)
      return mistakes.has(mark.toString('base64')) ? false : undefined
    },

    async slow(credential, password) {
      const mark = markOf(credential, password)
      const name = mark.toString('base64')
      // Several connections of one device at once share one check.
      const shared = running.get(name)
      if (shared) return (await shared) === true
      const trying = busy.get(credential.id) ?? 0
      if (trying >= triesAtOnce) return false
      busy.set(credential.id, trying + 1)
      const job = judge(credential, password, mark)
      running.set(name, job)
      try {
        return (await job) === true
      } finally {
        running.delete(name)
        const left = (busy.get(credential.id) ?? 1) - 1
        if (left > 0) busy.set(credential.id, left)
        else busy.delete(credential.id)
      }
    }
  }
}
