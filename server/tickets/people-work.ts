/** What people do to tickets, inside the desk's transaction. */
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Role } from '../contract/common.ts'
import { type NewTicket, type TicketAction, ticketActionBodies } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError, invalidField } from '../errors.ts'
import { type Actor, includesRole } from './actor.ts'
import type { Kept } from './clock-work.ts'
import { type Entered, saveOpenings } from './entering.ts'
import { expectToCome } from './faults.ts'
import { type Fitness, takesOver } from './fitness.ts'
import type { Dispatch } from './happening.ts'
import { openByHand } from './opening.ts'
import { record } from './recording.ts'
import { readSurroundings, type Site } from './surroundings.ts'
import { allowedSteps, decide, type TicketStep } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

type Stepping = Site & { fitness: Fitness; readTerms: ReadTerms }
/** `via`: how he came to it, other than by logging in. */
type StepWish = { id: string; action: TicketAction; body: unknown; actor: Actor; via: string | undefined }
type Opening = Stepping & { dispatch: Dispatch | undefined }

/** Throws `forbidden`, or `invalid` naming the field that is unknown or not to come. */
export async function openTicket(db: Connection, wish: NewTicket, actor: Actor, given: Opening): Promise<Entered> {
  if (!includesRole(actor.role, 'engineer')) throw new AppError('forbidden', 'Tickets are opened by engineers and above.')
  if (wish.equipment !== undefined && given.kindOf(wish.equipment) === undefined) throw unknownField('equipment', wish.equipment)
  const past = expectToCome('wantedBy', wish.wantedBy, given.now)
  if (past) throw invalidField(past.field, past.message)
  if (wish.assignee !== undefined) await expectUser(db, wish.assignee)
  const { parent } = wish
  if (parent !== undefined && !(await createTicketStore(db).find(parent))) throw unknownField('parent', parent)
  const opening = openByHand(wish, actor, { id: createId('tk', given.now), at: given.now })
  await given.fitness.expect(db, opening.ticket, [])
  return saveOpenings(db, [opening], given)
}

/**
 * Throws `not_found`, `forbidden`, `conflict` (both with the steps that are `allowed`), or `invalid` naming the fields of
 * `body`.
 */
export async function takeStep(
  db: Connection,
  { id, action, body, actor, via }: StepWish,
  { fitness, readTerms, ...site }: Stepping
): Promise<Kept> {
  const ticket = await createTicketStore(db).find(id)
  if (!ticket) throw new AppError('not_found', `There is no ticket ${id}.`)
  const step = readStep(action, body)
  const around = await readSurroundings(db, ticket, site)
  const decision = decide(ticket, step, actor, around)
  if (!decision.ok) throw new AppError(decision.code, decision.reason, decision)
  await expectKnown(db, step, site)
  if (decision.events.some(({ type }) => takesOver.has(type))) {
    const allowed = await fitness.allowed(db, ticket, actor, allowedSteps(ticket, actor, around))
    await fitness.expect(db, decision.ticket, allowed)
  }
  const way = via === undefined ? {} : { via }
  const entries = decision.events.map((event) => ({ ...event, detail: { ...event.detail, ...way }, ticket: id }))
  return record(db, { tickets: [decision.ticket], entries }, { readTerms })
}

/** A request without a body is a step without details. */
function readStep(action: TicketAction, body: unknown): TicketStep {
  const result = ticketActionBodies[action].safeParse(body ?? {})
  // The schema was picked by the action, so the two belong together.
  if (result.success) return { action, body: result.data } as TicketStep
  throw new AppError('invalid', `The body does not fit the step ${action}.`, {
    errors: result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  })
}

/** Whom and what the step names must be there. */
async function expectKnown(db: Connection, { action, body }: TicketStep, { kindOf }: Site): Promise<void> {
  if (action === 'assign' && body.contractor !== undefined) await expectContractor(db, body.contractor)
  if ((action === 'assign' || action === 'hand_on') && body.assignee !== undefined) await expectUser(db, body.assignee)
  if (action !== 'resolve' || body.equipment === undefined) return
  if (kindOf(body.equipment) === undefined) throw unknownField('equipment', body.equipment)
}

/** Somebody who may take steps on it. */
async function expectUser(db: Connection, id: string): Promise<void> {
  const user = await db.selectFrom('users').select('role').where('id', '=', id).where('enabled', '=', 1).executeTakeFirst()
  if (!user) throw unknownField('assignee', id)
  if (includesRole(user.role as Role, 'guard')) return
  throw invalidField('assignee', `expected somebody who works on tickets: ${id} is a ${user.role}`)
}

async function expectContractor(db: Connection, id: string): Promise<void> {
  const known = db.selectFrom('contractors').select('id').where('id', '=', id).where('enabled', '=', 1)
  if (!(await known.executeTakeFirst())) throw unknownField('contractor', id)
}

/** A field of the body that names what is not there. */
export function unknownField(field: string, id: string): AppError {
  return new AppError('invalid', `There is no ${field} ${id}.`, { errors: [{ field, message: `unknown: ${id}` }] })
}
