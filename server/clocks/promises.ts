/** What an entry of a timeline promises: the due times of the clocks it starts, as they are written down in its detail. Pure. */
import { type ClockName, clockNames, type PolicyRef, policyRefSchema } from '../contract/clocks.ts'
import { prioritySchema } from '../contract/common.ts'
import { formerPromises } from './former.ts'
import type { Promised } from './policy.ts'

export type PromisedClocks = ReadonlyMap<ClockName, Promised>

export type PromiseEntry = {
  policy: PolicyRef
  /** ISO times: when it is due, and when half of its time is over. */
  clocks: Partial<Record<ClockName, { due: string; half: string }>>
}

/** For the detail of an entry at `at` (ms). */
export function promiseEntry(policy: PolicyRef, promised: PromisedClocks): PromiseEntry {
  const clocks = Object.fromEntries(
    [...promised].map(([clock, { due, half }]) => [
      clock,
      { due: new Date(due).toISOString(), half: new Date(half).toISOString() }
    ])
  )
  return { policy, clocks }
}

/** Entries from before there were policies promise what was promised then. */
export function promisesIn(event: { at?: number; type?: string; detail: Readonly<Record<string, unknown>> }): {
  policy: PolicyRef | undefined
  clocks: PromisedClocks
} {
  const { detail } = event
  const policy = policyRefSchema.safeParse(detail['policy']).data
  const given = detail['clocks']
  if (typeof given !== 'object' || given === null) return { policy, clocks: formerOf(event) }
  const clocks = new Map<ClockName, Promised>()
  for (const clock of clockNames) {
    const times = timesOf((given as Record<string, unknown>)[clock])
    if (times) clocks.set(clock, times)
  }
  return { policy, clocks }
}

function timesOf(value: unknown): Promised | undefined {
  if (typeof value !== 'object' || value === null || !('due' in value) || !('half' in value)) return undefined
  return { due: Date.parse(String(value.due)), half: Date.parse(String(value.half)) }
}

const formerTypes = new Set(['opened', 'reopened', 'repeated', 'staged'])

function formerOf({
  at,
  type,
  detail
}: {
  at?: number
  type?: string
  detail: Readonly<Record<string, unknown>>
}): PromisedClocks {
  const priority = prioritySchema.safeParse(detail['priority'])
  if (at === undefined || type === undefined || !formerTypes.has(type) || !priority.success) return new Map()
  return formerPromises(priority.data, at)
}
