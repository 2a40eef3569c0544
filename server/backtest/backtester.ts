/** Tries rules on what is stored: resolves the rule and its equipment, reads history, lets the thread judge it. */
import type { AdviceRequest, BacktestRequest, RuleVersion } from '../contract/backtest.ts'
import type { RuleInput, RuleItem } from '../contract/rules.ts'
import { AppError, type FieldFault } from '../errors.ts'
import type { Explanation } from '../rules/explain.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistoryQuery, HistorySource } from '../store/history.ts'
import type { AdviceResult } from './advice.ts'
import type { BacktestResult } from './backtest.ts'
import type { Job, JobResult } from './backtest-worker.ts'
import { createJobQueue } from './job-queue.ts'
import { type LiveDifference, type LiveEpisode, liveDifferences } from './live-differences.ts'
import type { LookBackResult } from './look-back.ts'
import { type Preparation, prepare } from './plan.ts'
import { planLookBack } from './plan-look-back.ts'
import type { KnownEpisode } from './start-state.ts'
import type { Span } from './trial.ts'
import type { EquipmentFacts, Learning } from './trial-engine.ts'
import { createWorkerClient } from './worker-client.ts'

export type BacktesterOptions = {
  history: HistorySource
  rules: { find(id: string): Promise<RuleItem | undefined>; versions(id: string): Promise<RuleVersion[]> }
  /** Compiles a rule that is not stored; throws AppError `invalid`. */
  draft: (raw: unknown) => { input: RuleInput; rule: Rule }
  /** All equipment in service. */
  equipment: () => readonly EquipmentFacts[]
  learning: () => Learning
  /** The alarm history of an equipment from about `since` on; left out, there is none. */
  record?: {
    episodes(equipment: string, since: number): Promise<readonly KnownEpisode[]>
    /** Before late readings corrected it. */
    live(equipment: string, since: number): Promise<readonly (LiveEpisode & { rule: string })[]>
  }
  now: () => number
}

/** `differences`: by equipment whose readings came late, where the rule in force would say otherwise than it did. */
export type BacktestOutcome = {
  result: BacktestResult
  equipment: number
  span: Span
  differences: ReadonlyMap<string, LiveDifference[]>
}

export type PastWhy = { explanation: Explanation | undefined; version: RuleVersion | undefined }

export type Backtester = {
  /** @throws AppError `invalid` naming the field, `too_many`. Rejects when `signal` aborts. */
  backtest(request: BacktestRequest, signal: AbortSignal): Promise<BacktestOutcome>
  /** As `backtest`; history is held in memory, so that it is read once: too much of it is `invalid`. */
  advise(request: AdviceRequest, signal: AbortSignal): Promise<{ result: AdviceResult; input: RuleInput; span: Span }>
  /** Why a rule stood on an equipment as it did at `at` (ms), under the version in force then; as `backtest`. */
  why(asked: { rule: RuleItem; equipment: string; at: number }, signal: AbortSignal): Promise<PastWhy>
  stop(): Promise<void>
}

const maxWaiting = 4
const longestSpanMs = 400 * 86_400_000
/** Of learned rules three weeks are read before the span. */
const longestLearnedMs = 31 * 86_400_000
const mostLearners = 20

