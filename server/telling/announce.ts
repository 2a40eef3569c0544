/** The daily bulletin, to everybody who works here and wants it: written into the transaction that marks it as handed on. */
import type { Bulletin } from '../contract/jobs.ts'
import type { Audience, Language } from '../contract/telling.ts'
import type { Connection } from '../database/database.ts'
import { includesRole } from '../tickets/actor.ts'
import { type Directory, type Person, readDirectory } from './directory.ts'
import { aboutNoTicket, type Facts } from './facts.ts'
import { createOutbox, type NewMessage } from './outbox.ts'
import { planFor } from './recipients.ts'
import { readRouting } from './routing.ts'
import { textsOf } from './text.ts'

export type Announce = (db: Connection, bulletin: Bulletin) => Promise<void>

/** `written`: told that there may be something to send, before it is committed. */
export function createAnnounce({ now, written }: { now: () => number; written: () => void }): Announce {
  return async (db, bulletin) => {
    const directory = await readDirectory(db, now())
    if (!directory) return
    const { bulletin: rule } = await readRouting(db)
    const readers = [...directory.people.values()].filter((person) => rule.to.some((audience) => isIn(audience, person)))
    const messages = readers.map((person) => messageFor(person, bulletin, directory, now()))
    if (messages.length === 0) return
    await createOutbox(db).add(messages, now())
    written()
  }
}

/** A bulletin has no ticket: nobody is its assignee, and nobody asked for it. */
function isIn(audience: Audience, { role, preferences }: Person): boolean {
  const wanted = preferences.events?.includes('bulletin')
  switch (audience) {
    case 'staff':
      return includesRole(role, 'engineer') && wanted !== false
    case 'managers':
      return role === 'manager' && wanted !== false
    case 'admins':
      return role === 'admin' && wanted !== false
    case 'subscribers':
      return includesRole(role, 'manager') && wanted === true
    case 'assignee':
    case 'former':
    case 'holder':
    case 'on_duty':
    case 'escalation':
    case 'requester':
      return false
  }
}

function messageFor(person: Person, bulletin: Bulletin, directory: Directory, now: number): NewMessage {
  const language = person.preferences.language ?? directory.site.language ?? 'zh'
  const news = { event: 'bulletin', ticket: { priority: 'P4' } } as const
  return {
    ...planFor({ person, work: false }, news, directory, now),
    facts: factsOf(bulletin, language),
    language,
    recipient: person.id,
    contact: null
  }
}

function factsOf({ date, counts, teams, generatedAt }: Bulletin, language: Language): Facts {
  const texts = textsOf(language)
  const lines = teams.map((team) => `${team.name ?? texts.noTeam}: ${texts.counts(team)}`)
  return {
    ...aboutNoTicket,
    event: 'bulletin',
    ticket: `bulletin-${date}`,
    number: date,
    title: texts.counts(counts),
    priority: 'P4',
    at: generatedAt,
    note: lines.length > 1 ? lines.join('； ') : null
  }
}
