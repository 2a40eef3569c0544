/** What is known of users as people who work here: how to reach them, their team, skills and firm. */
import type { StaffInput, StaffPatch } from '../contract/workforce.ts'
import type { Connection } from '../database/database.ts'
import type { StaffTable } from '../database/people-tables.ts'
import { AppError } from '../errors.ts'

export type StaffRecord = Omit<StaffTable, 'skills' | 'enabled'> & { skills: StaffInput['skills']; enabled: boolean }

/** As the site file writes it: what it leaves out is empty. */
export async function saveStaff(db: Connection, entry: StaffInput): Promise<void> {
  const { user, phone, email, wecom, dingtalk, feishu, team, skills, contractor } = entry
  await writeStaff(db, {
    user,
    phone: phone ?? null,
    email: email ?? null,
    wecom: wecom ?? null,
    dingtalk: dingtalk ?? null,
    feishu: feishu ?? null,
    team: team ?? null,
    skills,
    contractor: contractor ?? null,
    enabled: true
  })
}

/** Gets no ticket by itself any more; how to reach him stays. */
export async function disableStaff(db: Connection, user: string): Promise<void> {
  await db.updateTable('staff').set({ enabled: 0 }).where('user', '=', user).execute()
}

export function createStaffStore(db: Connection) {
  async function find(user: string): Promise<StaffRecord> {
    const row = await db.selectFrom('staff').selectAll().where('user', '=', user).executeTakeFirst()
    return row ? toRecord(row) : { ...unknown, user }
  }

  return {
    /** By user; users of whom nothing is known are not among them. */
    list: async (): Promise<StaffRecord[]> => (await db.selectFrom('staff').selectAll().execute()).map(toRecord),
    /** A user of whom nothing is known yet. */
    unknown: (user: string): StaffRecord => ({ ...unknown, user }),

    /** Throws `not_found` for an unknown user, `invalid` naming `team` or `contractor`. */
    async update(user: string, patch: StaffPatch): Promise<void> {
      const known = await db.selectFrom('users').select('id').where('id', '=', user).executeTakeFirst()
      if (!known) throw new AppError('not_found', `There is no user ${user}.`)
      if (patch.team) await expectIn(db, 'teams', 'team', patch.team)
      if (patch.contractor) await expectIn(db, 'contractors', 'contractor', patch.contractor)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      await writeStaff(db, { ...(await find(user)), ...given })
    }
  }
}

const unknown: Omit<StaffRecord, 'user'> = {
  phone: null,
  email: null,
  wecom: null,
  dingtalk: null,
  feishu: null,
  team: null,
  skills: [],
  contractor: null,
  enabled: true
}

async function writeStaff(db: Connection, { user, skills, enabled, ...rest }: StaffRecord): Promise<void> {
  const columns = { ...rest, skills: JSON.stringify(skills), enabled: Number(enabled) }
  await db
    .insertInto('staff')
    .values({ user, ...columns })
    .onConflict((conflict) => conflict.column('user').doUpdateSet(columns))
    .execute()
}

async function expectIn(db: Connection, table: 'teams' | 'contractors', field: string, id: string): Promise<void> {
  const row = await db.selectFrom(table).select('id').where('id', '=', id).where('enabled', '=', 1).executeTakeFirst()
  if (!row) throw new AppError('invalid', `There is no ${field} ${id}.`, { errors: [{ field, message: `unknown: ${id}` }] })
}

function toRecord({ skills, enabled, ...rest }: StaffTable): StaffRecord {
  return { ...rest, skills: JSON.parse(skills) as StaffInput['skills'], enabled: enabled === 1 }
}
