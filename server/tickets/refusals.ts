/** Why a step is not possible although status and role allow it. Pure. */
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import { photoPair } from '../contract/hazards.ts'
import { type Actor, includesRole } from './actor.ts'
import type { Surroundings, Ticket } from './ticket.ts'

/** Kinds whose repairs need papers before they are closed: lifts, escalators and all fire equipment (003, domain.md §4). */
const recordKinds = new Set([
  'elevator',
  'escalator',
  'fire_pump',
  'jockey_pump',
  'fire_pressure_point',
  'fire_tank',
  'fire_alarm_panel',
  'smoke_fan',
  'fire_door'
])

const papers: readonly AttachmentKind[] = ['operation_record', 'test_report']

export function whyNotVerified(ticket: Ticket, around: Surroundings): string | undefined {
  if (around.active) return 'The condition is still active.'
  if (around.incident) return 'The incident has not been ended.'
  const isRecorded = around.kind !== undefined && recordKinds.has(around.kind)
  if (isRecorded && !papers.every((paper) => around.attached.has(paper))) {
    return `A ticket on a ${around.kind} is closed only with an operation record and a test report attached.`
  }
  return whyNoPair(ticket, around.photos)
}

/** 003: a hazard to be fixed by a date is inspected again, with photos of before and after. */
function whyNoPair(ticket: Ticket, photos: readonly number[]): string | undefined {
  if (ticket.type !== 'hazard' || ticket.class !== 'fix_by_date') return undefined
  const taken = photos.map((at) => ({ at }))
  const { before, after } = photoPair(taken, ticket)
  if (before && after) return undefined
  return 'A fix_by_date hazard is closed only with a photo from before it was resolved and one of the re-inspection after.'
}

export function whyNotReopened(_: Ticket, around: Surroundings): string | undefined {
  return around.other && `Ticket ${around.other} already stands for the same cause.`
}

export function whyNotFollowedUp(ticket: Ticket, around: Surroundings, body?: { satisfied: boolean }): string | undefined {
  if (ticket.followUp !== null) return 'Its result was followed up already.'
  return body?.satisfied === false ? whyNotReopened(ticket, around) : undefined
}

/** Why this user does not work on the ticket: engineers and above do on any, guards on theirs. */
export function whyNoWorker(ticket: Ticket, actor: Actor): string | undefined {
  if (includesRole(actor.role, 'engineer')) return undefined
  if (!includesRole(actor.role, 'guard')) return 'A viewer takes no steps on tickets.'
  if (ticket.roles.includes('guard') || ticket.assignee === actor.id) return undefined
  return 'A guard takes steps only on tickets for guards or assigned to them.'
}

/** Why this user may not give it to somebody else: guards have only what is assigned to them to give. */
export function whyNoHolder(ticket: Ticket, actor: Actor): string | undefined {
  const reason = whyNoWorker(ticket, actor)
  if (reason || includesRole(actor.role, 'engineer') || ticket.assignee === actor.id) return reason
  return 'A guard hands on only tickets assigned to them.'
}
