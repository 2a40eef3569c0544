/** The policies and the calendar as a transaction finds them. Read once, and anew when somebody changed them: a single row tells. */
import type { Policy, PolicyChoice } from '../contract/sla.ts'
import type { TicketType } from '../contract/tickets.ts'
import { type Connection, readMeta, writeMeta } from '../database/database.ts'
import { createCalendar } from './calendar.ts'
import { loadHolidays, type ShippedDay } from './holidays.ts'
import { asShipped, defaultHours, type PolicyRecord, readCalendar, readChoice, readPolicies } from './policy-rows.ts'
import { defaultChoice, loadPresets } from './presets.ts'
import type { KnownPolicy, Terms } from './terms.ts'

export type ReadTerms = (db: Connection) => Promise<Terms>

export type TermsReaderOptions = {
  /** IANA zone of the site, asked for anew each time; that of China when left out, as in the site file. */
  timezone?: () => string
  presets?: readonly Policy[]
  holidays?: readonly ShippedDay[]
}

const revisionKey = 'clock_terms'

/** To be called in the transaction that changes policies, choice, hours or days: all instances read them again. */
export async function touchTerms(db: Connection): Promise<void> {
  await writeMeta(db, revisionKey, String(Number((await readMeta(db, revisionKey)) ?? 0) + 1))
}

/** Those that ship, for who has no database: a trial of rules. */
export function shippedTerms(timezone = 'Asia/Shanghai'): Terms {
  const days = new Map(loadHolidays().map(({ date, kind }) => [date, kind] as const))
  const calendar = createCalendar({ timezone, hours: defaultHours, days })
  return termsOf(loadPresets().map(asShipped), defaultChoice, calendar)
}

export function createTermsReader(options: TermsReaderOptions = {}): ReadTerms {
  const { timezone = () => 'Asia/Shanghai', presets = loadPresets(), holidays = loadHolidays() } = options
  let known: { key: string; terms: Terms } | undefined

  return async (db) => {
    const zone = timezone()
    const key = `${(await readMeta(db, revisionKey)) ?? '0'} ${zone}`
    if (known?.key === key) return known.terms
    const records = await readPolicies(db, presets)
    const { hours, days } = await readCalendar(db)
    const shipped = holidays.map(({ date, kind }) => [date, kind] as const)
    const calendar = createCalendar({ timezone: zone, hours, days: new Map([...shipped, ...days]) })
    const terms = termsOf(records, await readChoice(db), calendar)
    known = { key, terms }
    return terms
  }
}

function termsOf(records: readonly PolicyRecord[], choice: PolicyChoice, calendar: Terms['calendar']): Terms {
  const versions = new Map<string, KnownPolicy>()
  const newest = new Map<string, KnownPolicy>()
  for (const { id, version, name, rows } of records) {
    const policy = { id, version, name, rows }
    versions.set(`${id} ${version}`, policy)
    if (version > (newest.get(id)?.version ?? 0)) newest.set(id, policy)
  }
  return {
    calendar,
    inForce(type: TicketType) {
      const policy = newest.get(choice[type]) ?? newest.get('standard')
      if (!policy) throw new Error('BUG: there is no policy standard')
      return policy
    },
    newest: (id) => newest.get(id),
    version: ({ id, version }) => versions.get(`${id} ${version}`)
  }
}
