/** Permits inside the desk's transaction: what they do to alarms and to the timeline of their ticket. */
import {
  confirm,
  end,
  extend,
  longestServiceMs,
  type OutOfService,
  request,
  type ServiceOutcome
} from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import type { NewPermit, PermitAction } from '../contract/permits.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError, invalidField } from '../errors.ts'
import {
  allowedOn,
  decidePermit,
  expirePermit,
  holdsAlarms,
  isOpen,
  type Permit,
  type PermitWish,
  requestPermit
} from '../permits/permit.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import { type Attributes, inOrder, needsPermit, requiredSteps } from '../permits/required-steps.ts'
import { type Actor, includesRole } from './actor.ts'
import { expectWithin } from './alarm-work.ts'
import { createAttachmentStore } from './attachment-store.ts'
import { createDraft, type Draft, type DraftOptions, type Settled } from './draft.ts'
import { type Opening, openFromTicket } from './opening.ts'
import { followService } from './service-work.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

/** `services`: what went out of service or came back by it. */
export type Permitted = Settled & { permit: Permit; services: OutOfService[] }

type Given = DraftOptions & { actor: Actor }

/** What is known of equipment; `kindOf`: undefined when there is none of this id. */
export type PermitSite = {
  kindOf: (equipment: string) => string | undefined
  /** Whether two people are needed to take equipment of this kind out of service. */
  isFire: (kind: string) => boolean
  attributesOf: (equipment: string) => Attributes | undefined
}

/** Throws `forbidden`, `invalid` naming the field, or `conflict`. */
export async function askForPermit(
  given: Given,
  wish: NewPermit,
  { kindOf, isFire, attributesOf }: PermitSite
): Promise<Permitted> {
  const { db, now, actor } = given
  expectEngineer(actor)
  const { equipment, ticket = null, reason } = wish
  const kind = kindOf(equipment)
  if (kind === undefined) throw invalidField('equipment', `unknown: ${equipment}`)
  const required = requiredSteps(kind, attributesOf(equipment) ?? {})
  const until = Date.parse(wish.until)
  expectWithin(until, now, longestServiceMs, '7 d')
  const steps = inOrder(wish.steps ?? required)
  const missing = required.filter((step) => !steps.includes(step))
  if (missing.length > 0) throw invalidField('steps', `expected ${missing.join(', ')} as well: work on this equipment needs them`)
  if (ticket !== null) await expectOpenTicket(db, ticket)
  const standing = await createPermitStore(db).standingOn(equipment)
  if (standing)
    throw new AppError('conflict', `Permit ${standing.id} on ${equipment} is ${standing.state}: it comes to its end first.`)
  const id = createId('pm', now)
  const about = { id, equipment, ticket, reason, until }
  const permit = requestPermit({ ...about, steps, needsApproval: isFire(kind), by: actor.id, now })
  return write(given, { permit, allowed: [] }, { step: 'requested', reason, until: wish.until })
}

/** Throws `not_found`, `forbidden`, `invalid` naming the field, or `conflict` with what is `allowed`. */
export async function stepOnPermit(given: Given, { id, step }: { id: string; step: PermitWish }): Promise<Permitted> {
  const { db, now, actor } = given
  const permit = await createPermitStore(db).find(id)
  if (!permit) throw new AppError('not_found', `There is no permit ${id}.`)
  expectEngineer(actor)
  // Whoever comes between the end of its time and the desk's own look at it.
  if (expirePermit(permit, now)) throw new AppError('conflict', 'The time of the permit has run out.', { allowed: [] })
  const outcome = decidePermit(permit, step, { by: actor.id, now })
  if (!outcome.ok) throw new AppError('conflict', outcome.reason, { allowed: outcome.allowed })
  if (step.action === 'extend') expectLater(outcome.permit.until, permit.until, now)
  if (step.action === 'confirm' && step.body.photo !== undefined) await expectPhoto(db, permit.ticket, step.body.photo)
  const decided = { permit: outcome.permit, allowed: allowedOn(permit, actor.id) }
  return write(given, decided, { ...step.body, step: wordOf(step) })
}

/** `unnoticed`: those without a ticket that could say it. */
type Expired = { services: OutOfService[]; tickets: string[]; unnoticed: Permit[] }

/** Those whose time ran out: their alarms come back by condition, and their ticket says it. Writes all but the draft. */
export async function expirePermits(db: Connection, draft: Draft): Promise<Expired> {
  const store = createPermitStore(db)
  const services: OutOfService[] = []
  const tickets: string[] = []
  const unnoticed: Permit[] = []
  for (const permit of await store.standing()) {
    const expired = expirePermit(permit, draft.now)
    if (!expired) continue
    await store.save(expired)
    services.push(...(await followPermit(db, draft, { permit: expired, allowed: [] }, null)).services)
    if (expired.ticket === null) unnoticed.push(expired)
    else tickets.push(expired.ticket)
    note(draft, expired, { step: 'expired' }, null)
  }
  return { services, tickets, unnoticed }
}

/** Forgotten permits are loud: one that hangs on no ticket gets one, for a manager. */
export function openForForgotten({ id, equipment, reason, until, requestedBy }: Permit, now: number): Opening {
  const { ticket, events } = openFromTicket(
    { id: null, equipment, place: null },
    {
      type: 'check',
      source: 'manual',
      priority: 'P2',
      title: `作业票超时未关：${equipment}`,
      description: `${reason}\n${requestedBy} · ${new Date(until).toISOString()}`
    },
    { id: createId('tk', now), at: now }
  )
  const detail = { permit: id, step: 'expired' }
  return { ticket: { ...ticket, roles: ['manager'] }, events: [...events, { at: now, type: 'permit', actor: null, detail }] }
}

