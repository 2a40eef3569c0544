/** Whether somebody may have a ticket: what the dispatcher would not give him, nobody else gives him either. */
import type { TicketAction } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Actor } from './actor.ts'
import type { Dispatch } from './happening.ts'
import type { Ticket } from './ticket.ts'
import type { TicketEventType } from './ticket-record.ts'

/** Steps that put a ticket into somebody's hands. */
export const takesOver: ReadonlySet<TicketEventType> = new Set(['assigned', 'accepted', 'handed_on'])

export type Fitness = ReturnType<typeof createFitness>

/** `now`: server time in ms. Without a dispatcher everybody is fit for everything. */
export function createFitness(dispatch: Dispatch | undefined, now: () => number) {
  return {
    /** Throws `conflict` with the reason when the ticket's assignee is not fit for it. */
    async expect(db: Connection, ticket: Ticket, allowed: TicketAction[]): Promise<void> {
      if (ticket.assignee === null) return
      const reason = await dispatch?.whyNot(db, ticket, ticket.assignee, now())
      if (reason !== undefined)
        throw new AppError('conflict', reason, { allowed, errors: [{ field: 'assignee', message: reason }] })
    },

    /** The steps without `accept` where this user would not be fit for the ticket. */
    async allowed(db: Connection, ticket: Ticket, actor: Actor, steps: TicketAction[]): Promise<TicketAction[]> {
      if (!steps.includes('accept')) return steps
      const reason = await dispatch?.whyNot(db, ticket, actor.id, now())
      return reason === undefined ? steps : steps.filter((step) => step !== 'accept')
    }
  }
}
