/** All that a choice looks at, read at once: a handful of small queries, however many tickets are to be given out. */
import { sql } from 'kysely'
import type { Role } from '../contract/common.ts'
import { certificateTypeSchema, type Skill } from '../contract/workforce.ts'
import type { Connection } from '../database/database.ts'
import type { Certificate, Contractor, Person, Workforce } from './choice.ts'
import { datesAround, type OnDuty, onDutyAt } from './duty-times.ts'

/** `hasShifts`: whether anybody can be on duty at all. */
export type LoadedWorkforce = Workforce & { hasShifts: boolean }

/** Undefined where neither a shift nor a firm is set up: then nothing is given out. `at` in ms. */
export async function loadWorkforce(db: Connection, at: number, timezone: string): Promise<LoadedWorkforce | undefined> {
  const contractors = await readContractors(db)
  const shifts = await readShifts(db)
  if (contractors.length === 0 && shifts.length === 0) return undefined
  const people = await readPeople(db)
  const onDuty = await findOnDuty(db, at, timezone, { shifts, people })
  return {
    people,
    duty: new Set(onDuty.map(({ user }) => user)),
    load: await countInHand(db),
    certificates: await readCertificates(db),
    contractors,
    hasShifts: shifts.length > 0
  }
}

/** Who is on duty at a time, shift by shift: enabled users only. */
export async function onDutyWith(db: Connection, at: number, timezone: string): Promise<{ people: Person[]; onDuty: OnDuty[] }> {
  const people = await readPeople(db)
  return { people, onDuty: await findOnDuty(db, at, timezone, { shifts: await readShifts(db), people }) }
}

/** What tells who works which shift on these days (at least one): shifts in service, the calendar, people and their teams. */
export async function readDutyPlan(db: Connection, dates: readonly string[]) {
  const people = await readPeople(db)
  return { people, shifts: await readShifts(db), duties: await readDuties(db, dates), teams: teamsOf(people) }
}

/** Enabled users by id, with what is known of them as staff. */
export async function readPeople(db: Connection): Promise<Person[]> {
  const rows = await db
    .selectFrom('users')
    .leftJoin('staff', 'staff.user', 'users.id')
    .select([
      'users.id',
      'users.name',
      'users.role',
      'staff.phone',
      'staff.team',
      'staff.skills',
      'staff.contractor',
      'staff.enabled'
    ])
    .where('users.enabled', '=', 1)
    .orderBy('users.id')
    .execute()
  return rows.map(({ id, name, role, phone, team, skills, contractor, enabled }) => ({
    user: id,
    name,
    role: role as Role,
    phone,
    team,
    skills: skills === null ? [] : (JSON.parse(skills) as Skill[]),
    contractor,
    enabled: enabled !== 0
  }))
}

/** Tickets that each has in hand: assigned to him and not resolved. */
export async function countInHand(db: Connection): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('tickets')
    .select((eb) => ['assignee', eb.fn.countAll<number>().as('count')])
    .where('assignee', 'is not', null)
    // Word for word the condition of the index `tickets_in_hand`: with parameters it would not be used.
    .where(sql<boolean>`status in ('assigned', 'accepted', 'arrived', 'on_hold')`)
    .groupBy('assignee')
    .execute()
  return new Map(rows.flatMap(({ assignee, count }) => (assignee === null ? [] : [[assignee, Number(count)] as const])))
}

/** Those in use, expired ones too. */
export async function readCertificates(db: Connection): Promise<Certificate[]> {
  const rows = await db.selectFrom('certificates').select(['user', 'type', 'expires_at']).where('enabled', '=', 1).execute()
  return rows.map(({ user, type, expires_at }) => ({ user, type: certificateTypeSchema.parse(type), expiresAt: expires_at }))
}

async function readContractors(db: Connection): Promise<Contractor[]> {
  const rows = await db.selectFrom('contractors').selectAll().where('enabled', '=', 1).orderBy('id').execute()
  return rows.map(({ id, name, phone, kinds }) => ({ id, name, phone, kinds: JSON.parse(kinds) as string[] }))
}

function readShifts(db: Connection) {
  return db
    .selectFrom('shifts')
    .select(['id', 'name', 'starts', 'ends', 'team', 'patrol'])
    .where('enabled', '=', 1)
    .orderBy('starts')
    .orderBy('id')
    .execute()
}

type Around = { shifts: Awaited<ReturnType<typeof readShifts>>; people: readonly Person[] }

async function findOnDuty(db: Connection, at: number, timezone: string, { shifts, people }: Around): Promise<OnDuty[]> {
  const duties = await readDuties(db, datesAround(at, timezone))
  const known = new Set(people.map(({ user }) => user))
  return onDutyAt(at, { timezone, shifts, duties, teams: teamsOf(people) }).filter(({ user }) => known.has(user))
}

function readDuties(db: Connection, dates: readonly string[]) {
  return db.selectFrom('duties').selectAll().where('date', 'in', dates).orderBy('user').execute()
}

function teamsOf(people: readonly Person[]): Map<string, string[]> {
  const teams = new Map<string, string[]>()
  for (const { user, team } of people) if (team !== null) teams.set(team, [...(teams.get(team) ?? []), user])
  return teams
}
