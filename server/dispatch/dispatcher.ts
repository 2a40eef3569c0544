/**
 * Gives tickets to people, inside the desk's transactions: when they are opened, and again when nobody accepts them in
 * time. What a manager or a worker decided meanwhile stays as it is.
 */
import type { Dispatch, Dispatched, TicketEntry, Witness } from '../tickets/happening.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { beginsAgain } from '../tickets/ticket-record.ts'
import { createTicketStore } from '../tickets/ticket-store.ts'
import { type AcceptWithin, acceptWithinMs } from './accept-within.ts'
import { type Choice, choose, firmKey, firmOf, type Job, missingCertificate } from './choice.ts'
import { siteDateOf } from './duty-times.ts'
import { jobClassOf } from './job-classes.ts'
import { createRoundStore, type Round } from './round-store.ts'
import { type LoadedWorkforce, loadWorkforce, readCertificates } from './workforce-store.ts'

export type DispatcherOptions = {
  /** The kind of an equipment, or undefined when there is none of this id. */
  kindOf: (equipment: string) => string | undefined
  /** IANA zone of the site as it is now. */
  timezone: () => string
  /** The site's own times to accept, as they are now; left out, the defaults. */
  acceptWithin?: () => AcceptWithin | undefined
}

/** `witness`: has a reopened ticket offered to others when its assignee does not take it up again. */
export type Dispatcher = Dispatch & { witness: Witness }

export function createDispatcher({ kindOf, timezone, acceptWithin = () => undefined }: DispatcherOptions): Dispatcher {
  const kindOn = ({ equipment }: Ticket) => (equipment === null ? undefined : kindOf(equipment))
  const dueFrom = (ticket: Ticket, now: number) => now + acceptWithinMs(ticket.priority, acceptWithin())

  function jobOf(ticket: Ticket): Job {
    const kind = kindOn(ticket)
    return { class: jobClassOf({ rule: ticket.rule, kind, trade: ticket.trade }), kind, roles: ticket.roles }
  }

  return {
    async opened(db, tickets, now) {
      const wanting = tickets.filter(({ assignee, status }) => assignee === null && status === 'open')
      const workforce = wanting.length > 0 ? await loadWorkforce(db, now, timezone()) : undefined
      if (!workforce) return nothing
      const book = createBook(workforce)
      const rounds: Round[] = []
      const dispatched: Dispatched = { tickets: [], entries: [], due: undefined }
      for (const ticket of wanting) {
        const choice = book.choose(jobOf(ticket), new Set(), now)
        if (isNobody(choice) && !workforce.hasShifts) continue
        const round = { ticket: ticket.id, dueAt: dueFrom(ticket, now), asked: keysOf(choice), told: false }
        rounds.push(round)
        if (!isNobody(choice)) dispatched.tickets.push(given(ticket, choice))
        dispatched.entries.push(entryOf(ticket, 'dispatched', choice, now))
        dispatched.due = Math.min(dispatched.due ?? round.dueAt, round.dueAt)
      }
      await createRoundStore(db).save(rounds)
      return dispatched
    },

    async overdue(db, now) {
      const store = createRoundStore(db)
      const rounds = await store.due(now)
      if (rounds.length === 0) return nothing
      const found = await createTicketStore(db).findAll(rounds.map(({ ticket }) => ticket))
      const byId = new Map(found.map((ticket) => [ticket.id, ticket]))
      const workforce = await loadWorkforce(db, now, timezone())
      const book = workforce && createBook(workforce)
      const kept: Round[] = []
      const ended: string[] = []
      const dispatched: Dispatched = { tickets: [], entries: [], due: undefined }
      for (const round of rounds) {
        const ticket = byId.get(round.ticket)
        const passed = book && ticket && isWaiting(ticket, round) ? passOn(ticket, round, book) : undefined
        if (passed?.entry) {
          dispatched.tickets.push(passed.ticket)
          dispatched.entries.push(passed.entry)
        }
        if (passed?.round) kept.push(passed.round)
        else ended.push(round.ticket)
      }
      await store.save(kept)
      await store.end(ended)
      return dispatched

      function passOn(ticket: Ticket, round: Round, { choose }: Book) {
        const choice = choose(jobOf(ticket), new Set(round.asked), now)
        const next = { ...round, dueAt: dueFrom(ticket, now) }
        if (!isNobody(choice)) {
          const type = round.asked.length > 0 ? 'redispatched' : 'dispatched'
          const entry = entryOf(ticket, type, choice, now, fromOf(round))
          return { ticket: given(ticket, choice), entry, round: { ...next, asked: [...round.asked, ...keysOf(choice)] } }
        }
        const entry = round.told ? undefined : entryOf(ticket, 'redispatched', choice, now, { ...fromOf(round), to: 'manager' })
        // In nobody's hands: the next shift may have somebody. Else it stays with whom it went to last.
        return { ticket, entry, round: ticket.assignee === null ? { ...next, told: true } : undefined }
      }
    },

    nextDue: (db) => createRoundStore(db).nextDue(),

    async whyNot(db, ticket, user, now) {
      const job = jobOf(ticket)
      if (job.class.certificate === null) return undefined
      const missing = missingCertificate(job.class, user, await readCertificates(db), now)
      if (!missing) return undefined
      const { type, expiredAt } = missing
      const last = expiredAt === null ? 'none' : `one that expired on ${siteDateOf(expiredAt - 1, timezone())}`
      const work = job.kind === undefined ? 'this' : `a ${job.kind}`
      return `Work on ${work} takes a valid certificate ${type}: ${user} has ${last}.`
    },

    async witness(db, happenings, now) {
      const reopened = happenings.filter(({ events }) => events.some(beginsAgain))
      if (reopened.length === 0 || !(await loadWorkforce(db, now, timezone()))) return
      const rounds = reopened.map(({ ticket }) => ({
        ticket: ticket.id,
        dueAt: ticket.assignee === null ? now : dueFrom(ticket, now),
        asked: ticket.assignee === null ? [] : [ticket.assignee],
        told: false
      }))
      await createRoundStore(db).save(rounds)
    }
  }
}

