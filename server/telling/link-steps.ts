/** What a link shows, and the step its form takes: as the person it was made for, once. */
import type { Role } from '../contract/common.ts'
import type { Language } from '../contract/telling.ts'
import type { Connection, Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { defaultSite, readSiteSettings } from '../site/site-settings.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'
import { readPeople } from './directory.ts'
import { isTicketAction } from './letters.ts'
import type { Link, LinkFault, Links } from './links.ts'

export type LinkView = {
  link: Link
  ticket: Ticket
  user: { id: string; name: string }
  /** Whom it may be handed on to. */
  colleagues: { id: string; name: string }[]
  place: string
  language: Language
  timezone: string
}

export type LinkStepsOptions = {
  database: Database
  links: Links
  /** `act` runs `claim` in its own transaction. */
  desk: Pick<Desk, 'act'>
  now: () => number
}

export type LinkSteps = ReturnType<typeof createLinkSteps>

export function createLinkSteps({ database, links, desk, now }: LinkStepsOptions) {
  async function open(token: string): Promise<LinkView & { fault?: LinkFault }> {
    const { link, fault } = await links.read(database, token, now())
    if (!link) throw new AppError('not_found', 'The link is not valid, or was altered.')
    const ticket = await createTicketStore(database).find(link.ticket)
    const people = await readPeople(database)
    const user = people.get(link.user)
    // Whoever has lost the account has lost the links.
    if (!ticket || !user || !isTicketAction(link.purpose)) throw new AppError('not_found', 'The link is not valid any more.')
    const site = (await readSiteSettings(database)) ?? defaultSite
    const colleagues = [...people.values()].filter(({ id, role }) => id !== user.id && works(role))
    return {
      link,
      ticket,
      user: { id: user.id, name: user.name },
      colleagues: colleagues.map(({ id, name }) => ({ id, name })),
      place: ticket.place ?? (await placeOf(database, ticket.equipment)),
      language: user.preferences.language ?? site.language ?? 'zh',
      timezone: site.timezone,
      ...(fault && { fault })
    }
  }

  return {
    /** What the page shows; changes nothing. Throws `not_found` for a token that is none of ours. */
    open,

    /** Takes the step with `body`, and uses the link up, in one transaction. Throws what the desk throws, and `conflict` for a link that is used up. */
    async act({ link, fault }: LinkView & { fault?: LinkFault }, body: object): Promise<Settlement> {
      if (fault) throw new AppError('conflict', fault === 'used' ? 'The link was used before.' : 'The link has expired.')
      if (!isTicketAction(link.purpose)) throw new AppError('not_found', 'The link is not valid any more.')
      const actor = await actorOf(database, link.user)
      const claim = (db: Connection) => links.use(db, link, now())
      return desk.act(link.ticket, link.purpose, body, actor, { via: 'link', claim })
    }
  }
}

const works = (role: Role) => role === 'engineer' || role === 'manager' || role === 'guard'

async function actorOf(db: Connection, id: string): Promise<Actor> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'name', 'role'])
    .where('id', '=', id)
    .where('enabled', '=', 1)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', 'The link is not valid any more.')
  return { ...row, role: row.role as Role }
}

async function placeOf(db: Connection, equipment: string | null): Promise<string> {
  if (equipment === null) return ''
  const row = await db.selectFrom('equipment').select(['name', 'location']).where('id', '=', equipment).executeTakeFirst()
  return row ? [row.location, row.name].filter(Boolean).join(' · ') : equipment
}
