/** A ticket's timeline as the desk writes it, as far as clocks are concerned; and what a site's terms are in tests. */
import { createCalendar } from '../../server/clocks/calendar.ts'
import { loadHolidays } from '../../server/clocks/holidays.ts'
import { type ClockEvent, type Ledger, ledger, unopened } from '../../server/clocks/ledger.ts'
import type { Subject } from '../../server/clocks/policy.ts'
import { defaultChoice, loadPresets } from '../../server/clocks/presets.ts'
import { type KnownPolicy, promisesAt, type Terms } from '../../server/clocks/terms.ts'
import type { DayKind, OfficeHours, Policy, PolicyChoice } from '../../server/contract/sla.ts'

export const nineToSix: OfficeHours = {
  mon: ['09:00-18:00'],
  tue: ['09:00-18:00'],
  wed: ['09:00-18:00'],
  thu: ['09:00-18:00'],
  fri: ['09:00-18:00'],
  sat: [],
  sun: []
}

const presets = loadPresets()
const holidays = loadHolidays()

type TermsOptions = {
  timezone?: string
  choice?: Partial<PolicyChoice>
  more?: readonly Policy[]
  days?: ReadonlyMap<string, DayKind>
}

/** The shipped policies, each as version 1, and `more`. */
export function termsOf({ timezone = 'Asia/Shanghai', choice = {}, more = [], days }: TermsOptions = {}): Terms {
  const shipped = new Map(holidays.map(({ date, kind }) => [date, kind]))
  const calendar = createCalendar({ timezone, hours: nineToSix, days: days ?? shipped })
  const policies = new Map([...presets, ...more].map((policy): [string, KnownPolicy] => [policy.id, { ...policy, version: 1 }]))
  const chosen: PolicyChoice = { ...defaultChoice, ...choice }
  const newest = (id: string) => policies.get(id)
  return {
    calendar,
    newest,
    version: ({ id, version }) => (version === 1 ? newest(id) : undefined),
    inForce(type) {
      const policy = newest(chosen[type])
      if (!policy) throw new Error(`no policy for ${type}`)
      return policy
    }
  }
}

export function createTicketLife(opened: Partial<Subject>, terms: Terms) {
  let subject: Subject = { type: 'fault', class: null, priority: 'P3', source: 'alarm', wantedBy: null, ...opened }
  const events: ClockEvent[] = []
  let kept = unopened

  return {
    events,
    get subject() {
      return subject
    },
    get ledger(): Ledger {
      return kept
    },
    /** Writes an entry with what it promises; a priority in `detail` is the ticket's from then on. */
    add(at: number, type: string, detail: Record<string, unknown> = {}): void {
      if (typeof detail['priority'] === 'string') subject = { ...subject, priority: detail['priority'] as Subject['priority'] }
      const event = { at, type, detail }
      const promised = promisesAt(event, kept, { subject, terms })
      const told = { ...event, detail: { ...detail, ...promised } }
      events.push(told)
      kept = ledger([told], kept)
    }
  }
}