export function createBacktester(options: BacktesterOptions): Backtester {
  const { history, rules, draft, equipment, now } = options
  const queue = createJobQueue({ maxWaiting })
  const worker = createWorkerClient()

  async function compile(wanted: string | RuleInput): Promise<{ input: RuleInput; rule: Rule; stored: Rule | null }> {
    const id = typeof wanted === 'string' ? wanted : wanted.id
    const stored = await rules.find(id)
    if (typeof wanted === 'string') {
      if (!stored) throw invalid('rule', `there is no rule ${id}`)
      const known = draft(toInput(stored))
      return { ...known, stored: known.rule }
    }
    return { ...draft(wanted), stored: stored && stored.enabled !== false ? draft(toInput(stored)).rule : null }
  }

  /** Enabled equipment that the rule applies to, of those asked for. */
  function choose({ scope }: Rule, wanted: string | readonly string[] | undefined): EquipmentFacts[] {
    const fitting = equipment().filter(({ id, kind }) => ('kind' in scope ? scope.kind === kind : scope.equipment === id))
    if (wanted === undefined) return fitting
    const ids = new Set([wanted].flat())
    const chosen = fitting.filter(({ id }) => ids.has(id))
    for (const { id } of chosen) ids.delete(id)
    const [stranger] = ids
    if (stranger !== undefined)
      throw invalid('equipment', `the rule does not apply to ${stranger}, or there is no such equipment`)
    return chosen
  }

  function spanOf(request: { from: string; to: string }): Span {
    const from = Date.parse(request.from)
    const to = Math.min(Date.parse(request.to), now())
    if (!(from < to)) throw invalid('to', 'expected a time after from, and not all of it ahead')
    if (to - from > longestSpanMs) throw invalid('from', 'expected at most 400 days')
    return { from, to }
  }

  function plan(chosen: readonly EquipmentFacts[], judged: readonly Rule[], span: Span): Preparation {
    return prepare({ chosen, judged, span, equipment: equipment(), learning: options.learning() })
  }

  function run(job: Job, query: HistoryQuery, signal: AbortSignal): Promise<JobResult> {
    return queue.run(() => worker.run(job, history.history(query), signal), signal)
  }

  async function differencesOf(rule: Rule, result: BacktestResult, { span, order }: Preparation) {
    const { episodes } = result.inForce ?? result
    const found = new Map<string, LiveDifference[]>()
    for (const { equipment: id } of result.late) {
      const recorded = ((await options.record?.live(id, span.from)) ?? []).filter((each) => each.rule === rule.header.id)
      const replayed = episodes.filter((episode) => episode.equipment === id)
      found.set(id, liveDifferences({ span, recorded, replayed, withinMs: order === 'arrival' ? 1000 : 0 }))
    }
    return found
  }

  return {
    async backtest(request, signal) {
      const span = spanOf(request)
      const { rule, stored } = await compile(request.rule)
      const inForce = stored === rule ? null : stored
      const chosen = choose(rule, request.equipment)
      const judged = inForce ? [rule, inForce] : [rule]
      expectLearnable(judged, chosen, span)
      const { query, ...prepared } = plan(chosen, judged, span)
      const result = (await run({ type: 'backtest', plan: { ...prepared, rule, inForce } }, query, signal)) as BacktestResult
      const differences = stored ? await differencesOf(stored, result, { query, ...prepared }) : new Map()
      return { result, equipment: chosen.length, span, differences }
    },

    async advise(request, signal) {
      const span = spanOf(request)
      const { input, rule } = await compile(request.rule)
      if (rule.condition.type === 'anomaly') throw invalid('rule', 'anomaly has no limits or delays to advise on but for')
      const { query, ...prepared } = plan(choose(rule, request.equipment), [rule], span)
      const { alarmsPerDay, keep } = request.target
      const faults = keep.map(({ equipment: id, from, to }) => ({ equipment: id, from: Date.parse(from), to: Date.parse(to) }))
      const result = await run({ type: 'advice', plan: { ...prepared, rule, alarmsPerDay, faults } }, query, signal)
      return { result: result as AdviceResult, input, span }
    },

    async why({ rule: item, equipment: id, at }, signal) {
      const version = (await rules.versions(item.id)).find((each) => Date.parse(each.at) <= at)
      const { rule } = draft(version?.body ?? toInput(item))
      const judged: Rule = {
        ...rule,
        scope: { equipment: id },
        header: { ...rule.header, version: version?.version ?? item.version }
      }
      const prepared = plan(choose(judged, id), [judged], { from: at, to: at + 1 })
      const { query, plan: lookBack } = await planLookBack({
        ...{ prepared, rule: judged, equipment: id, at, history },
        readEpisodes: options.record?.episodes ?? (async () => [])
      })
      const result = (await run({ type: 'look_back', plan: lookBack }, query, signal)) as LookBackResult
      return { explanation: result.explanation ?? undefined, version }
    },

    stop: worker.stop
  }
}

/** @throws AppError `invalid`. */
function expectLearnable(judged: readonly Rule[], chosen: readonly EquipmentFacts[], { from, to }: Span): void {
  if (!judged.some(({ condition }) => condition.type === 'anomaly')) return
  if (to - from > longestLearnedMs) throw invalid('from', 'expected at most 31 days for a rule that learns')
  if (chosen.length > mostLearners)
    throw invalid('equipment', `expected at most ${mostLearners} equipment for a rule that learns`)
}

function toInput({ version: _version, origin: _origin, ...input }: RuleItem): RuleInput {
  return input
}

function invalid(field: string, message: string): AppError {
  const errors: FieldFault[] = [{ field, message }]
  return new AppError('invalid', `The back-test is refused: ${field}.`, { errors })
}
