/** An engine's days in short: what is read, said and shown, and what the rules say to it in words. */
import type { AlarmChange } from '../../server/rules/changes.ts'
import { createEngine, type Engine, type EngineMemory } from '../../server/rules/engine.ts'
import type { Rule } from '../../server/rules/rule.ts'
import { anArrival, anEvent, aPresence, aReading } from './field-factories.ts'

const kinds: Record<string, string> = { 'pump-1': 'booster_pump', 'pump-2': 'booster_pump', 'lift-1': 'elevator' }

export const noMemory: EngineMemory = { states: [], judged: [], judgedEvents: [], heard: [] }

type Options = { startedAt?: number; faulty?: (rule: string, error: unknown) => void }

/** Knows pump-1, pump-2 and lift-1. */
export function engineOf(rules: Rule[], { startedAt = 0, faulty }: Options = {}): Engine {
  return createEngine({ rules, kindOf: (id) => kinds[id], startedAt, ...(faulty && { faulty }) })
}

/** `low pump-1 raised 0>5000`: the episode that began at 0 is raised as of 5000. */
export function toWords(change: AlarmChange): string {
  return `${change.rule.id} ${change.equipment} ${change.type} ${change.episode}>${timeOf(change)}`
}

function timeOf(change: AlarmChange): number | null {
  switch (change.type) {
    case 'raised':
      return change.raisedAt
    case 'staged':
    case 'released':
      return change.at
    case 'cleared':
      return change.clearedAt
    case 'corrected':
      return change.now?.raisedAt ?? null
  }
}

/** Readings that arrive in one message. */
export function read(engine: Engine, ...parts: Parameters<typeof aReading>[0][]): string[] {
  return engine.judge([anArrival({ readings: parts.map((each) => aReading(each)) })]).map(toWords)
}

export function say(engine: Engine, ...parts: Parameters<typeof anEvent>[0][]): string[] {
  return engine.judge([anArrival({ events: parts.map((each) => anEvent(each)) })]).map(toWords)
}

export function appear(engine: Engine, parts: Parameters<typeof aPresence>[0]): string[] {
  return engine.judge([anArrival({ presences: [aPresence(parts)] })]).map(toWords)
}

export function tick(engine: Engine, now: number): string[] {
  return engine.tick(now).map(toWords)
}
