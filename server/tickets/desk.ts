/**
 * The only writer of alarms, tickets and the rules' checkpoint. Its writes run one after another,
 * each in one transaction, in the order they were asked for: neither a pool of connections nor the single
 * one of SQLite is given to the transaction that has waited longest. Against other instances the database
 * keeps order: a transaction that another one got ahead of is run again on what that one left.
 */

import type { Alarm } from '../alarms/alarm.ts'
import { isInForce, type OutOfService } from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import { createTopology } from '../alarms/topology.ts'
import { createTermsReader } from '../clocks/terms-reader.ts'
import type { NewPermit } from '../contract/permits.ts'
import type { BreachProof, NewTicket, TicketAction } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import type { Permit, PermitWish } from '../permits/permit.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Actor } from './actor.ts'
import { type AlarmStep, stepOnAlarm } from './alarm-work.ts'
import { type Attached, attach, expectOpenFor, type NewAttachment } from './attach-work.ts'
import { type Attachment, createAttachmentStore } from './attachment-store.ts'
import { readBreach } from './breach-context.ts'
import { proveBreach } from './breach-hash.ts'
import { type Checkpoint, onlyJournal, writeCheckpoint } from './checkpoint.ts'
import { changePolicy, type PolicyChange } from './clock-work.ts'
import type { Along, DeskOptions } from './desk-options.ts'
import type { Settled } from './draft.ts'
import { nextDue, runDue } from './due-work.ts'
import { saveOpenings } from './entering.ts'
import { createFitness } from './fitness.ts'
import { createFreezer } from './freezer.ts'
import { happeningsOf, type TicketEntry } from './happening.ts'
import { openTicket, takeStep } from './people-work.ts'
import { askForPermit, type Permitted, stepOnPermit } from './permit-work.ts'
import { type Made, record } from './recording.ts'
import { createSerial } from './serial.ts'
import { type ServiceStep, stepOnService } from './service-work.ts'
import { settleChanges } from './settling.ts'
import type { Ticket } from './ticket.ts'
import { readTicketFile, type TicketFile } from './ticket-file.ts'
import { beginsAgain } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

/** Alarms and tickets in their new state, each once, and equipment taken out of service or back: what is pushed to the screens. */
export type Settlement = { alarms: Alarm[]; tickets: Ticket[]; services?: OutOfService[] }

/** What a transaction that may have added to timelines gives back. */
type Written = ({ tickets: readonly Ticket[] } | { ticket: Ticket }) & { entries: readonly TicketEntry[] }

function ticketsOf(written: Written): readonly Ticket[] {
  return 'ticket' in written ? [written.ticket] : written.tickets
}

/**
 * How somebody came to a step other than by logging in: told in the timeline. `claim` uses up what allowed it, in the
 * step's own transaction; when it throws nothing is done, and when the step is refused nothing is used up.
 */
export type Way = { via?: string; claim?: (db: Connection) => Promise<void> }

export type Desk = ReturnType<typeof createDesk>

const unconnected = createTopology([])
/** How long another instance may have set something due before this one looks. */
const lookAgainMs = 60_000

export function createDesk(options: DeskOptions) {
  const { database, readings, journal = onlyJournal, now, kindOf, dispatch, witnesses = [], log } = options
  const { isFire = () => false, attributesOf = () => undefined, readTerms = createTermsReader() } = options
  const { topology = () => unconnected, latestOf = () => undefined } = options
  const fitness = createFitness(dispatch, now)
  const serial = createSerial()
  /** Never later than what is due; undefined before the start. */
  let due: number | undefined
  const write = <Result>(work: (db: Connection) => Promise<Result>): Promise<Result> => serial(() => atomically(database, work))
  /** As `write`, with those who write along. */
  const writeTickets = async <Result extends Written>(work: (db: Connection) => Promise<Result>): Promise<Result> => {
    const written = await write(async (db) => {
      const result = await work(db)
      const happenings = happeningsOf(ticketsOf(result), result.entries)
      if (happenings.length > 0) for (const witness of witnesses) await witness(db, happenings, now())
      return result
    })
    // Somebody may have to take it up at once.
    if (written.entries.some(beginsAgain)) noteDue(now())
    for (const { checkAt, escalateAt } of ticketsOf(written)) {
      noteDue(checkAt ?? undefined)
      noteDue(escalateAt ?? undefined)
    }
    return written
  }

  const freezer = createFreezer({
    readings,
    load: (id) => readBreach(database, id, latestOf),
    save: (id, breach) => write((db) => createTicketStore(db).freeze(id, breach)),
    now,
    failed: (ticket, err) => log?.error({ ticket, err }, 'The readings around a breach could not be copied into its ticket.')
  })

  /** Each ticket that opened gets the readings around its breach copied in, once those after it are there. */
  function freezeAll({ breaches }: Settled): void {
    for (const [ticket, breach] of breaches) freezer.freeze(ticket, breach.at)
  }

  const site = () => ({ now: now(), kindOf, attributesOf })

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
        const { result, changes, openings, along = none } = await work(db, at)
        const given = { now: at, dispatch, readTerms }
        const after = changes.length > 0 ? await settleChanges(changes, { db, topology: topology(), ...given }) : nothing
        const told = await record(db, along, { readTerms })
        const opened = await saveOpenings(db, openings, given)
        noteDue(opened.due)
        const tickets = [...after.tickets, ...told.tickets, ...opened.tickets]
        return { ...after, tickets, entries: [...after.entries, ...told.entries, ...opened.entries], result }
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

    /** Opens a ticket by hand. Throws `forbidden`, or `invalid` naming the field. */
    async open(wish: NewTicket, actor: Actor): Promise<Settlement> {
      const opened = await writeTickets((db) => openTicket(db, wish, actor, { ...site(), dispatch, fitness, readTerms }))
      noteDue(opened.due)
      return { alarms: [], tickets: opened.tickets }
    },

    /**
     * Takes a step. Throws `not_found`, `forbidden`, `conflict` (both with the steps that are `allowed`),
     * or `invalid` naming the fields of `body`.
     */
    async act(id: string, action: TicketAction, body: unknown, actor: Actor, { via, claim }: Way = {}): Promise<Settlement> {
      const wish = { id, action, body, actor, via }
      const { tickets } = await writeTickets(async (db) => {
        await claim?.(db)
        return takeStep(db, wish, { ...site(), fitness, readTerms })
      })
      return { alarms: [], tickets }
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
      return readTicketFile(database, { ticketId, actor }, { ...site(), fitness, readTerms })
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

    /** Whether the ticket's breach is what was frozen. Throws `not_found`, for a ticket without one too. */
    async proveBreach(ticketId: string): Promise<BreachProof> {
      await freezer.frozen(ticketId)
      const stored = await createTicketStore(database).breachText(ticketId)
      if (!stored) throw new AppError('not_found', `There is no breach of a ticket ${ticketId}.`)
      return proveBreach(ticketId, stored)
    },

    /** Fills the ticket's breach with what there is by now. Resolves when it is filled, or could not be; never rejects. */
    frozen: (ticketId: string): Promise<void> => freezer.frozen(ticketId)
  }
}

const none: Made = { tickets: [], entries: [] }
const nothing: Settled = { alarms: [], tickets: [], entries: [], breaches: new Map(), due: undefined }
