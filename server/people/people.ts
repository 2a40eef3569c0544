/** The users of the service: log-in, sessions, passwords. */
import { randomInt } from 'node:crypto'
import type { Role } from '../contract/common.ts'
import type { UserItem } from '../contract/session.ts'
import type { UserAccount } from '../contract/setup.ts'
import { type Connection, type Database, readMeta, writeMeta } from '../database/database.ts'
import type { UserTable } from '../database/site-tables.ts'
import { atomically } from '../database/transaction.ts'
import { createLoginLimiter } from './login-limiter.ts'
import { createDecoyHash, createPasswordHasher, type PasswordHasher } from './password-hasher.ts'
import {
  endSession,
  endSessionsOf,
  findSession,
  type OpenedSession,
  openSession,
  type SessionInfo,
  type SessionsEnded,
  toUserItem
} from './sessions.ts'
import { createWallKeys, type WallKeys } from './wall-keys.ts'

export type PeopleOptions = {
  database: Database
  now: () => number
  /** Left out: one of its own that runs one job at a time. */
  passwords?: PasswordHasher
}

/** `retryAfter` in whole seconds. */
export type LoginRefusal = { ok: false; reason: 'wrong_credentials' } | { ok: false; reason: 'too_many'; retryAfter: number }
export type LoginResult = { ok: true; session: OpenedSession } | LoginRefusal

export type UserChange = { name?: string; role?: Role; enabled?: boolean }

export type People = {
  /**
   * Sees to it that user `admin` exists. A given password counts only when it does not exist yet;
   * without one, one is generated and returned: it is nowhere else and must be shown now.
   */
  ensureAdmin(password: string | null): Promise<{ generated?: string }>
  /** Takes the same time for users that do not exist. Guessing gets slower and slower, yet nobody is locked out for good. */
  login(username: string, password: string, remoteAddress: string): Promise<LoginResult>
  /** Undefined when it ended, expired, or its user was disabled. */
  session(token: string): Promise<SessionInfo | undefined>
  logout(token: string): Promise<void>
  /** Of screens on the wall; their sessions are found by `session` too. */
  walls: WallKeys
  /** Ends every session of the user, also the one it was asked with, and opens a new one in its place. */
  changePassword(userId: string, old: string, next: string): Promise<LoginResult>
  /** False when there is a user of this id, enabled or not. */
  add(user: UserItem & { password: string }): Promise<boolean>
  /** Ends all sessions of the user. Returns whether there is such a user. */
  setPassword(id: string, password: string): Promise<boolean>
  /** Whether user `admin` still has the password that was generated at first start. */
  hasGeneratedPassword(): Promise<boolean>
  /** Every user by id, disabled ones too. */
  accounts(): Promise<UserAccount[]>
  /** Enabled users by id. */
  list(): Promise<UserItem[]>
  /** Undefined for disabled users too. */
  get(id: string): Promise<UserItem | undefined>
  /** A new role or disabling ends all sessions of the user. Returns whether there is such a user. */
  update(id: string, change: UserChange): Promise<boolean>
  /** Called after sessions ended, so that their sockets can be dropped. Returns the way to stop listening. */
  onSessionsEnded(listener: (ended: SessionsEnded) => void): () => void
}

const wrongCredentials = { ok: false, reason: 'wrong_credentials' } as const

const minute = 60_000
/** Five mistakes are free; the longest pause still lets the right person in within 15 min. */
const perUser = { freeFailures: 5, firstPauseMs: 1_000, maxPauseMs: 15 * minute, forgetMs: 30 * minute }
/** Against one guess on every user. An office shares an address: more are free, and the pauses stay short. */
const perAddress = { freeFailures: 30, firstPauseMs: 1_000, maxPauseMs: 10_000, forgetMs: 30 * minute }