/** Settled, with tickets that nothing but their timeline changed: whoever hears of settlements hears of these as well. */
export async function withTickets<Result extends Settled>(
  db: Connection,
  settled: Result,
  ids: readonly string[]
): Promise<Result> {
  const tickets: Ticket[] = [...settled.tickets]
  for (const id of new Set(ids)) {
    if (tickets.some((ticket) => ticket.id === id)) continue
    const ticket = await createTicketStore(db).find(id)
    if (ticket) tickets.push(ticket)
  }
  return { ...settled, tickets }
}

/** Why a ticket cannot be resolved as to its permits; undefined when it can. `since`: ms, older ones are of another repair. */
export async function whyNotPermitted(
  db: Connection,
  ticket: Ticket,
  { since, attributesOf }: Pick<PermitSite, 'attributesOf'> & { since: number }
): Promise<string | undefined> {
  const permits = await createPermitStore(db).ofTicket(ticket.id)
  const open = permits.find(isOpen)
  if (open) return `Permit ${open.id} is ${open.state}: it is closed before the work is called done.`
  if (ticket.equipment === null || !needsPermit(attributesOf(ticket.equipment) ?? {})) return undefined
  if (permits.some(({ activeAt }) => activeAt !== null && activeAt >= since)) return undefined
  return `Work on ${ticket.equipment} needs a permit on this ticket, with each of its steps confirmed.`
}

/** `allowed`: what could be done instead, should it not be possible after all. */
type Decided = { permit: Permit; allowed: PermitAction[] }

async function write(given: Given, decided: Decided, detail: Record<string, unknown>): Promise<Permitted> {
  const { db, actor } = given
  const draft = createDraft(given)
  const { permit, services } = await followPermit(db, draft, decided, actor.id)
  await createPermitStore(db).save(permit)
  note(draft, permit, detail, actor.id)
  const settled = await withTickets(db, await draft.save(), permit.ticket === null ? [] : [permit.ticket])
  return { ...settled, permit, services }
}

/** Takes its equipment out of service when it opens, moves the end with it, and brings back when it is over. */
async function followPermit(db: Connection, draft: Draft, { permit, allowed }: Decided, actor: string | null) {
  const store = createOutOfServiceStore(db)
  const current = await store.find(permit.equipment)
  const outcome = serviceOf(permit, current, { by: actor, now: draft.now })
  if (outcome === undefined) return { permit, services: [] }
  if (!outcome.ok) throw new AppError('conflict', outcome.reason, { allowed })
  const { service } = outcome
  await store.save(service)
  await followService(db, draft, service, actor)
  return { permit: { ...permit, service: service.id }, services: [service] }
}

type By = { by: string | null; now: number }

function serviceOf(permit: Permit, current: OutOfService | undefined, { by, now }: By): ServiceOutcome | undefined {
  const { equipment, reason, until, requestedBy, approvedBy, needsApproval } = permit
  const isOurs = current !== undefined && current.id === permit.service
  if (!holdsAlarms(permit)) return isOurs ? end(current, by, now, permit.id) : undefined
  if (isOurs) return current.until === until ? undefined : extend(current, until)
  const wished = request(current, { id: createId('os', now), equipment, reason, until, by: requestedBy, now }, needsApproval)
  return wished.ok && approvedBy !== null ? confirm(wished.service, approvedBy, now) : wished
}

function note(draft: Draft, permit: Permit, detail: Record<string, unknown>, actor: string | null): void {
  if (permit.ticket === null) return
  const { id, equipment, state } = permit
  draft.note(permit.ticket, {
    at: draft.now,
    type: 'permit',
    actor,
    detail: { permit: id, equipment, state, holder: permit.requestedBy, ...detail }
  })
}

/** What the timeline calls it: a confirmation by the name of its step. */
function wordOf(step: PermitWish): string {
  if (step.action === 'confirm') return step.body.step
  return { approve: 'approved', extend: 'extended', close: 'closed', cancel: 'cancelled' }[step.action]
}

function expectEngineer(actor: Actor): void {
  if (!includesRole(actor.role, 'engineer')) throw new AppError('forbidden', 'Permits are for engineers and above.')
}

async function expectOpenTicket(db: Connection, id: string): Promise<void> {
  const ticket = await createTicketStore(db).find(id)
  if (!ticket) throw invalidField('ticket', `unknown: ${id}`)
  if (ticket.status !== 'closed' && ticket.status !== 'cancelled') return
  throw new AppError('conflict', `Ticket ${ticket.number} is ${ticket.status}: no work is done on it any more.`)
}

function expectLater(until: number, before: number, now: number): void {
  expectWithin(until, now, longestServiceMs, '7 d')
  if (until <= before) throw invalidField('until', `expected a time after ${new Date(before).toISOString()}`)
}

async function expectPhoto(db: Connection, ticket: string | null, hash: string): Promise<void> {
  if (ticket === null) throw invalidField('photo', 'the permit has no ticket with attachments')
  const attachment = await createAttachmentStore(db).find(ticket, hash)
  if (attachment?.kind !== 'photo') throw invalidField('photo', `expected the hash of a photo attached to ticket ${ticket}`)
}
