/** Whether a guard on a patrol shift reports where he is: one scan in each hour of it (domain.md §5). Pure; times in ms. */
import type { PositionStatus } from '../contract/patrol.ts'
import type { AlarmRaised } from '../rules/changes.ts'

/** A guard's patrol shift, as the duty calendar has it. `name`: the guard's. */
export type PatrolDuty = { guard: string; name: string; shift: string; shiftName: string; from: number; to: number }

/** An hour of it; the last piece of a shift that is shorter is none. */
export type PositionHour = {
  id: string
  guard: string
  shift: string
  shiftName: string
  from: number
  to: number
  status: PositionStatus
  /** When a miss is told; null once the hour was judged. */
  due: number | null
}

export const noPosition = 'patrol.no_position'

const hourMs = 3_600_000
/** How long after its hour a scan is still in time (ED). */
export const positionGraceMs = 10 * 60_000
/** A miss that was found out later than this is nobody's to make up for: it is on record, and no message is sent. */
const newsMs = hourMs

/** The hours of a shift that begin in (since, now]: who was put on it in the middle of an hour begins with the next. */
export function hoursOf(duty: PatrolDuty, { since, now }: { since: number; now: number }): PositionHour[] {
  const { guard, shift, shiftName } = duty
  const first = Math.max(0, Math.floor((since - duty.from) / hourMs) + 1)
  const hours: PositionHour[] = []
  for (let from = duty.from + first * hourMs; from <= now && from + hourMs <= duty.to; from += hourMs) {
    const to = from + hourMs
    const id = `${shift}.${guard}.${from}`
    hours.push({ id, guard, shift, shiftName, from, to, status: 'open', due: to + positionGraceMs })
  }
  return hours
}

/** When the next hour of a shift begins; infinite when none does. */
export function nextHour({ from, to }: Pick<PatrolDuty, 'from' | 'to'>, now: number): number {
  const next = now < from ? from : from + (Math.floor((now - from) / hourMs) + 1) * hourMs
  return next + hourMs <= to ? next : Number.POSITIVE_INFINITY
}

/** Whether a scan of the guard's stands for this hour; one in the grace stands for the hour it is in as well. */
export function reports({ from, to }: Pick<PositionHour, 'from' | 'to'>, ts: number): boolean {
  return ts >= from && ts < to + positionGraceMs
}

/** Whether the guard is told of a miss by now. */
export function isNews({ to }: Pick<PositionHour, 'to'>, now: number): boolean {
  return now < to + positionGraceMs + newsMs
}

/** Two hours in a row: the guard is the alarm's subject, and any scan since the first of them began ends it. */
export function raisedBySilence(before: PositionHour, hour: PositionHour, name: string): AlarmRaised {
  return {
    type: 'raised',
    rule: {
      id: noPosition,
      version: 1,
      title: `未汇报位置：${name}（${hour.shiftName}）`,
      action: '联系该秩序维护员，确认人身安全与所在位置',
      severity: 'minor',
      roles: ['manager'],
      ticket: true,
      metric: null,
      latching: false,
      suppressedBy: [],
      kind: 'patrol'
    },
    equipment: hour.guard,
    episode: before.from,
    raisedAt: hour.to + positionGraceMs,
    value: null,
    limit: null
  }
}
