/**
 * Incident mode (R24): begun by hand on a ticket, a checklist for each role, and at its end a ticket for the review of the
 * day after, with the timeline in it. What it writes goes through the desk, into the ticket's timeline too.
 */
import type { IncidentKind } from '../contract/incidents.ts'
import type { Connection, Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError } from '../errors.ts'
import { type Actor, includesRole } from '../tickets/actor.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { type Opening, openFromIncident } from '../tickets/opening.ts'
import type { Ticket } from '../tickets/ticket.ts'
import type { TicketEvent } from '../tickets/ticket-record.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'
import type { Checklists } from './checklists.ts'
import { begin, check, end, type Incident, type Outcome, reviewWithinMs } from './incident.ts'
import { createIncidentStore } from './incident-store.ts'
import { tellIncident } from './review-text.ts'
import { words } from './texts-zh.ts'

export type IncidentsOptions = {
  database: Database
  desk: Pick<Desk, 'along'>
  checklists: Checklists
  /** IANA zone of the site, asked for anew each time. */
  timezone: () => string
}

export type Incidents = ReturnType<typeof createIncidents>

type Changed = { outcome: Outcome; event: TicketEvent; openings?: Opening[] }
type Loaded = { db: Connection; now: number; ticket: Ticket; incident: Incident | undefined }

export function createIncidents({ database, desk, checklists, timezone }: IncidentsOptions) {
  /** Writes what `step` makes of the ticket's incident, and what it tells, in one transaction. */
  function change(ticketId: string, step: (loaded: Loaded) => Promise<Changed>): Promise<Settlement> {
    return desk.along(async (db, now) => {
      const ticket = await createTicketStore(db).find(ticketId)
      if (!ticket) throw new AppError('not_found', `There is no ticket ${ticketId}.`)
      const incidents = createIncidentStore(db)
      const { outcome, event, openings = [] } = await step({ db, now, ticket, incident: await incidents.find(ticketId) })
      await incidents.save(expectDone(outcome))
      const along = { tickets: [ticket], entries: [{ ...event, ticket: ticketId }] }
      return { result: undefined, changes: [], openings, along }
    })
  }

  return {
    /** The incident of a ticket, and whether one is suggested where there is none. */
    async of(ticket: Ticket): Promise<{ incident: Incident | undefined; incidentSuggested: boolean }> {
      const incident = await createIncidentStore(database).find(ticket.id)
      const isOver = ticket.status === 'closed' || ticket.status === 'cancelled'
      return { incident, incidentSuggested: !incident && !isOver && checklists.isSuggested(ticket) }
    },

    /** Throws `not_found`, `forbidden` below manager, or `conflict` when one was begun, or the ticket is over. */
    begin(
      ticketId: string,
      wish: { title?: string | undefined; kind?: IncidentKind | undefined },
      actor: Actor
    ): Promise<Settlement> {
      expectRole(actor, 'manager', 'begun')
      return change(ticketId, async ({ now, ticket, incident }) => {
        const { title = ticket.title, kind = checklists.kindOf({ rule: ticket.rule, title }) } = wish
        const beginning = { kind, title, checklist: checklists.itemsOf(kind), by: actor.id, now }
        const event = { at: now, type: 'incident_begun' as const, actor: actor.id, detail: { kind, title } }
        return { outcome: begin(ticket, incident, beginning), event }
      })
    },

    /** Throws `not_found`, `forbidden` below guard, `conflict` when none goes on, or `invalid` naming `item`. */
    check(ticketId: string, wish: { item: string; done: boolean; note?: string | undefined }, actor: Actor): Promise<Settlement> {
      expectRole(actor, 'guard', 'worked on')
      return change(ticketId, async ({ now, incident }) => {
        const begun = expectBegun(incident)
        const role = begun.items.find((each) => each.item === wish.item)?.role
        const event = { at: now, type: 'incident_checked' as const, actor: actor.id, detail: { role, ...wish } }
        return { outcome: check(begun, { ...wish, by: actor.id, now }), event }
      })
    },

    /** Opens the ticket of its review. Throws `not_found`, `forbidden` below manager, or `conflict` when none goes on. */
    end(ticketId: string, { note }: { note: string }, actor: Actor): Promise<Settlement> {
      expectRole(actor, 'manager', 'ended')
      return change(ticketId, async ({ db, now, ticket, incident }) => {
        const begun = expectBegun(incident)
        const review = createId('tk', now)
        const outcome = end(begun, { note, review, by: actor.id, now })
        const event = { at: now, type: 'incident_ended' as const, actor: actor.id, detail: { note, review } }
        if (!outcome.ok) return { outcome, event }
        const events = [...(await createTicketStore(db).timeline(ticketId)), event]
        const nameOf = await readNames(db)
        const opening = openFromIncident({
          id: review,
          at: now,
          parent: ticket,
          title: words.reviewOf(begun.title),
          description: tellIncident(ticket, outcome.incident, events, { timezone: timezone(), nameOf }),
          wantedBy: now + reviewWithinMs,
          // Whoever led it has it reviewed.
          assignee: begun.startedBy,
          by: actor.id
        })
        return { outcome, event, openings: [opening] }
      })
    }
  }
}

async function readNames(db: Connection): Promise<(user: string) => string> {
  const rows = await db.selectFrom('users').select(['id', 'name']).execute()
  const names = new Map(rows.map((row) => [row.id, row.name]))
  return (user) => names.get(user) ?? user
}

function expectRole(actor: Actor, least: 'guard' | 'manager', done: string): void {
  if (includesRole(actor.role, least)) return
  throw new AppError('forbidden', `An incident is ${done} by ${least}s and above.`)
}

function expectBegun(incident: Incident | undefined): Incident {
  if (incident) return incident
  throw new AppError('conflict', 'No incident was begun on this ticket.')
}

function expectDone(outcome: Outcome): Incident {
  if (outcome.ok) return outcome.incident
  const { code, field, reason } = outcome
  if (field === undefined) throw new AppError(code, reason)
  throw new AppError(code, `${field}: ${reason}`, { errors: [{ field, message: reason }] })
}
