/**
 * The only writer of alarms, tickets and the rules' checkpoint. Its writes run one after another,
 * each in one transaction, in the order they were asked for: neither a pool of connections nor the single
 * one of SQLite is given to the transaction that has waited longest. Against other instances the database
 * keeps order: a transaction that another one got ahead of is run again on what that one left.
 */

import type { Alarm } from '../alarms/alarm.ts'
import { createAlarmStore } from '../alarms/alarm-store.ts'
import { isInForce, type OutOfService } from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import { createTopology, type Topology } from '../alarms/topology.ts'
import { ledger } from '../clocks/ledger.ts'
import { type ShownClock, shownClocks } from '../clocks/terms.ts'
import { createTermsReader, type ReadTerms } from '../clocks/terms-reader.ts'
import type { Role } from '../contract/common.ts'
import type { NewPermit } from '../contract/permits.ts'
import { type NewTicket, type TicketAction, ticketActionBodies } from '../contract/tickets.ts'
import type { Connection, Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import type { Permit, PermitWish } from '../permits/permit.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import type { Attributes } from '../permits/required-steps.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { ReadingStore } from '../store/reading-store.ts'
import { type Actor, includesRole } from './actor.ts'
import { type AlarmStep, stepOnAlarm } from './alarm-work.ts'
import { type Attached, attach, expectOpenFor, type NewAttachment } from './attach-work.ts'
import { type Attachment, createAttachmentStore } from './attachment-store.ts'
import { type Checkpoint, onlyJournal, writeCheckpoint } from './checkpoint.ts'
import { changePolicy, type PolicyChange } from './clock-work.ts'
import type { Settled } from './draft.ts'
import { nextDue, runDue } from './due-work.ts'
import { saveOpenings } from './entering.ts'
import { createFitness, takesOver } from './fitness.ts'
import { createFreezer } from './freezer.ts'
import { type Dispatch, happeningsOf, type TicketEntry, type Witness } from './happening.ts'
import { type Opening, openByHand } from './opening.ts'
import { askForPermit, type Permitted, stepOnPermit, whyNotPermitted } from './permit-work.ts'
import { record } from './recording.ts'
import { createSerial } from './serial.ts'
import { type ServiceStep, stepOnService } from './service-work.ts'
import { settleChanges } from './settling.ts'
import { allowedSteps, decide, type Surroundings, type Ticket, type TicketStep } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

/** Alarms and tickets in their new state, each once, and equipment taken out of service or back: what is pushed to the screens. */
export type Settlement = { alarms: Alarm[]; tickets: Ticket[]; services?: OutOfService[] }

/** `changes`: what became of alarms; `openings`: new tickets, in this order. */
export type Along<Result> = { result: Result; changes: readonly AlarmChange[]; openings: readonly Opening[] }

/** What a transaction that may have added to timelines gives back. */
type Written = ({ tickets: readonly Ticket[] } | { ticket: Ticket }) & { entries: readonly TicketEntry[] }

/** All that a ticket's own page shows. */
export type TicketFile = {
  ticket: Ticket
  timeline: TicketEvent[]
  breach: FrozenBreach | null
  attachments: Attachment[]
  permits: Permit[]
  allowed: TicketAction[]
  /** As they stand now. */
  clocks: ShownClock[]
}

export type DeskOptions = {
  database: Database
  readings: Pick<ReadingStore, 'range'>
  /** The journal that the checkpoints speak of. Left out: there is only one. */
  journal?: string
  /** Server time in ms: what tickets' clocks run on. */
  now: () => number
  /** The kind of an equipment, or undefined when there is none of this id. */
  kindOf: (equipment: string) => string | undefined
  /** Whether equipment of this kind needs a second person to go out of service; none does when left out. */
  isFire?: (kind: string) => boolean
  /** The attributes of an equipment; left out, none has any. */
  attributesOf?: (equipment: string) => Attributes | undefined
  /** Who feeds whom as it is now; nobody anybody when left out. */
  topology?: () => Topology
  /** Service times and calendar in force; left out, those that ship. */
  readTerms?: ReadTerms
  /** Whom new tickets go to; left out, to nobody until somebody takes them. */
  dispatch?: Dispatch
  /** Writes along in each transaction that added to a timeline. */
  witnesses?: readonly Witness[]
  log?: { error: (detail: object, message: string) => void }
}

export type Desk = ReturnType<typeof createDesk>

const unconnected = createTopology([])
/** How long another instance may have set something due before this one looks. */
const lookAgainMs = 60_000

export function createDesk(options: DeskOptions) {
  const { database, readings, journal = onlyJournal, now, kindOf, dispatch, witnesses = [], log } = options
  const { isFire = () => false, attributesOf = () => undefined, topology = () => unconnected } = options
  const { readTerms = createTermsReader() } = options
  const fitness = createFitness(dispatch, now)
  const serial = createSerial()
  /** Never later than what is due; undefined before the start. */
  let due: number | undefined
  const write = <Result>(work: (db: Connection) => Promise<Result>): Promise<Result> => serial(() => atomically(database, work))
  /** As `write`, with those who write along. */
  const writeTickets = <Result extends Written>(work: (db: Connection) => Promise<Result>): Promise<Result> =>
    write(async (db) => {
      const result = await work(db)
      const happenings = happeningsOf(ticketsOf(result), result.entries)
      if (happenings.length > 0) for (const witness of witnesses) await witness(db, happenings, now())
      return result
    }).then((result) => {
      for (const { escalateAt } of ticketsOf(result)) noteDue(escalateAt ?? undefined)
      return result
    })

  const freezer = createFreezer({
    readings,
    async load(id) {
      const store = createTicketStore(database)
      const ticket = await store.find(id)
      return { breach: await store.breach(id), equipment: ticket?.equipment ?? null }
    },
    save: (id, breach) => write((db) => createTicketStore(db).freeze(id, breach)),
    now,
    failed: (ticket, err) => log?.error({ ticket, err }, 'The readings around a breach could not be copied into its ticket.')
  })

  /** Each ticket that opened gets the readings around its breach copied in, once those after it are there. */
  function freezeAll({ breaches }: Settled): void {
    for (const [ticket, breach] of breaches) if (breach.points === null) freezer.freeze(ticket, breach.at)
  }

  async function surroundings(db: Connection, ticket: Ticket): Promise<Surroundings> {
    const { rule, equipment } = ticket
    const kind = equipment === null ? undefined : kindOf(equipment)
    const attached = new Set((await createAttachmentStore(db).of(ticket.id)).map((each) => each.kind))
    const permit = await whyNotPermitted(db, ticket, attributesOf)
    if (rule === null || equipment === null) return { now: now(), active: false, kind, other: undefined, attached, permit }
    const alarm = await createAlarmStore(db).standing(rule, equipment)
    const [standing] = await createTicketStore(db).findStanding([{ rule, equipment }])
    const other = standing && standing.id !== ticket.id ? standing.number : undefined
    return { now: now(), active: alarm?.active ?? false, kind, other, attached, permit }
  }

  function noteDue(at: number | undefined): void {
    if (at !== undefined && due !== undefined) due = Math.min(due, at)
  }

  function known({ alarms, tickets, due: at }: Settled): Settlement {
    noteDue(at)
    return { alarms, tickets }
  }

  async function permitted(work: (db: Connection) => Promise<Permitted>): Promise<Settlement & { permit: Permit }> {
    const settled = await writeTickets(work)
    freezeAll(settled)
    noteDue(settled.permit.until)
    return { ...known(settled), services: settled.services, permit: settled.permit }
  }

  return {
    /** Has what a crash left uncopied copied, without waiting for it. What came due meanwhile is due at once. */
    async start(): Promise<void> {
      due = now()
      for (const id of await createTicketStore(database).unfrozen()) freezer.freeze(id)
    },

    /** Copies readings around a breach when that is due. Call about once a second. */
    copyBreaches: (): void => freezer.tick(),

    /** Resolves when no write and no copy is in progress any more. */
    async stop(): Promise<void> {
      await freezer.stop()
      await serial(async () => undefined)
    },

    /**
     * Commits the changes with the checkpoint they belong to, in one transaction. Changes that were
     * committed before change nothing. Without changes it is a checkpoint only. Rejects when nothing
     * was stored.
     */
    async settle(changes: readonly AlarmChange[], checkpoint: Checkpoint): Promise<Settlement> {
      const settled = await writeTickets(async (db) => {
        const given = { db, topology: topology(), now: now(), dispatch, readTerms }
        const result = changes.length > 0 ? await settleChanges(changes, given) : nothing
        await writeCheckpoint(db, checkpoint, journal)
        return result
      })
      freezeAll(settled)
      return known(settled)
    },

    /**
     * Work of another part in one transaction with what it means for alarms and tickets: none of it is there without the
     * rest. `work` may await nothing but `db`.
     */
    async along<Result>(work: (db: Connection, now: number) => Promise<Along<Result>>): Promise<Settlement & { result: Result }> {
      const at = now()
      const settled = await writeTickets(async (db) => {
        const { result, changes, openings } = await work(db, at)
        const given = { now: at, dispatch, readTerms }
        const after = changes.length > 0 ? await settleChanges(changes, { db, topology: topology(), ...given }) : nothing
        const opened = await saveOpenings(db, openings, given)
        noteDue(opened.due)
        const tickets = [...after.tickets, ...opened.tickets]
        return { ...after, tickets, entries: [...after.entries, ...opened.entries], result }
      })
      freezeAll(settled)
      return { ...known(settled), result: settled.result }
    },

    /** When something runs out by itself (ms): then, and not before, `tick` has something to do. */
    due: (): number | undefined => due,

    /** Ends the shelves, suppressions, floods and times out of service that are due by now; passes on tickets nobody accepted. */
    async tick(): Promise<Settlement> {
      const at = now()
      // So that a failure is tried again, and not ten times a second.
      due = at + lookAgainMs
      const settled = await writeTickets((db) => runDue({ db, topology: topology(), now: at, dispatch, readTerms }))
      // What was set meanwhile has been noted, and may be sooner than what the database told before it.
      due = Math.min(due, (await nextDue(database, dispatch)) ?? Number.POSITIVE_INFINITY)
      freezeAll(settled)
      return { ...known(settled), services: settled.services }
    },

    /**
     * Acknowledges, shelves, unshelves or resets. Throws `not_found`, `forbidden`, `invalid` naming `until`, or `conflict`
     * with the reason. The note of an acknowledgement goes into the ticket's timeline as well.
     */
    async stepOnAlarm(id: string, step: AlarmStep, actor: Actor): Promise<Settlement> {
      const settled = await writeTickets((db) => stepOnAlarm(db, { id, step, actor, now: now(), dispatch, readTerms }))
      freezeAll(settled)
      return known(settled)
    },

    /** Takes equipment out of service and back. Throws `not_found`, `forbidden`, `invalid` naming `until`, or `conflict`. */
    async stepOnService(equipment: string, step: ServiceStep, actor: Actor): Promise<Settlement> {
      const kind = kindOf(equipment)
      if (kind === undefined) throw new AppError('not_found', `There is no equipment ${equipment}.`)
      const wish = { equipment, isFire: isFire(kind), step, actor }
      const settled = await writeTickets((db) => stepOnService(db, { ...wish, now: now(), dispatch, readTerms }))
      freezeAll(settled)
      noteDue(settled.service.until)
      return { ...known(settled), services: [settled.service] }
    },

    /** Asks for a permit; where no second person is needed its equipment is out of service at once. Throws `forbidden`, `invalid` or `conflict`. */
    requestPermit: (wish: NewPermit, actor: Actor) =>
      permitted((db) => askForPermit({ db, now: now(), dispatch, readTerms, actor }, wish, { kindOf, isFire, attributesOf })),

    /** Approves, confirms a step, extends, closes or cancels. Throws `not_found`, `forbidden`, `invalid`, or `conflict` with what is `allowed`. */
    stepOnPermit: (id: string, step: PermitWish, actor: Actor) =>
      permitted((db) => stepOnPermit({ db, now: now(), dispatch, readTerms, actor }, { id, step })),

    /** What is wished for or in force of an equipment; undefined while it is in service. */
    service: (equipment: string): Promise<OutOfService | undefined> => createOutOfServiceStore(database).find(equipment),

    /** All that is out of service now. */
    async outOfService(): Promise<OutOfService[]> {
      return (await createOutOfServiceStore(database).list()).filter(isInForce)
    },

    /** Opens a ticket by hand. Throws `forbidden`, or `invalid` for unknown equipment. */
    open(wish: NewTicket, actor: Actor): Promise<Settlement> {
      return writeTickets(async (db) => {
        if (!includesRole(actor.role, 'engineer')) throw new AppError('forbidden', 'Tickets are opened by engineers and above.')
        if (wish.equipment !== undefined && kindOf(wish.equipment) === undefined) throw unknown('equipment', wish.equipment)
        const at = now()
        const opening = openByHand(wish, actor, { id: createId('tk', at), at })
        await fitness.expect(db, opening.ticket, [])
        const opened = await saveOpenings(db, [opening], { now: at, dispatch, readTerms })
        noteDue(opened.due)
        return { alarms: [], ...opened }
      })
    },

    /**
     * Takes a step. Throws `not_found`, `forbidden`, `conflict` (both with the steps that are `allowed`),
     * or `invalid` naming the fields of `body`.
     */
    act(ticketId: string, action: TicketAction, body: unknown, actor: Actor): Promise<Settlement> {
      return writeTickets(async (db) => {
        const ticket = await createTicketStore(db).find(ticketId)
        if (!ticket) throw new AppError('not_found', `There is no ticket ${ticketId}.`)
        const step = readStep(action, body)
        const around = await surroundings(db, ticket)
        const decision = decide(ticket, step, actor, around)
        if (!decision.ok) throw new AppError(decision.code, decision.reason, decision)
        if (step.action === 'assign') await expectUser(db, step.body.assignee)
        if (takesOver.has(decision.event.type)) {
          const allowed = await fitness.allowed(db, ticket, actor, allowedSteps(ticket, actor, around))
          await fitness.expect(db, decision.ticket, allowed)
        }
        const made = { tickets: [decision.ticket], entries: [{ ...decision.event, ticket: ticketId }] }
        return { alarms: [], ...(await record(db, made, { readTerms })) }
      })
    },

    /** Throws what `attach` would throw for whatever file: to be asked before one is received. */
    async expectAttachable(ticketId: string, actor: Actor): Promise<void> {
      await expectOpenFor(database, ticketId, actor)
    },

    /** Writes down a file that is stored already. Throws `not_found`, `forbidden`, or `conflict` with the reason. */
    attach: (ticketId: string, file: NewAttachment, actor: Actor): Promise<Attached> =>
      writeTickets((db) => attach(db, { ticketId, file, actor, now: now() })),

    /** Throws `not_found`; a file of another ticket is none of this one. */
    async attachment(ticketId: string, hash: string): Promise<Attachment> {
      const found = await createAttachmentStore(database).find(ticketId, hash)
      if (!found) throw new AppError('not_found', `Ticket ${ticketId} has no attachment ${hash}.`)
      return found
    },

    /** All of one ticket, as this user sees it. Throws `not_found`. */
    async ticket(ticketId: string, actor: Actor): Promise<TicketFile> {
      // A page opened at once would otherwise show an empty chart until it is loaded again.
      await freezer.frozen(ticketId)
      const store = createTicketStore(database)
      const ticket = await store.find(ticketId)
      if (!ticket) throw new AppError('not_found', `There is no ticket ${ticketId}.`)
      const [timeline, breach, attachments, permits, around] = await Promise.all([
        store.timeline(ticketId),
        store.breach(ticketId),
        createAttachmentStore(database).of(ticketId),
        createPermitStore(database).ofTicket(ticketId),
        surroundings(database, ticket)
      ])
      const allowed = await fitness.allowed(database, ticket, actor, allowedSteps(ticket, actor, around))
      const clocks = shownClocks(ledger(timeline), now(), { subject: ticket, terms: await readTerms(database) })
      return { ticket, timeline, breach, attachments, permits, allowed, clocks }
    },

    /** Gives all open tickets of these types this policy's figures for what still runs; what has passed stays. */
    async applyPolicy(wish: Pick<PolicyChange, 'policy' | 'types'>, actor: Actor): Promise<Settlement> {
      const tickets: Ticket[] = []
      for (let after: string | undefined = ''; after !== undefined; ) {
        const from: string = after
        const given = { ...wish, after: from, actor: actor.id, now: now() }
        const changed = await writeTickets((db) => changePolicy(db, given, readTerms))
        tickets.push(...changed.tickets)
        after = changed.last
      }
      return { alarms: [], tickets }
    },

    /** Fills the ticket's breach with what there is by now. Resolves when it is filled, or could not be; never rejects. */
    frozen: (ticketId: string): Promise<void> => freezer.frozen(ticketId)
  }
}

function ticketsOf(written: Written): readonly Ticket[] {
  return 'ticket' in written ? [written.ticket] : written.tickets
}

const nothing: Settled = { alarms: [], tickets: [], entries: [], breaches: new Map(), due: undefined }

/** A request without a body is a step without details. */
function readStep(action: TicketAction, body: unknown): TicketStep {
  const result = ticketActionBodies[action].safeParse(body ?? {})
  // The schema was picked by the action, so the two belong together.
  if (result.success) return { action, body: result.data } as TicketStep
  throw new AppError('invalid', `The body does not fit the step ${action}.`, {
    errors: result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  })
}

/** Somebody who may take steps on it. */
async function expectUser(db: Connection, id: string): Promise<void> {
  const user = await db.selectFrom('users').select('role').where('id', '=', id).where('enabled', '=', 1).executeTakeFirst()
  if (!user) throw unknown('assignee', id)
  if (includesRole(user.role as Role, 'guard')) return
  const message = `expected somebody who works on tickets: ${id} is a ${user.role}`
  throw new AppError('invalid', `assignee: ${message}`, { errors: [{ field: 'assignee', message }] })
}

function unknown(field: string, id: string): AppError {
  return new AppError('invalid', `There is no ${field} ${id}.`, { errors: [{ field, message: `unknown: ${id}` }] })
}
