/** To a guard on patrol of whom nothing was heard for an hour: written into the transaction that judged it. */
import { DateTime } from 'luxon'
import type { Audience } from '../contract/telling.ts'
import type { Connection } from '../database/database.ts'
import { type Directory, type Person, readDirectory } from './directory.ts'
import { aboutNoTicket, type Facts } from './facts.ts'
import { createOutbox } from './outbox.ts'
import { planFor } from './recipients.ts'
import { readRouting } from './routing.ts'
import { textsOf } from './text.ts'

/** An hour of a guard's shift, ms. */
export type MissedHour = { guard: string; shiftName: string; from: number; to: number }
export type Remind = (db: Connection, hour: MissedHour) => Promise<void>

/** `written`: told that there may be something to send, before it is committed. */
export function createRemind({ now, written }: { now: () => number; written: () => void }): Remind {
  return async (db, hour) => {
    const directory = await readDirectory(db, now())
    if (!directory) return
    const { position_missed: rule } = await readRouting(db)
    const told = [...directory.people.values()].filter((person) => rule.to.some((audience) => isIn(audience, person, hour)))
    if (told.length === 0) return
    const messages = told.map((person) => messageFor(person, hour, directory, now()))
    await createOutbox(db).add(messages, now())
    written()
  }
}

/** There is no ticket: whose hour it is stands in the assignee's place. */
function isIn(audience: Audience, { id, role, preferences }: Person, { guard }: MissedHour): boolean {
  if (preferences.events && !preferences.events.includes('position_missed')) return false
  if (audience === 'assignee') return id === guard
  return (audience === 'managers' && role === 'manager') || (audience === 'admins' && role === 'admin')
}

function messageFor(person: Person, hour: MissedHour, directory: Directory, now: number) {
  const language = person.preferences.language ?? directory.site.language ?? 'zh'
  const clock = (ms: number) => DateTime.fromMillis(ms, { zone: directory.site.timezone }).toFormat('HH:mm')
  const { guard, shiftName, from, to } = hour
  const priority = 'P3' as const
  const facts: Facts = {
    ...aboutNoTicket,
    event: 'position_missed',
    ticket: `position-${guard}-${from}`,
    number: shiftName,
    title: textsOf(language).noScan(clock(from), clock(to)),
    priority,
    at: new Date(now).toISOString()
  }
  const news = { event: 'position_missed', ticket: { priority } } as const
  return { ...planFor({ person, work: true }, news, directory, now), facts, language, recipient: person.id, contact: null }
}
