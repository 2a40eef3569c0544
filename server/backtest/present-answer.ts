/** Back-tests and advice in the contract's shapes. Pure. */
import type {
  Advice,
  BacktestAnswer,
  LiveDifference as DifferenceItem,
  Episode as EpisodeItem,
  Outcome,
  Proposal
} from '../contract/backtest.ts'
import type { RuleInput } from '../contract/rules.ts'
import type { AdviceResult, Fault, Finding } from './advice.ts'
import type { BacktestOutcome } from './backtester.ts'
import type { RuleTweak } from './candidates.ts'
import type { LiveDifference } from './live-differences.ts'
import type { Episode, TrialResult } from './trial.ts'

const mostEpisodes = 1000
const mostDifferences = 200

export function toBacktestAnswer({ result, equipment, differences }: BacktestOutcome): BacktestAnswer {
  return {
    ...toOutcome(result),
    episodes: toItems(result.episodes, mostEpisodes),
    equipment,
    readings: result.readings,
    inForce: result.inForce && toOutcome(result.inForce),
    difference: { added: toItems(result.added, mostDifferences), removed: toItems(result.removed, mostDifferences) },
    lateReadings: result.late.map(({ from, to, ...rest }) => ({
      ...rest,
      from: iso(from),
      to: iso(to),
      differences: (differences.get(rest.equipment) ?? []).slice(0, mostDifferences).map(toDifference)
    }))
  }
}

function toDifference({ recorded, corrected, replayed }: LiveDifference): DifferenceItem {
  const span = (each: LiveDifference['recorded']) => each && { from: iso(each.from), to: each.to === null ? null : iso(each.to) }
  return { recorded: span(recorded), corrected: span(corrected), replayed: span(replayed) }
}

/** `input`: the rule asked about. */
export function toAdvice({ current, findings, tried }: AdviceResult, input: RuleInput, faults: number): Advice {
  const { alarmsPerDay, missed } = current
  return {
    current: { ...toOutcome(current), alarmsPerDay, kept: faults - missed.length },
    proposals: findings.map((finding) => toProposal(finding, input, faults)),
    tried
  }
}

function toProposal(finding: Finding, input: RuleInput, faults: number): Proposal {
  const change = toChange(finding.tweak)
  return {
    ...toOutcome(finding),
    change,
    rule: { ...input, ...change },
    meetsTarget: true,
    kept: faults - finding.missed.length,
    missed: finding.missed.map(toFault),
    laterSeconds: finding.laterSeconds
  }
}

function toChange({ forMs, clearForMs, clearAbove, clearBelow }: RuleTweak): Proposal['change'] {
  return {
    ...(forMs !== undefined && { for: duration(forMs) }),
    ...(clearForMs !== undefined && { clear_for: duration(clearForMs) }),
    ...(clearAbove !== undefined && { clear_above: clearAbove }),
    ...(clearBelow !== undefined && { clear_below: clearBelow })
  }
}

function toOutcome({ episodes, tickets, minutes }: TrialResult): Outcome {
  return { alarms: episodes.length, tickets, minutes }
}

function toItems(episodes: readonly Episode[], most: number): EpisodeItem[] {
  return episodes
    .toSorted((a, b) => a.from - b.from)
    .slice(0, most)
    .map(({ from, to, ...rest }) => ({ ...rest, from: iso(from), to: to === null ? null : iso(to) }))
}

function toFault({ equipment, from, to }: Fault): { equipment: string; from: string; to: string } {
  return { equipment, from: iso(from), to: iso(to) }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000]
] as const

function duration(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
