/** The people who do the work, as REST serves them: who they are, who is on duty, what each may do. */
import type { TicketDetail } from '../contract/tickets.ts'
import type { CertificatePatch, NewCertificate, StaffPatch } from '../contract/workforce.ts'
import type { Connection, Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import { createCertificateStore, expiringBefore, type StoredCertificate } from './certificate-store.ts'
import type { Person } from './choice.ts'
import { createDutyStore } from './duty-store.ts'
import type { OnDuty } from './duty-times.ts'
import { createStaffStore, type StaffRecord } from './staff-store.ts'
import { countInHand, onDutyWith } from './workforce-store.ts'

export type StaffMember = StaffRecord &
  Pick<Person, 'name' | 'role'> & { certificates: StoredCertificate[]; onDuty: boolean; openTickets: number }

/** Whom to call about a ticket. */
export type TicketContacts = Pick<TicketDetail, 'assigneeName' | 'assigneePhone' | 'contractorName' | 'contractorPhone'>

export type WorkforceOptions = { database: Database; now: () => number; timezone: () => string }
export type Workforce = ReturnType<typeof createWorkforce>

export function createWorkforce({ database, now, timezone }: WorkforceOptions) {
  const staff = createStaffStore(database)
  const certificates = (db: Connection = database) => createCertificateStore(db, timezone())

  async function members(): Promise<StaffMember[]> {
    const { people, onDuty } = await onDutyWith(database, now(), timezone())
    const records = new Map((await staff.list()).map((record) => [record.user, record]))
    const held = (await certificates().list()).filter(({ enabled }) => enabled)
    const inHand = await countInHand(database)
    return people.map(({ user, name, role }) => ({
      ...(records.get(user) ?? staff.unknown(user)),
      name,
      role,
      certificates: held.filter((certificate) => certificate.user === user),
      onDuty: onDuty.some((duty) => duty.user === user),
      openTickets: inHand.get(user) ?? 0
    }))
  }

  async function member(user: string): Promise<StaffMember> {
    const found = (await members()).find((each) => each.user === user)
    if (!found) throw new AppError('not_found', `There is no user ${user}.`)
    return found
  }

  return {
    /** Enabled users by id. */
    members,
    /** Throws `not_found`. */
    member,

    /** Throws `not_found`, or `invalid` naming `team` or `contractor`. */
    async updateStaff(user: string, patch: StaffPatch): Promise<StaffMember> {
      await atomically(database, (db) => createStaffStore(db).update(user, patch))
      return member(user)
    },

    certificates: {
      list: (user?: readonly string[]) => certificates().list(user),
      /** Those that expire within so many ms, and those that have; soonest first. */
      async expiring(withinMs: number, user?: readonly string[]) {
        return expiringBefore(await certificates().list(user), now() + withinMs)
      },
      find: (id: string) => certificates().find(id),
      /** Throws `conflict`, or `invalid` naming `user` or `expires`. */
      async add(entry: NewCertificate): Promise<StoredCertificate> {
        const id = entry.id ?? createId('ct', now())
        await atomically(database, (db) => certificates(db).add({ ...entry, id }))
        return certificates().find(id)
      },
      /** Throws `not_found`, or `invalid` naming `expires`. */
      async update(id: string, patch: CertificatePatch): Promise<StoredCertificate> {
        await atomically(database, (db) => certificates(db).update(id, patch))
        return certificates().find(id)
      }
    },

    duties: createDutyStore(database),

    /** Shift by shift, with who they are. `at` in ms. */
    async onDuty(at: number): Promise<(OnDuty & { person: Person })[]> {
      const { people, onDuty } = await onDutyWith(database, at, timezone())
      const byUser = new Map(people.map((person) => [person.user, person]))
      return onDuty.flatMap((duty) => {
        const person = byUser.get(duty.user)
        return person ? [{ ...duty, person }] : []
      })
    },

    /** Names and phones of a ticket's assignee and firm. */
    async contactsOf({ assignee, contractor }: { assignee: string | null; contractor: string | null }): Promise<TicketContacts> {
      const person =
        assignee === null
          ? undefined
          : await database
              .selectFrom('users')
              .leftJoin('staff', 'staff.user', 'users.id')
              .select(['users.name', 'staff.phone'])
              .where('users.id', '=', assignee)
              .executeTakeFirst()
      const firm =
        contractor === null
          ? undefined
          : await database.selectFrom('contractors').select(['name', 'phone']).where('id', '=', contractor).executeTakeFirst()
      return {
        assigneeName: person?.name ?? null,
        assigneePhone: person?.phone ?? null,
        contractorName: firm?.name ?? null,
        contractorPhone: firm?.phone ?? null
      }
    }
  }
}
