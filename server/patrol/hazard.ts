/** The ticket a finding opens: a hazard, in the class the guard gave it. Pure. */
import type { Priority } from '../contract/common.ts'
import type { HazardWish } from '../contract/patrol.ts'
import type { CheckpointInput } from '../contract/site.ts'
import type { TicketClass } from '../contract/tickets.ts'
import type { Actor } from '../tickets/actor.ts'
import { type Opening, openByHand } from '../tickets/opening.ts'
import type { Finding } from './findings.ts'
import type { Scan } from './scan.ts'

/** How soon each class is acted on (domain.md §4, inspection findings); the mapping to priorities is ours. */
const priorityOf: Partial<Record<TicketClass, Priority>> = { fix_now: 'P1', serious: 'P2', slight: 'P4' }
const titleLength = 200

export type HazardOptions = {
  scan: Scan
  findings: readonly Finding[]
  wish: HazardWish | undefined
  place: CheckpointInput
  actor: Actor
  ticketId: string
}

export function openHazard({ scan, findings, wish, place, actor, ticketId }: HazardOptions): Opening {
  const kind = wish?.class ?? 'ordinary'
  const found = findings.map(({ text, answer }) => `${text}：${say(answer)}`)
  const what = [...found, ...(scan.note === null ? [] : [scan.note])]
  const title = `${place.name}：${what.join('；') || '巡查发现问题'}`.slice(0, titleLength)
  const { ticket, events } = openByHand(
    { title, type: 'hazard', priority: priorityOf[kind] ?? 'P3', description: what.join('\n') || title },
    actor,
    { id: ticketId, at: scan.receivedAt }
  )
  return {
    ticket: {
      ...ticket,
      source: 'patrol',
      class: kind,
      place: place.location === '' ? place.name : place.location,
      roles: ['guard', 'engineer'],
      wantedBy: wish?.wantedBy === undefined ? null : Date.parse(wish.wantedBy)
    },
    events: events.map((event) => ({ ...event, detail: { ...event.detail, scan: scan.id, checkpoint: place.id } }))
  }
}

function say(answer: Finding['answer']): string {
  if (typeof answer === 'boolean') return answer ? '正常' : '异常'
  return String(answer)
}