const nothing: Dispatched = { tickets: [], entries: [], due: undefined }

type Book = ReturnType<typeof createBook>

/** Who has how much in hand, with what is given out on the way. */
function createBook(workforce: LoadedWorkforce) {
  const load = new Map(workforce.load)
  return {
    choose(job: Job, asked: ReadonlySet<string>, now: number): Choice {
      const choice = choose(job, { ...workforce, load }, asked, now)
      const user = choice.assignee?.user
      if (user !== undefined) load.set(user, (load.get(user) ?? 0) + 1)
      return choice
    }
  }
}

/** Still with whom it was offered to last, or with nobody. What people decided meanwhile stays. */
function isWaiting(ticket: Ticket, { asked }: Round): boolean {
  if (ticket.status === 'open') return ticket.assignee === null
  return ticket.status === 'assigned' && ticket.assignee !== null && ticket.assignee === asked.at(-1)
}

function isNobody({ assignee, contractor }: Choice): boolean {
  return assignee === null && contractor === null
}

function keysOf({ assignee, contractor }: Choice): string[] {
  if (assignee) return [assignee.user]
  return contractor ? [firmKey(contractor.id)] : []
}

/** Who had it and did not take it. */
function fromOf({ asked }: Round): { from?: string; fromContractor?: string } {
  const last = asked.at(-1)
  if (last === undefined) return {}
  const firm = firmOf(last)
  return firm === undefined ? { from: last } : { fromContractor: firm }
}

/** A firm without a person of its own here is to be called: until it is, the ticket is nobody's. */
function given(ticket: Ticket, { assignee, contractor }: Choice): Ticket {
  const status = assignee ? 'assigned' : 'open'
  return { ...ticket, status, assignee: assignee?.user ?? null, contractor: contractor?.id ?? null }
}

function entryOf(
  ticket: Ticket,
  type: 'dispatched' | 'redispatched',
  { assignee, contractor, why }: Choice,
  at: number,
  more: Record<string, unknown> = {}
): TicketEntry {
  const whom = assignee ?? contractor
  const detail = {
    ...more,
    ...(assignee && { assignee: assignee.user }),
    ...(contractor && { contractor: contractor.id }),
    ...(whom && { name: whom.name, phone: whom.phone }),
    why
  }
  return { ticket: ticket.id, at, type, actor: null, detail }
}
