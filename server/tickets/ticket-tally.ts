/** How many tickets a course of alarms opens, by the production policy and with nobody at work on them. Pure. */
import type { AlarmChange } from '../rules/changes.ts'
import { openFromAlarm } from './opening.ts'
import { react } from './policy.ts'
import type { Ticket } from './ticket.ts'

export type TicketTally = {
  /** The changes of one rule in the order of their time; `now` is when it became known, in ms. */
  take(change: AlarmChange, now: number): void
  opened(): number
}

/** A ticket counts as done with when its condition is over and the time its priority gives to resolve it has passed. */
export function createTicketTally(): TicketTally {
  const standing = new Map<string, Ticket>()
  let opened = 0

  return {
    take(change, now) {
      const { equipment } = change
      const before = standing.get(equipment)
      const isDone = before?.recovered === true && before.due.resolve <= now
      const reaction = react(change, isDone ? undefined : before, equipment, now)
      if (reaction.type === 'open' && change.type === 'raised') {
        const identity = { id: `${++opened}`, at: now }
        standing.set(equipment, openFromAlarm(change, { id: equipment }, reaction.priority, identity).ticket)
      } else if (reaction.type === 'repeat' || reaction.type === 'recover') {
        standing.set(equipment, reaction.ticket)
      }
    },
    opened: () => opened
  }
}
