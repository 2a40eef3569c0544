/** How many tickets a course of alarms opens, by the production policy and with nobody at work on them. Pure. */
import type { Alarm, Step } from '../alarms/alarm.ts'
import { clear, endTest, isWorse, noHolds, raise, stage } from '../alarms/changes-to-alarms.ts'
import { isHeld } from '../alarms/lifecycle.ts'
import { type Ledger, unopened } from '../clocks/ledger.ts'
import type { Terms } from '../clocks/terms.ts'
import { shippedTerms } from '../clocks/terms-reader.ts'
import type { AlarmChange } from '../rules/changes.ts'
import { keepClocks } from './keeping.ts'
import { openFromAlarm } from './opening.ts'
import { onClear, onRaise, onRelease, onStage, type Reaction } from './policy.ts'
import type { Ticket } from './ticket.ts'

export type TicketTally = {
  /** The changes of one rule in the order of their time; `now` is when it became known, in ms. */
  take(change: AlarmChange, now: number): void
  opened(): number
}

const reactions = { raised: onRaise, staged: onStage, released: onRelease, cleared: onClear }

type Standing = { ticket: Ticket; ledger: Ledger }

/**
 * A ticket counts as done with when its condition is over and the time its priority gives to resolve it has passed. `terms`:
 * which times those are; left out, those that ship.
 */
export function createTicketTally(terms: Terms = shippedTerms()): TicketTally {
  const standing = new Map<string, Standing>()
  const alarms = new Map<string, Alarm>()
  let opened = 0

  function reactionTo(change: AlarmChange, now: number): { alarm: Alarm; reaction: Reaction } | undefined {
    if (change.type === 'corrected' || (change.type === 'raised' && change.late)) return undefined
    const { equipment } = change
    const known = alarms.get(equipment)
    const step = apply(known, change, now)
    if (!step) return undefined
    const { alarm } = step
    alarms.set(equipment, alarm)
    if (isHeld(alarm.state) && change.type !== 'cleared') return undefined
    if (change.type === 'staged' && known && isWorse(known, alarm)) return undefined
    const before = standing.get(equipment)?.ticket
    const isDone = before?.recovered === true && before.due.resolve <= now
    return { alarm, reaction: reactions[change.type](alarm, isDone ? undefined : before, now) }
  }

  return {
    take(change, now) {
      const told = reactionTo(change, now)
      if (told?.reaction.type === 'open') {
        const { ticket, events } = openFromAlarm(told.alarm, told.reaction.priority, { id: `${++opened}`, at: now })
        standing.set(change.equipment, keepClocks(ticket, events, { before: unopened, terms }))
      } else if (told?.reaction.type === 'change') {
        const { ticket, event } = told.reaction
        const before = standing.get(change.equipment)?.ledger ?? unopened
        standing.set(change.equipment, keepClocks(ticket, event ? [event] : [], { before, terms }))
      }
    },
    opened: () => opened
  }
}

function apply(newest: Alarm | undefined, change: AlarmChange, now: number): Step | undefined {
  switch (change.type) {
    case 'raised': {
      const suppressedBy = change.suppressed ?? null
      return raise(newest, change, { id: change.equipment, now, holds: { ...noHolds, suppressedBy } })
    }
    case 'staged':
      return stage(newest, change, now)
    case 'released':
      return endTest(newest, change, now)
    case 'cleared':
      return clear(newest, change, now)
    case 'corrected':
      return undefined
  }
}
