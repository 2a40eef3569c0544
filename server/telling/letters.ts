/** A choice of what goes out, in words and with its links: the letters of one post. */
import { createHash } from 'node:crypto'
import type { TellEvent } from '../contract/telling.ts'
import { type TicketAction, ticketActions } from '../contract/tickets.ts'
import type { OpenChannel } from './channels.ts'
import { type Choice, shapes } from './compose.ts'
import { digestOf } from './digest.ts'
import type { Person } from './directory.ts'
import type { Delivery } from './outbox.ts'
import { personalKinds } from './recipients.ts'
import type { Address, Letter, PushTarget } from './senders/sender.ts'
import { bytesOf, cutTo, splitLines } from './split.ts'
import { type Purpose, textsOf } from './text.ts'
import { headOf, render, wordingOf } from './wording.ts'

export type LetterOptions = {
  people: ReadonlyMap<string, Person>
  subscriptions: (user: string) => readonly PushTarget[]
  /** Makes a link for each wish, whole, in the same order. */
  linksFor: (wishes: readonly { user: string; ticket: string; purpose: Purpose }[]) => Promise<string[]>
  /** Without a slash at its end. */
  baseUrl: string
  site: string
  timezone: string
}

/** `letters`: one request each, all of one post. `deliveries`: what they settle. */
export type Post = { letters: Letter[]; deliveries: Delivery[] }

/** What can be done about it from the message. */
const offers: Partial<Record<TellEvent, readonly Purpose[]>> = {
  opened: ['accept'],
  dispatched: ['accept', 'hand_on', 'expect'],
  redispatched: ['accept', 'hand_on', 'expect'],
  assigned: ['accept', 'hand_on', 'expect'],
  handed_on: ['accept', 'hand_on', 'expect'],
  raised: ['expect'],
  reopened: ['accept', 'hand_on', 'expect'],
  escalated: ['hand_on']
}
/** Of a text too long for one request. */
const mostParts = 3
/** People whose links one message to a group carries. */
const mostOffered = 3
const mostMentions = 30

export function isTicketAction(name: string): name is TicketAction {
  return ticketActions.some((action) => action === name)
}

/** Of what is about no ticket. */
const pages: Partial<Record<TellEvent, string>> = { bulletin: '/reports', position_missed: '/guard' }
const pageOf = ({ event, ticket }: Delivery['facts']) => pages[event] ?? `/tickets/${ticket}`

export async function writePost(choice: Choice, channel: OpenChannel, options: LetterOptions): Promise<Post> {
  const { format, limitBytes } = shapes[channel.kind]
  const { people, baseUrl, site } = options
  const { language, topics } = choice
  const [first] = topics[0] ?? []
  if (!first) throw new Error('BUG: a post without news')
  const urgent = first.lane === 'urgent'
  const write = choice.digest
    ? digestOf(topics, { language, format, limitBytes, each: urgent, url: `${baseUrl}/tickets` })
    : await single(topics[0] ?? [], channel, choice, options)
  const deliveries = write.deliveries
  const recipients = [...new Set(deliveries.map(({ recipient }) => recipient))]
    .sort()
    .flatMap((id) => (id && people.get(id)) || [])
  const isPersonal = personalKinds.has(channel.kind)
  const common = {
    urgent,
    title: cutTo(write.head, 200),
    mentions: isPersonal ? [] : recipients.slice(0, mostMentions),
    to: isPersonal ? addressFor(first, options) : {},
    items: deliveries.map(({ message, recipient, contact, facts }) => ({ message, to: recipient ?? contact?.name ?? '', facts })),
    url: choice.digest || first.contact ? `${baseUrl}/tickets` : `${baseUrl}${pageOf(first.facts)}`,
    site
  }
  const id = keyOf(deliveries.map(({ message }) => message))
  const texts = partsOf(write.text, limitBytes, language)
  return {
    deliveries,
    letters: texts.map((text, index) => ({ ...common, id: index === 0 ? id : `${id}-${index + 1}`, text }))
  }
}

async function single(topic: readonly Delivery[], channel: OpenChannel, { language }: Choice, options: LetterOptions) {
  const [first] = topic
  if (!first) throw new Error('BUG: a topic without a delivery')
  const { facts } = first
  const outside = first.contact !== null
  const links = outside ? [] : await linksOf(topic, channel, language, options)
  const wording = wordingOf(facts, { language, timezone: options.timezone, links, outside })
  return {
    head: headOf(facts, language, outside),
    text: render(wording, shapes[channel.kind].format),
    deliveries: [...topic]
  }
}

/** One person gets all there is to press, several in a group one each, with their names; an SMS has room for one. */
async function linksOf(topic: readonly Delivery[], channel: OpenChannel, language: Choice['language'], options: LetterOptions) {
  const [first] = topic
  const texts = textsOf(language)
  const open = { label: texts.open, url: `${options.baseUrl}${first ? pageOf(first.facts) : '/tickets'}` }
  const purposes = (first && offers[first.facts.event])?.filter(isTicketAction) ?? []
  const users = [...new Set(topic.flatMap(({ recipient }) => recipient ?? []))]
  if (!channel.links || purposes.length === 0 || users.length === 0 || users.length > mostOffered) return [open]
  const several = users.length > 1
  const chosen = several || channel.kind === 'sms' ? purposes.slice(0, 1) : purposes
  const wishes = users.flatMap((user) => chosen.map((purpose) => ({ user, ticket: first?.facts.ticket ?? '', purpose })))
  const urls = await options.linksFor(wishes)
  const links = wishes.map(({ user, purpose }, index) => ({
    label: several ? `${options.people.get(user)?.name ?? user} ${texts.purpose[purpose]}` : texts.purpose[purpose],
    url: urls[index] ?? open.url
  }))
  return channel.kind === 'sms' ? links : [...links, open]
}

function addressFor({ recipient, contact }: Delivery, { people, subscriptions }: LetterOptions): Address {
  if (contact) return { name: contact.name, phone: contact.phone }
  const person = recipient === null ? undefined : people.get(recipient)
  if (!person) return {}
  return {
    name: person.name,
    ...(person.email !== null && { email: person.email }),
    ...(person.phone !== null && { phone: person.phone }),
    subscriptions: subscriptions(person.id)
  }
}

/** The same for the same messages, whenever they are sent again. */
export function keyOf(messages: readonly string[]): string {
  const [only] = messages
  if (messages.length === 1 && only !== undefined) return only
  return `ms-${createHash('sha256')
    .update([...messages].sort().join(' '))
    .digest('hex')
    .slice(0, 32)}`
}

function partsOf(text: string, limitBytes: number, language: Choice['language']): string[] {
  if (bytesOf(text) <= limitBytes) return [text]
  const texts = textsOf(language)
  const room = limitBytes - Math.max(bytesOf(texts.part(mostParts, mostParts)), bytesOf(texts.cut) + 1) - 8
  const pieces = splitLines(text, room)
  const kept = pieces.slice(0, mostParts)
  return kept.map((piece, index) => {
    const isCut = index === mostParts - 1 && pieces.length > mostParts
    return `${piece}${isCut ? `\n${texts.cut}` : ''}${texts.part(index + 1, kept.length)}`
  })
}
