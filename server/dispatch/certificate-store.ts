/** What each person may do, until when (R47). Nothing is deleted: one that is out of use stays on record. */
import type { CertificateInput, CertificatePatch, CertificateType } from '../contract/workforce.ts'
import type { Connection } from '../database/database.ts'
import type { CertificateTable } from '../database/people-tables.ts'
import { AppError, invalidField } from '../errors.ts'
import { expiryOf, lastDayOf } from './certificate-days.ts'
import { siteDateOf, startOfDay } from './duty-times.ts'

export type StoredCertificate = {
  id: string
  user: string
  type: CertificateType
  number: string
  issued: string | null
  /** The last day it is good for. */
  expires: string
  /** The end of that day, ms. */
  expiresAt: number
  enabled: boolean
}

/** `timezone`: IANA zone in which days are counted. */
export async function saveCertificate(db: Connection, entry: CertificateInput, timezone: string, enabled = true): Promise<void> {
  const { id, user, type, number, issued, expires } = entry
  const columns = {
    user,
    type,
    number,
    issued_at: issued === undefined ? null : startOfDay(issued, timezone),
    expires_at: expiryOf(expires, timezone),
    enabled: Number(enabled)
  }
  await db
    .insertInto('certificates')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
}

export function createCertificateStore(db: Connection, timezone: string) {
  return {
    /** By id, those out of use too. */
    async list(user?: readonly string[]): Promise<StoredCertificate[]> {
      let select = db.selectFrom('certificates').selectAll()
      if (user !== undefined && user.length > 0) select = select.where('user', 'in', user)
      const rows = await select.orderBy('id').execute()
      return rows.map((row) => toCertificate(row, timezone))
    },

    /** Throws `not_found`. */
    async find(id: string): Promise<StoredCertificate> {
      const row = await db.selectFrom('certificates').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) throw new AppError('not_found', `There is no certificate ${id}.`)
      return toCertificate(row, timezone)
    },

    /** Throws `conflict` when the id is taken, `invalid` naming `user` or `expires`. */
    async add(entry: CertificateInput): Promise<void> {
      const taken = await db.selectFrom('certificates').select('id').where('id', '=', entry.id).executeTakeFirst()
      if (taken)
        throw new AppError('conflict', `There is a certificate ${entry.id} already.`, {
          errors: [{ field: 'id', message: 'is in use' }]
        })
      const user = await db.selectFrom('users').select('id').where('id', '=', entry.user).executeTakeFirst()
      if (!user) throw invalidField('user', `unknown: ${entry.user}`)
      checkDays(entry.issued, entry.expires)
      await saveCertificate(db, entry, timezone)
    },

    /** Throws `not_found`, or `invalid` naming `expires`. */
    async update(id: string, patch: CertificatePatch): Promise<void> {
      const before = await this.find(id)
      const issued = patch.issued === undefined ? before.issued : patch.issued
      const after: CertificateInput = {
        id,
        user: before.user,
        type: patch.type ?? before.type,
        number: patch.number ?? before.number,
        ...(issued !== null && { issued }),
        expires: patch.expires ?? before.expires
      }
      checkDays(after.issued, after.expires)
      await saveCertificate(db, after, timezone, patch.enabled ?? before.enabled)
    }
  }
}

/**
 * Those in use that expire before `before` (ms), soonest first. One that its holder has replaced by another of the
 * type that is good for longer is no news.
 */
export function expiringBefore(certificates: readonly StoredCertificate[], before: number): StoredCertificate[] {
  const inUse = certificates.filter(({ enabled }) => enabled)
  const isReplaced = (one: StoredCertificate) =>
    inUse.some((other) => other.user === one.user && other.type === one.type && other.expiresAt > one.expiresAt)
  return inUse
    .filter((each) => each.expiresAt < before && !isReplaced(each))
    .sort((one, other) => one.expiresAt - other.expiresAt || (one.id < other.id ? -1 : 1))
}

function toCertificate(row: CertificateTable, timezone: string): StoredCertificate {
  const { id, user, type, number, issued_at, expires_at, enabled } = row
  return {
    id,
    user,
    type: type as CertificateType,
    number,
    issued: issued_at === null ? null : siteDateOf(issued_at, timezone),
    expires: lastDayOf(expires_at, timezone),
    expiresAt: expires_at,
    enabled: enabled === 1
  }
}

function checkDays(issued: string | undefined, expires: string): void {
  if (issued !== undefined && issued > expires)
    throw invalidField('expires', `expected a day after ${issued}, on which it was issued`)
}
