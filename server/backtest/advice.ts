/** Looks for a gentler form of a rule that raises fewer alarms and still sees every known fault. Pure; applies nothing. */
import type { HistoryBatch, HistorySeries } from '../store/history.ts'
import { type BacktestPlan, trialOf } from './backtest.ts'
import { type Candidate, candidatesOf, type RuleTweak } from './candidates.ts'
import { createStream } from './stream.ts'
import type { Episode, TrialResult } from './trial.ts'

/** A known fault: an alarm of this equipment must stand at some time within it. */
export type Fault = { equipment: string; from: number; to: number }
export type AdvicePlan = Omit<BacktestPlan, 'inForce'> & {
  /** At most, mean over the span, an equipment. */
  alarmsPerDay: number
  faults: readonly Fault[]
}
export type Outlook = TrialResult & { alarmsPerDay: number; missed: Fault[] }
export type Finding = Outlook & {
  tweak: RuleTweak
  /** Mean time by which the alarm comes later than with the rule as it is; null where they have none in common. */
  laterSeconds: number | null
}
export type AdviceResult = { current: Outlook; findings: Finding[]; tried: number }

/** More history than is held in memory (37 bytes a reading). */
export class TooMuchHistory extends Error {
  override readonly name = 'TooMuchHistory'
}

const mostReadings = 3_000_000
/** Judged at once: the arrivals are put together once for all of them. */
const atOnce = 8
/** Judgements in all: some 60 s of the thread. */
const mostJudged = 60_000_000
const wantedFindings = 3
const dayMs = 86_400_000

export function createAdvice(plan: AdvicePlan, series: readonly HistorySeries[]) {
  const batches: HistoryBatch[] = []
  let size = 0

  function tryOut(candidates: readonly Pick<Candidate, 'rule'>[]): Outlook[] {
    const stream = createStream({ series, order: plan.order, from: plan.span.from })
    const trials = candidates.map(({ rule }) => trialOf(rule, plan))
    for (const batch of batches) {
      stream.play(batch, (arrival) => {
        for (const trial of trials) trial.take(arrival)
      })
    }
    return trials.map((trial) => outlookOf(trial.finish(), plan))
  }

  return {
    take(batch: HistoryBatch): void {
      size += batch.readings.ts.length
      if (size > mostReadings)
        throw new TooMuchHistory(`more than ${mostReadings} readings: expected a shorter span or less equipment`)
      batches.push(batch)
    },

    finish(): AdviceResult {
      const [current] = tryOut([plan])
      if (!current) throw new Error('BUG: a rule that was not tried')
      const findings: Finding[] = []
      let tried = 0
      if (current.alarmsPerDay <= plan.alarmsPerDay) return { current, findings, tried }
      const candidates = candidatesOf(plan.rule, usualJump(batches, series, plan.rule.header.metric))
      const affordable = Math.max(atOnce, Math.floor(mostJudged / Math.max(1, size)))
      const within = candidates.slice(0, affordable)
      for (let first = 0; first < within.length && findings.length < wantedFindings; first += atOnce) {
        const some = within.slice(first, first + atOnce)
        for (const [index, outlook] of tryOut(some).entries()) {
          tried++
          const tweak = some[index]?.tweak ?? {}
          const keeps = outlook.missed.every((fault) => current.missed.includes(fault))
          if (outlook.alarmsPerDay > plan.alarmsPerDay || !keeps) continue
          findings.push({ ...outlook, tweak, laterSeconds: laterSeconds(current.episodes, outlook.episodes) })
        }
      }
      return { current, findings: best(findings), tried }
    }
  }
}

/** The soonest to tell first; of those that tell alike, the one that says least. */
function best(findings: readonly Finding[]): Finding[] {
  const order = (finding: Finding) => finding.laterSeconds ?? 0
  return findings
    .toSorted((a, b) => order(a) - order(b) || Object.keys(a.tweak).length - Object.keys(b.tweak).length)
    .slice(0, wantedFindings)
}

function outlookOf(result: TrialResult, { span, chosen, faults }: AdvicePlan): Outlook {
  const days = (span.to - span.from) / dayMs
  const missed = faults.filter((fault) => !result.episodes.some((episode) => stands(episode, fault)))
  return { ...result, alarmsPerDay: result.episodes.length / days / Math.max(1, chosen.length), missed }
}

function stands({ equipment, from, to }: Episode, fault: Fault): boolean {
  return equipment === fault.equipment && from < fault.to && (to ?? Number.POSITIVE_INFINITY) > fault.from
}

/** Over the alarms that both have: from the first raise of the one to that of the other. */
function laterSeconds(before: readonly Episode[], after: readonly Episode[]): number | null {
  const delays = after.flatMap((episode) => {
    const end = episode.to ?? Number.POSITIVE_INFINITY
    const first = before.find(
      ({ equipment, from, to }) =>
        equipment === episode.equipment && from <= end && (to ?? Number.POSITIVE_INFINITY) >= episode.from - 1
    )
    return first ? [Math.max(0, episode.from - first.from)] : []
  })
  return delays.length === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / delays.length / 1000
}

/** Median distance of two neighbouring values of the metric; of a sample of them. */
function usualJump(batches: readonly HistoryBatch[], series: readonly HistorySeries[], metric: string | null): number {
  const wanted = new Set(series.filter((each) => each.metric === metric).map(({ id }) => id))
  const last = new Map<number, number>()
  const jumps: number[] = []
  for (const { readings } of batches) {
    for (let index = 0; index < readings.num.length && jumps.length < 20_000; index++) {
      const id = readings.series[index] ?? -1
      if (!wanted.has(id)) continue
      const value = readings.num[index] ?? 0
      const before = last.get(id)
      if (before !== undefined && before !== value) jumps.push(Math.abs(value - before))
      last.set(id, value)
    }
  }
  jumps.sort((a, b) => a - b)
  return jumps[Math.floor(jumps.length / 2)] ?? 0
}
