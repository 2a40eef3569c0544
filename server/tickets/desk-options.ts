/** What a desk is made of, and what it gives and takes besides settlements. */
import type { Reading } from '../../gateway/reading.ts'
import type { Topology } from '../alarms/topology.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Database } from '../database/database.ts'
import type { Attributes } from '../permits/required-steps.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { ReadingStore } from '../store/reading-store.ts'
import type { Dispatch, Witness } from './happening.ts'
import type { Opening } from './opening.ts'
import type { Made } from './recording.ts'

/** `changes`: what became of alarms; `openings`: new tickets, in this order; `along`: what became of known ones. */
export type Along<Result> = {
  result: Result
  changes: readonly AlarmChange[]
  openings: readonly Opening[]
  along?: Made
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
  /** The latest readings of an equipment, by metric; left out, none are known. */
  latestOf?: (equipment: string) => ReadonlyMap<string, Reading> | undefined
  log?: { error: (detail: object, message: string) => void }
}