export function createPeople(options: PeopleOptions): People {
  const { database, now } = options
  const passwords = options.passwords ?? createPasswordHasher({ concurrency: 1, maxWaiting: 64 })
  const userLimiter = createLoginLimiter({ now, ...perUser })
  const addressLimiter = createLoginLimiter({ now, ...perAddress })
  const decoy = createDecoyHash()
  const listeners = new Set<(ended: SessionsEnded) => void>()

  const tell = (ended: SessionsEnded) => {
    for (const listener of listeners) listener(ended)
  }
  const walls = createWallKeys({ database, now, ended: tell })
  const tooMany = (ms: number): LoginRefusal => ({ ok: false, reason: 'too_many', retryAfter: Math.max(1, Math.ceil(ms / 1000)) })
  const userRow = (id: string) => database.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()

  /**
   * The user's row when the password is right. Failures count after the work: a burst can slip in
   * as many guesses as the hasher's queue is long, and waits for the longest pause then.
   */
  async function prove(username: string, password: string, keys: { user: string; address?: string }) {
    const pause = Math.max(userLimiter.pause(keys.user), keys.address === undefined ? 0 : addressLimiter.pause(keys.address))
    if (pause > 0) return tooMany(pause)
    const row = await userRow(username)
    const right = await passwords.verify(row?.password ?? decoy, password)
    if (right === undefined) return tooMany(1_000)
    if (row && right && row.enabled === 1) {
      userLimiter.succeed(keys.user)
      return { ok: true, row } as const
    }
    userLimiter.fail(keys.user)
    if (keys.address !== undefined) addressLimiter.fail(keys.address)
    return wrongCredentials
  }

  /** The user's row unless it changed since it was proven: a proof by an old password opens no session. */
  function stillProven(db: Connection, row: UserTable) {
    return db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', row.id)
      .where('password', '=', row.password)
      .where('enabled', '=', 1)
      .executeTakeFirst()
  }

  return {
    async ensureAdmin(password) {
      if (await userRow('admin')) return {}
      const chosen = password ?? generatePassword()
      const hashed = await passwords.hash(chosen)
      const inserted = await database
        .insertInto('users')
        .values({ id: 'admin', name: '管理员', role: 'admin', password: hashed, enabled: 1 })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      // Another instance may have made it meanwhile: then the password is the one it told.
      if (password !== null || inserted.numInsertedOrUpdatedRows !== 1n) return {}
      await writeMeta(database, generatedKey, hashed)
      return { generated: chosen }
    },

    async login(username, password, remoteAddress) {
      const keys = { user: `${username}\n${remoteAddress}`, address: remoteAddress }
      const proof = await prove(username, password, keys)
      if (!proof.ok) return proof
      const session = await atomically(database, async (transaction) => {
        const row = await stillProven(transaction, proof.row)
        return row && openSession(transaction, toUserItem(row), now())
      })
      return session ? { ok: true, session } : wrongCredentials
    },

    session: async (token) => (await findSession(database, token, now())) ?? (await walls.session(token)),

    walls,

    async logout(token) {
      const ended = await endSession(database, token)
      if (ended) tell(ended)
    },

    async changePassword(userId, old, next) {
      const proof = await prove(userId, old, { user: `${userId}\nchange` })
      if (!proof.ok) return proof
      const hashed = await passwords.hash(next)
      const session = await atomically(database, async (transaction) => {
        const row = await stillProven(transaction, proof.row)
        if (!row) return undefined
        await transaction.updateTable('users').set({ password: hashed }).where('id', '=', userId).execute()
        await endSessionsOf(transaction, userId)
        return openSession(transaction, toUserItem(row), now())
      })
      if (!session) return wrongCredentials
      tell({ user: userId })
      return { ok: true, session }
    },

    async add({ id, name, role, password }) {
      const values = { id, name, role, password: await passwords.hash(password), enabled: 1 }
      const inserted = await database
        .insertInto('users')
        .values(values)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst()
      return inserted !== undefined
    },

    async setPassword(id, password) {
      const hashed = await passwords.hash(password)
      const known = await database.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('users')
          .set({ password: hashed })
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
        await endSessionsOf(transaction, id)
        return row !== undefined
      })
      if (known) tell({ user: id })
      return known
    },

    async hasGeneratedPassword() {
      // Kept as it was hashed: any other password has another hash.
      return (await readMeta(database, generatedKey)) === (await userRow('admin'))?.password
    },

    async accounts() {
      const rows = await database.selectFrom('users').selectAll().orderBy('id').execute()
      return rows.map((row) => ({ ...toUserItem(row), enabled: row.enabled === 1 }))
    },

    async list() {
      const rows = await database.selectFrom('users').selectAll().where('enabled', '=', 1).orderBy('id').execute()
      return rows.map(toUserItem)
    },

    async get(id) {
      const row = await userRow(id)
      return row?.enabled === 1 ? toUserItem(row) : undefined
    },

    async update(id, change) {
      const outcome = await atomically(database, async (transaction) => {
        const row = await transaction.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
        if (!row) return 'unknown'
        const name = change.name ?? row.name
        const role = change.role ?? row.role
        const enabled = change.enabled === undefined ? row.enabled : Number(change.enabled)
        await transaction.updateTable('users').set({ name, role, enabled }).where('id', '=', id).execute()
        if (role === row.role && enabled >= row.enabled) return 'kept'
        await endSessionsOf(transaction, id)
        return 'ended'
      })
      if (outcome === 'ended') tell({ user: id })
      return outcome !== 'unknown'
    },

    onSessionsEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}

/** Meta key of the hash of the password that was generated at first start. */
const generatedKey = 'generated_password'

/** 16 characters to read out and type: no 0 O 1 l I. About 90 bits. */
export function generatePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  return Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')
}
