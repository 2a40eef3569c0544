/** What a desk is made of, and what it gives and takes besides settlements. */
import type { Reading } from '../../gateway/reading.ts'
import type { Topology } from '../alarms/topology.ts'
import type { TicketAction } from '../contract/tickets.ts'
import type { Database } from '../database/database.ts'
import type { Permit } from '../permits/permit.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { ReadingStore } from '../store/reading-store.ts'
import type { Attachment } from './attachment-store.ts'
import type { Entered } from './entering.ts'
import type { Dispatch, Witness } from './happening.ts'
import type { Opening } from './opening.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent } from './ticket-record.ts'

/** `changes`: what became of alarms; `openings`: new tickets, in this order; `written`: what became of known ones, saved already. */
export type Along<Result> = {
  result: Result
  changes: readonly AlarmChange[]
  openings: readonly Opening[]
  written?: Entered
}

/** All that a ticket's own page shows. */
export type TicketFile = {
  ticket: Ticket
  timeline: TicketEvent[]
  breach: FrozenBreach | null
  attachments: Attachment[]
  permits: Permit[]
  allowed: TicketAction[]
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
  attributesOf?: (equipment: string) => Readonly<Record<string, number | string | boolean>> | undefined
  /** Who feeds whom as it is now; nobody anybody when left out. */
  topology?: () => Topology
  /** Whom new tickets go to; left out, to nobody until somebody takes them. */
  dispatch?: Dispatch
  /** Writes along in each transaction that added to a timeline. */
  witnesses?: readonly Witness[]
  /** The latest readings of an equipment, by metric; left out, none are known. */
  latestOf?: (equipment: string) => ReadonlyMap<string, Reading> | undefined
  log?: { error: (detail: object, message: string) => void }
}
