/** The description of a review ticket: what happened, from the ticket's events. In Chinese, like all that the server writes. Pure. */
import type { Ticket } from '../tickets/ticket.ts'
import type { TicketEvent } from '../tickets/ticket-record.ts'
import type { Incident } from './incident.ts'
import { eventNames, roleNames, words } from './texts-zh.ts'

export type Telling = {
  /** IANA zone of the site. */
  timezone: string
  nameOf: (user: string) => string
}

/** More lines than this are not read in a meeting; the first and the last tell the most. */
const mostLines = 80
const minuteMs = 60_000

/** What gives a ticket to somebody. */
const givings: ReadonlySet<string> = new Set<TicketEvent['type']>(['assigned', 'dispatched', 'redispatched', 'handed_on'])

/** `incident` has ended; `events`: the ticket's, oldest first. */
export function tellIncident(ticket: Ticket, incident: Incident, events: readonly TicketEvent[], telling: Telling): string {
  const timeOf = formatterOf(telling.timezone)
  const endedAt = incident.endedAt ?? incident.startedAt
  const minutes = Math.round((endedAt - incident.startedAt) / minuteMs)
  const undone = incident.items.filter((item) => !item.done)
  const lines = events.map((event) => lineOf(event, incident, { timeOf, nameOf: telling.nameOf }))
  return [
    words.head(ticket.number, incident.title),
    `${words.span(timeOf(incident.startedAt), timeOf(endedAt))}，${words.minutes(minutes)}`,
    ...(incident.note === null ? [] : [words.conclusion(incident.note)]),
    ...(undone.length === 0
      ? []
      : [`${words.notDone}：${undone.map((item) => `${roleNames[item.role]} ${item.text}`).join('；')}`]),
    '',
    words.timeline,
    ...shortened(lines)
  ].join('\n')
}

type Words = { timeOf: (ms: number) => string; nameOf: Telling['nameOf'] }

function lineOf(event: TicketEvent, incident: Incident, { timeOf, nameOf }: Words): string {
  const { at, type, actor, detail } = event
  const who = actor === null ? words.system : nameOf(actor)
  const text = [textOf(event, incident, nameOf), noteIn(detail)].filter((part) => part !== '').join('：')
  return `${timeOf(at)} ${eventNames[type]} ${who}${text === '' ? '' : ` ${text}`}`
}

function textOf({ type, detail }: TicketEvent, incident: Incident, nameOf: Telling['nameOf']): string {
  if (type === 'incident_begun') return incident.title
  if (type !== 'incident_checked') {
    const said = givings.has(type) ? detail['assignee'] : detail['result']
    return typeof said === 'string' ? (givings.has(type) ? nameOf(said) : said) : ''
  }
  const item = incident.items.find((each) => each.item === detail['item'])
  return item ? `${roleNames[item.role]} ${item.text} ${detail['done'] === true ? words.done : words.undone}` : ''
}

function noteIn({ note }: TicketEvent['detail']): string {
  return typeof note === 'string' ? note : ''
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines
  const half = mostLines / 2
  return [...lines.slice(0, half), words.left(lines.length - mostLines), ...lines.slice(-half)]
}

/** `2026-03-01 08:00:00` of the site. */
function formatterOf(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return (ms) => format.format(ms)
}
