/** Policies, who is served by them, and the calendar, to and from their rows. */
import {
  type DayKind,
  dayKindSchema,
  type OfficeHours,
  officeHoursSchema,
  type Policy,
  type PolicyChoice
} from '../contract/sla.ts'
import { type Connection, readMeta, writeMeta } from '../database/database.ts'
import type { SlaPolicyTable } from '../database/ticket-tables.ts'
import { defaultChoice } from './presets.ts'

/** One version of a policy. `at`: ms. */
export type PolicyRecord = Policy & { version: number; origin: 'shipped' | 'site'; at: number; actor: string | null }

const choiceKey = 'sla_choice'
const hoursKey = 'office_hours'

/** An engineering default: no source names office hours. */
export const defaultHours: OfficeHours = {
  mon: ['09:00-18:00'],
  tue: ['09:00-18:00'],
  wed: ['09:00-18:00'],
  thu: ['09:00-18:00'],
  fri: ['09:00-18:00'],
  sat: [],
  sun: []
}

/** All versions of all policies, by id and version. What ships is version 1 until it is written down. */
export async function readPolicies(db: Connection, presets: readonly Policy[]): Promise<PolicyRecord[]> {
  const stored = await db.selectFrom('sla_policies').selectAll().orderBy('id').orderBy('version').execute()
  const records = stored.map(toRecord)
  const unwritten = presets.filter(({ id }) => !records.some((record) => record.id === id))
  return [...records, ...unwritten.map(asShipped)]
}

export function asShipped(policy: Policy): PolicyRecord {
  return { ...policy, version: 1, origin: 'shipped', at: 0, actor: null }
}

function toRecord({ id, version, body, origin, at, actor }: SlaPolicyTable): PolicyRecord {
  const { name, rows } = JSON.parse(body) as Pick<Policy, 'name' | 'rows'>
  return { id, name, rows, version, origin: origin === 'shipped' ? 'shipped' : 'site', at, actor }
}

export async function writePolicy(db: Connection, { name, rows, ...row }: PolicyRecord): Promise<void> {
  await db
    .insertInto('sla_policies')
    .values({ ...row, body: JSON.stringify({ name, rows }) })
    .execute()
}

export async function readChoice(db: Connection): Promise<PolicyChoice> {
  const text = await readMeta(db, choiceKey)
  return { ...defaultChoice, ...(text === undefined ? {} : (JSON.parse(text) as Partial<PolicyChoice>)) }
}

export const writeChoice = (db: Connection, choice: PolicyChoice): Promise<void> =>
  writeMeta(db, choiceKey, JSON.stringify(choice))

/** `days`: the site's own. */
export async function readCalendar(db: Connection): Promise<{ hours: OfficeHours; days: Map<string, DayKind> }> {
  const text = await readMeta(db, hoursKey)
  const rows = await db.selectFrom('calendar_days').select(['date', 'kind']).execute()
  return {
    hours: text === undefined ? defaultHours : officeHoursSchema.parse(JSON.parse(text)),
    days: new Map(rows.map(({ date, kind }) => [date, dayKindSchema.parse(kind)]))
  }
}

export const writeHours = (db: Connection, hours: OfficeHours): Promise<void> => writeMeta(db, hoursKey, JSON.stringify(hours))
