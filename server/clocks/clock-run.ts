/** One run of one clock of a ticket, and how it stands at a time. Pure; times in ms. */
import type { ClockName, ClockState, PolicyRef } from '../contract/clocks.ts'

/** `[from, to)`. */
export type Pause = { from: number; to: number }

export const escalationSteps = [50, 100] as const
export type Percent = (typeof escalationSteps)[number]

export type ClockRun = {
  clock: ClockName
  /** From 1; a reopening begins the next. */
  round: number
  startedAt: number
  /** When it and its half are due had it never paused: pauses move them, and only what was still to come. */
  base: number
  halfBase: number
  /** As it was promised at the start. */
  original: number
  /** From when its limit counts: its start, or the rise of the priority it now has. */
  countedFrom: number
  /** Whether a note has started it anew in this round. */
  again: boolean
  /** In order; the last one may reach past now while it is on. */
  pauses: readonly Pause[]
  metAt: number | null
  /** Over without being met: cancelled, or a new round. */
  endedAt: number | null
  escalated: readonly Percent[]
  policy: PolicyRef
}

export type ClockView = {
  clock: ClockName
  round: number
  state: ClockState
  startedAt: number
  dueAt: number
  originalDueAt: number
  metAt: number | null
  /** Without pauses; of events and time alone, whatever the policy. */
  elapsedMs: number
  pausedMs: number
  limitMs: number
  policy: PolicyRef
}

export const isOpen = ({ metAt, endedAt }: ClockRun): boolean => metAt === null && endedAt === null

/** The moment at which as much time has passed outside of pauses as until `base` without them. */
export function shifted(base: number, pauses: readonly Pause[]): number {
  let at = base
  for (const { from, to } of pauses) if (at > from) at += to - from
  return at
}

export const dueOf = (run: ClockRun): number => shifted(run.base, run.pauses)

/** Paused time until `at`. */
export function pausedUntil({ pauses }: ClockRun, at: number): number {
  return pauses.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, at) - from), 0)
}

export function viewOf(run: ClockRun, now: number): ClockView {
  const end = run.metAt ?? run.endedAt ?? now
  const pausedMs = pausedUntil(run, end)
  return {
    clock: run.clock,
    round: run.round,
    state: stateOf(run, now),
    startedAt: run.startedAt,
    dueAt: dueOf(run),
    originalDueAt: run.original,
    metAt: run.metAt,
    elapsedMs: Math.max(0, end - run.startedAt - pausedMs),
    pausedMs,
    limitMs: run.base - run.startedAt,
    policy: run.policy
  }
}

function stateOf(run: ClockRun, now: number): ClockState {
  const due = dueOf(run)
  if (run.metAt !== null) return run.metAt <= due ? 'met' : 'missed'
  if (run.endedAt !== null) return run.endedAt <= due ? 'ended' : 'missed'
  if (now > due) return 'overdue'
  return run.pauses.some(({ from, to }) => from <= now && now < to) ? 'paused' : 'running'
}

/** When each step of the escalation is due that has not been told yet; none of a clock that is over. */
export function escalationsOf(run: ClockRun): { percent: Percent; at: number }[] {
  if (!isOpen(run)) return []
  return escalationSteps
    .filter((percent) => !run.escalated.includes(percent))
    .map((percent) => ({ percent, at: shifted(percent === 100 ? run.base : run.halfBase, run.pauses) }))
}
