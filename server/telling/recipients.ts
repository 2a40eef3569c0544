/** Whom a piece of news is for, and on which channels it is tried, in which order, from when on. Pure. */
import { type Role, roles } from '../contract/common.ts'
import type { Audience, ChannelKind, Routing } from '../contract/telling.ts'
import { includesRole } from '../tickets/actor.ts'
import type { Ticket } from '../tickets/ticket.ts'
import type { ChannelInfo, Directory, Person } from './directory.ts'
import type { News } from './news.ts'
import { quietUntil } from './quiet-hours.ts'
import { pressing } from './routing.ts'

export type Lane = 'urgent' | 'normal'
/** Somebody without an account. */
export type Contact = { name: string; phone: string }
/** `work`: it puts work on this person, who cannot choose not to hear of it at P1. */
export type Recipient = { person: Person; contact?: undefined; work: boolean } | { contact: Contact; person?: undefined }

/** `chain`: ids of channels. `heldUntil`: end of quiet hours, ms. Without any channel nobody can be reached. */
export type Plan = { lane: Lane; chain: string[]; heldUntil: number | undefined }

/** Each once; whoever did it knows already. */
export function recipientsOf(news: News, directory: Directory, routing: Routing): Recipient[] {
  const { event, ticket, entry } = news
  const rule = routing[event]
  const found = new Map<string, Recipient>()
  for (const audience of ticket.priority === 'P1' ? [...rule.to, ...rule.urgent] : rule.to) {
    for (const recipient of membersOf(audience, news, directory)) {
      const id = recipient.person ? recipient.person.id : `contact ${recipient.contact.phone}`
      const known = found.get(id)
      if (!known || (known.person && recipient.person && recipient.work)) found.set(id, recipient)
    }
  }
  return [...found.values()].filter(
    (recipient) => (!recipient.person || recipient.person.id !== entry.actor) && wants(recipient, news)
  )
}

function membersOf(audience: Audience, { ticket, entry, event }: News, directory: Directory): Recipient[] {
  const { people } = directory
  const everybody = [...people.values()]
  const by = (work: boolean, choose: (person: Person) => boolean) =>
    everybody.filter(choose).map((person): Recipient => ({ person, work }))
  switch (audience) {
    case 'assignee':
      if (ticket.assignee === null) return membersOf('on_duty', { ticket, entry, event }, directory)
      return by(true, ({ id }) => id === ticket.assignee)
    case 'former':
      return by(false, ({ id }) => id === entry.detail['from'])
    case 'on_duty':
      return onDutyFor(ticket, directory).map((person): Recipient => ({ person, work: true }))
    case 'managers':
      return by(false, ({ role }) => role === 'manager')
    case 'admins':
      return by(false, ({ role }) => role === 'admin')
    case 'holder':
      return by(true, ({ id }) => id === entry.detail['holder'])
    case 'staff':
      return by(false, ({ role }) => includesRole(role, 'engineer'))
    case 'escalation':
      return by(true, ({ role }) => role === escalationRole(entry.detail['to'], everybody))
    case 'subscribers':
      return by(false, ({ role, preferences }) => includesRole(role, 'manager') && preferences.events?.includes(event) === true)
    case 'requester': {
      const { requester } = ticket
      return requester?.phone ? [{ contact: { name: requester.name, phone: requester.phone } }] : []
    }
  }
}

/** Those of the ticket's roles who are on duty; when there is none, wider circles: a ticket that nobody hears of is worst. */
function onDutyFor({ roles: wanted }: Pick<Ticket, 'roles'>, { people, onDuty }: Directory): Person[] {
  const everybody = [...people.values()]
  const takers = everybody.filter(({ role }) => (wanted.length === 0 ? role === 'engineer' : wanted.includes(role)))
  const circles = [
    takers.filter(({ id }) => onDuty?.has(id) ?? true),
    takers,
    everybody.filter(({ role }) => role === 'engineer'),
    everybody.filter(({ role }) => includesRole(role, 'manager'))
  ]
  return circles.find((circle) => circle.length > 0) ?? []
}

/** The role that a clock names; where nobody has it, the next higher one hears of it. */
function escalationRole(named: unknown, people: readonly Person[]): Role {
  const from = roles.indexOf(named === 'admin' ? 'admin' : 'manager')
  return roles.slice(from).find((role) => people.some((person) => person.role === role)) ?? 'admin'
}

function wants(recipient: Recipient, { event, ticket }: News): boolean {
  if (!recipient.person) return true
  const { events, priorities } = recipient.person.preferences
  if (recipient.work && ticket.priority === 'P1') return true
  return (events?.includes(event) ?? true) && (priorities?.includes(ticket.priority) ?? true)
}

/** What of a piece of news decides how it goes out. */
type Told = Pick<News, 'event'> & { ticket: Pick<Ticket, 'priority'> }

/** `now` in ms. */
export function planFor(recipient: Recipient, { event, ticket }: Told, directory: Directory, now: number): Plan {
  const lane: Lane = ticket.priority === 'P1' && pressing.has(event) ? 'urgent' : 'normal'
  const { channels, site } = directory
  if (!recipient.person) {
    return { lane, chain: channels.filter(({ kind }) => kind === 'sms').map(({ id }) => id), heldUntil: undefined }
  }
  const { person } = recipient
  const reaching = channels.filter((channel) => reaches(channel, person))
  const { quiet, urgentWaits, channels: chosen } = person.preferences
  const own = chosen.flatMap((id) => reaching.filter((channel) => channel.id === id))
  // What is urgent goes on through the site's channels once one's own are used up.
  const chain = own.length === 0 ? reaching : lane === 'urgent' ? [...new Set([...own, ...reaching])] : own
  const mayWait = quiet !== null && (lane === 'normal' || urgentWaits)
  return {
    lane,
    chain: chain.map(({ id }) => id),
    heldUntil: mayWait ? quietUntil(quiet, now, site.timezone) : undefined
  }
}

/** Those that need an address of each person; the others speak to a group. */
export const personalKinds: ReadonlySet<ChannelKind> = new Set<ChannelKind>(['smtp', 'sms', 'webpush'])

/** Whether the channel is for this person, and has an address to reach it by. */
export function reaches({ kind, roles: forRoles, teams }: ChannelInfo, person: Person): boolean {
  if (forRoles.length > 0 && !forRoles.includes(person.role)) return false
  if (teams.length > 0 && !(person.team !== null && teams.includes(person.team))) return false
  if (kind === 'smtp') return person.email !== null
  if (kind === 'sms') return person.phone !== null
  if (kind === 'webpush') return person.push
  return true
}
