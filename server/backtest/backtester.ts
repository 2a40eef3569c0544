/** Tries rules on what is stored: resolves the rule and its equipment, reads history, lets the thread judge it. */
import type { AdviceRequest, BacktestRequest } from '../contract/backtest.ts'
import type { RuleInput, RuleItem } from '../contract/rules.ts'
import { AppError, type FieldFault } from '../errors.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistoryQuery, HistorySource } from '../store/history.ts'
import type { AdviceResult } from './advice.ts'
import type { BacktestResult, EquipmentFacts } from './backtest.ts'
import type { Job, JobResult } from './backtest-worker.ts'
import { createJobQueue } from './job-queue.ts'
import { readsOf } from './rule-reads.ts'
import type { Span } from './trial.ts'
import { createWorkerClient } from './worker-client.ts'

export type BacktesterOptions = {
  history: HistorySource
  rules: { find(id: string): Promise<RuleItem | undefined> }
  /** Compiles a rule that is not stored; throws AppError `invalid`. */
  draft: (raw: unknown) => { input: RuleInput; rule: Rule }
  /** All equipment in service. */
  equipment: () => readonly EquipmentFacts[]
  now: () => number
}

export type Backtester = {
  /** @throws AppError `invalid` naming the field, `too_many`. Rejects when `signal` aborts. */
  backtest(request: BacktestRequest, signal: AbortSignal): Promise<{ result: BacktestResult; equipment: number; span: Span }>
  /** As `backtest`; history is held in memory, so that it is read once: too much of it is `invalid`. */
  advise(request: AdviceRequest, signal: AbortSignal): Promise<{ result: AdviceResult; input: RuleInput; span: Span }>
  stop(): Promise<void>
}

const maxWaiting = 4
const longestSpanMs = 400 * 86_400_000

export function createBacktester({ history, rules, draft, equipment, now }: BacktesterOptions): Backtester {
  const queue = createJobQueue({ maxWaiting })
  const worker = createWorkerClient()

  async function compile(wanted: string | RuleInput): Promise<{ input: RuleInput; rule: Rule; inForce: Rule | null }> {
    const id = typeof wanted === 'string' ? wanted : wanted.id
    const stored = await rules.find(id)
    if (typeof wanted === 'string') {
      if (!stored) throw invalid('rule', `there is no rule ${id}`)
      return { ...replayable(draft(toInput(stored))), inForce: null }
    }
    const inForce = stored && stored.enabled !== false ? draft(toInput(stored)).rule : null
    return { ...replayable(draft(wanted)), inForce: inForce?.condition.type === 'anomaly' ? null : inForce }
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

  /** The chosen equipment with all that the rules look at beside it, and what of history that takes. */
  function prepare(chosen: readonly EquipmentFacts[], judged: readonly Rule[], span: Span) {
    const onChange = (metric: string) => chosen.some(({ metrics }) => metrics?.[metric]?.sample === undefined)
    const { metrics, heard, order, lookBackMs, others, otherKinds } = readsOf(judged, onChange)
    const ids = new Set(chosen.map(({ id }) => id))
    const beside = equipment().filter(({ id, kind }) => !ids.has(id) && (others.includes(id) || otherKinds.includes(kind)))
    const facts = [...chosen, ...beside]
    const startedAt = span.from - lookBackMs
    const query: HistoryQuery = {
      equipment: facts.map(({ id }) => id),
      metrics,
      heard,
      imported: order !== 'arrival',
      order,
      from: startedAt,
      to: span.to
    }
    return { query, plan: { facts: facts.map(toFacts), chosen: [...ids], span, order, startedAt } }
  }

  function run(job: Job, query: HistoryQuery, signal: AbortSignal): Promise<JobResult> {
    return queue.run(() => worker.run(job, history.history(query), signal), signal)
  }

  return {
    async backtest(request, signal) {
      const span = spanOf(request)
      const { rule, inForce } = await compile(request.rule)
      const chosen = choose(rule, request.equipment)
      const { query, plan } = prepare(chosen, inForce ? [rule, inForce] : [rule], span)
      const result = await run({ type: 'backtest', plan: { ...plan, rule, inForce } }, query, signal)
      return { result: result as BacktestResult, equipment: chosen.length, span }
    },

    async advise(request, signal) {
      const span = spanOf(request)
      const { input, rule } = await compile(request.rule)
      const { query, plan } = prepare(choose(rule, request.equipment), [rule], span)
      const { alarmsPerDay, keep } = request.target
      const faults = keep.map(({ equipment: id, from, to }) => ({ equipment: id, from: Date.parse(from), to: Date.parse(to) }))
      const result = await run({ type: 'advice', plan: { ...plan, rule, alarmsPerDay, faults } }, query, signal)
      return { result: result as AdviceResult, input, span }
    },

    stop: worker.stop
  }
}

/** @throws AppError `invalid`. */
function replayable<Draft extends { rule: Rule }>(draft: Draft): Draft {
  if (draft.rule.condition.type !== 'anomaly') return draft
  throw invalid('rule', 'anomaly learns as it goes, for a week at least: it cannot be tried on the past')
}

/** Only what the engine asks for crosses to the thread. */
function toFacts({ id, kind, attributes, metrics }: EquipmentFacts): EquipmentFacts {
  const samples = Object.entries(metrics ?? {}).map(
    ([name, { sample }]) => [name, sample === undefined ? {} : { sample }] as const
  )
  return { id, kind, ...(attributes && { attributes }), metrics: Object.fromEntries(samples) }
}

function toInput({ version: _version, origin: _origin, ...input }: RuleItem): RuleInput {
  return input
}

function invalid(field: string, message: string): AppError {
  const errors: FieldFault[] = [{ field, message }]
  return new AppError('invalid', `The back-test is refused: ${field}.`, { errors })
}
