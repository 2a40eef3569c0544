/** Which figure a policy has for a ticket's clock, and when that makes it due. Pure. */
import { type ClockName, clockNames } from '../contract/clocks.ts'
import { type Priority, parseDuration, priorities } from '../contract/common.ts'
import type { Figure, Limit, Policy, PolicyRow } from '../contract/sla.ts'
import {
  type TicketClass,
  type TicketSource,
  type TicketType,
  ticketClasses,
  ticketSources,
  ticketTypes
} from '../contract/tickets.ts'
import type { FieldFault } from '../errors.ts'
import type { Calendar } from './calendar.ts'

/** What of a ticket picks its figures. */
export type Subject = {
  type: TicketType
  class: TicketClass | null
  priority: Priority
  source: TicketSource
  /** ms; null when nobody set a date. */
  wantedBy: number | null
}

export type Figures = Partial<Record<ClockName, Figure>>

/** When a clock is due, and when half of its time is over, ms. */
export type Promised = { due: number; half: number }

/** Every ticket must have these: the contract shows them on each. */
const required = ['respond', 'arrive', 'resolve'] as const

/** The figures for this ticket: of the rows that fit it, the last that names a clock decides it. */
export function figuresOf(
  { rows }: Pick<Policy, 'rows'>,
  subject: Pick<Subject, 'type' | 'class' | 'priority' | 'source'>
): Figures {
  const figures: Figures = {}
  for (const row of rows) {
    if (!fits(row, subject)) continue
    for (const clock of clockNames) {
      const figure = row.clocks[clock]
      if (figure) figures[clock] = figure
      else if (figure === null) delete figures[clock]
    }
  }
  return figures
}

function fits(row: PolicyRow, subject: Pick<Subject, 'type' | 'class' | 'priority' | 'source'>): boolean {
  const among = <Word>(wanted: Word | readonly Word[] | undefined, word: Word | null) =>
    wanted === undefined || (word !== null && [wanted].flat().includes(word))
  return (
    among(row.type, subject.type) &&
    among(row.class, subject.class) &&
    among(row.priority, subject.priority) &&
    among(row.via, subject.source)
  )
}

/** What keeps this policy from serving any ticket that may come: a clock every ticket has would be without a figure. */
export function policyFaults({ rows }: Pick<Policy, 'rows'>): FieldFault[] {
  for (const type of wordsToTry(ticketTypes, rows, 'type')) {
    for (const each of [null, ...wordsToTry(ticketClasses, rows, 'class')]) {
      for (const priority of wordsToTry(priorities, rows, 'priority')) {
        for (const source of wordsToTry(ticketSources, rows, 'via')) {
          const figures = figuresOf({ rows }, { type, class: each, priority, source })
          const missing = required.find((clock) => !figures[clock])
          if (!missing) continue
          const which = `${type}, ${each ?? 'no class'}, ${priority}, ${source}`
          return [{ field: 'rows', message: `expected a figure for ${missing} of every ticket: there is none for ${which}` }]
        }
      }
    }
  }
  return []
}

/** Those the rows name, and one they do not: all others are treated like that one. */
function wordsToTry<Word extends string>(
  all: readonly Word[],
  rows: readonly PolicyRow[],
  key: Exclude<keyof PolicyRow, 'clocks'>
): Word[] {
  const named = new Set<string>(rows.flatMap((row) => row[key] ?? []))
  const other = all.find((word) => !named.has(word))
  return [...all.filter((word) => named.has(word)), ...(other === undefined ? [] : [other])]
}

/** For a clock that starts at `from` (ms). `again`: it ran before, and a note started it anew. */
export function promise(
  figure: Figure,
  from: number,
  { calendar, wantedBy, again = false }: { calendar: Calendar; wantedBy: number | null; again?: boolean }
): Promised {
  if (figure.by === 'wanted' && wantedBy !== null && wantedBy > from) return { due: wantedBy, half: middle(from, wantedBy) }
  return spanOf(again ? (figure.repeat ?? figure) : figure, from, calendar)
}

function spanOf(limit: Limit, from: number, calendar: Calendar): Promised {
  if ('workingDays' in limit) {
    const due = calendar.closeOfWorkingDay(from, limit.workingDays)
    return { due, half: calendar.afterOfficeTime(from, calendar.officeTime(from, due) / 2) }
  }
  const ms = parseDuration(limit.within) ?? 0
  if (limit.hours === 'office') {
    return { due: calendar.afterOfficeTime(from, ms), half: calendar.afterOfficeTime(from, ms / 2) }
  }
  return { due: from + ms, half: middle(from, from + ms) }
}

function middle(from: number, to: number): number {
  return Math.floor((from + to) / 2)
}
