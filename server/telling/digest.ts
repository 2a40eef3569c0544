/** Many pieces of news in one text: a head, then a line a ticket, newest news of it. Pure. */
import type { Language, TellEvent } from '../contract/telling.ts'
import type { Facts } from './facts.ts'
import type { Delivery } from './outbox.ts'
import { bytesOf } from './split.ts'
import { textsOf } from './text.ts'
import { type Format, headOf } from './wording.ts'

export type Digest = {
  head: string
  text: string
  /** What is told by it. */
  deliveries: Delivery[]
}

export type DigestOptions = {
  language: Language
  format: Format
  limitBytes: number
  /** Whether every ticket must be named: what does not fit then waits for the next post; else it is only counted. */
  each: boolean
  /** Where the list of tickets is. */
  url: string
}

const opens: ReadonlySet<TellEvent> = new Set<TellEvent>(['opened', 'dispatched'])

export function digestOf(topics: readonly Delivery[][], { language, format, limitBytes, each, url }: DigestOptions): Digest {
  const texts = textsOf(language)
  const byTicket = new Map<string, Delivery[][]>()
  for (const topic of topics) {
    const ticket = topic[0]?.facts.ticket ?? ''
    byTicket.set(ticket, [...(byTicket.get(ticket) ?? []), topic])
  }
  const allNew = topics.every(([first]) => first !== undefined && opens.has(first.facts.event))
  const tickets = [...byTicket.values()].sort((one, other) => rank(one).localeCompare(rank(other)))
  const foot = format === 'markdown' ? `[${texts.open}](${url})` : `${texts.open}: ${url}`
  const headFor = (count: number, messages: number) => texts.digest(count, messages, allNew)
  const reserved = bytesOf([headFor(99_999, 99_999), texts.more(99_999), foot].join('\n')) + 8
  const lines: string[] = []
  let used = reserved
  for (const ticket of tickets) {
    const line = lineOf(ticket, language, format)
    if (used + bytesOf(line) + 1 > limitBytes && lines.length > 0) break
    used += bytesOf(line) + 1
    lines.push(line)
  }
  const told = each ? tickets.slice(0, lines.length) : tickets
  const head = headFor(told.length, told.flat().length)
  const hidden = told.length - lines.length
  const bold = format === 'markdown' ? `**${head}**` : head
  return {
    head,
    text: [bold, ...lines, ...(hidden > 0 ? [texts.more(hidden)] : []), foot].join('\n'),
    deliveries: told.flat(2)
  }
}

/** The most urgent first, then as they were opened. */
function rank(topics: readonly Delivery[][]): string {
  const facts = topics.flat().map((delivery) => delivery.facts)
  const priority = facts.map((each) => each.priority).sort()[0] ?? ''
  return `${priority} ${facts[0]?.number ?? ''}`
}

function lineOf(topics: readonly Delivery[][], language: Language, format: Format): string {
  const newest = topics.at(-1)?.[0]?.facts
  if (!newest) return ''
  const where = newest.equipment ?? newest.place
  const line = [headOf(newest, language), where, whoOf(newest)].filter(Boolean).join(' · ')
  return format === 'markdown' ? `> ${line}` : line
}

function whoOf({ assignee }: Facts): string | null {
  return assignee && [assignee.name, assignee.phone].filter(Boolean).join(' ')
}
