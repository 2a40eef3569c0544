/** The only import of argon2: slow hashes, few at a time, with a bounded queue before them. */
import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

export type PasswordHasher = {
  /** An argon2id string with its own salt. Waits for its turn however long the queue is: the caller is one of ours. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one behind `hashed`. `undefined` when too many are waiting already:
   * nothing was computed, the asker may come again.
   */
  verify(hashed: string, password: string): Promise<boolean | undefined>
}

/**
 * One verification costs about 14 ms of a core and 19 MiB, so strangers must never decide how many run.
 * `concurrency`: jobs at once. `maxWaiting`: verifications in the queue before more are turned away.
 */
export function createPasswordHasher(options: { concurrency: number; maxWaiting: number }): PasswordHasher {
  const { concurrency, maxWaiting } = options
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
    // Handing the place over directly keeps a newcomer from taking it between two turns.
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password)),
    async verify(hashed, password) {
      if (running >= concurrency && waiting.length >= maxWaiting) return undefined
      return inTurn(() => verify(hashed, password))
    }
  }
}

/** A well-formed hash nobody knows a password for: the same work for users that do not exist. */
export function createDecoyHash(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '')
  // The parameters are the defaults of @node-rs/argon2, which `hash` above uses.
  return `$argon2id$v=19$m=19456,t=2,p=1$${base64(16)}$${base64(32)}`
}
