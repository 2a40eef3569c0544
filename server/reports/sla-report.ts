/** 时限达成率: per clock, urgency and clause what was met, missed and paused, down to the entries that prove it. Pure. */
import type { Terms } from '../clocks/terms.ts'
import { type ClockName, type ClockState, clockNames } from '../contract/clocks.ts'
import { priorities } from '../contract/common.ts'
import type { ReportColumn, ReportRow, Words } from '../contract/reports.ts'
import { groupBy } from '../group-by.ts'
import { type ClockRecord, clockRecords, isCounted } from './clock-records.ts'
import { count, minutes, percent, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import { priorityWords, ticketTypeWords } from './report-words.ts'
import type { ReportBody, ReportScope } from './scope.ts'
import { spreadOf } from './spread.ts'
import type { RecordedTicket } from './ticket-log.ts'
import { isoOrNull, toIso } from './times.ts'
import { ratio } from './yardsticks.ts'

const minuteMs = 60_000

const clockWords: Record<ClockName, Words> = {
  dispatch: { zh: '派单', en: 'Dispatch' },
  respond: { zh: '响应', en: 'Respond' },
  plan: { zh: '首次方案', en: 'First plan' },
  arrive: { zh: '到场', en: 'Arrive' },
  progress: { zh: '进展反馈', en: 'Progress note' },
  resolve: { zh: '解决', en: 'Resolve' },
  review: { zh: '复盘', en: 'Review' },
  result: { zh: '结果反馈', en: 'Result told' },
  follow_up: { zh: '回访', en: 'Follow-up call' }
}
const stateWords: Record<ClockState, Words> = {
  waiting: { zh: '未开始', en: 'Waiting' },
  running: { zh: '进行中', en: 'Running' },
  paused: { zh: '暂停', en: 'Paused' },
  overdue: { zh: '超时未完成', en: 'Overdue' },
  met: { zh: '达成', en: 'Met' },
  missed: { zh: '超时', en: 'Missed' },
  ended: { zh: '中止', en: 'Ended' }
}

const figureColumns: ReportColumn[] = [
  count('met', '达成', 'Met'),
  count('missed', '超时', 'Missed'),
  count('overdue', '其中尚未完成', 'Of it still open'),
  count('counted', '合计计数', 'Counted'),
  percent('compliance', '达成率', 'Compliance'),
  count('pausedRuns', '有挂起', 'Paused'),
  minutes('pausedMinutes', '挂起时长', 'Paused for'),
  count('doneCount', '完成数', 'Done'),
  minutes('mean', '平均用时', 'Mean'),
  minutes('median', '中位数', 'Median'),
  minutes('p90', 'P90', 'p90')
]
const columns: ReportColumn[] = [
  text('row', '行', 'Row'),
  word('clock', '时限', 'Clock', clockWords),
  word('priority', '优先级', 'Priority', priorityWords),
  text('source', '条款', 'Clause'),
  text('policy', '时限方案', 'Policy'),
  ...figureColumns
]
const clockColumns: ReportColumn[] = [word('clock', '时限', 'Clock', clockWords), ...figureColumns]
const runColumns: ReportColumn[] = [
  text('row', '行', 'Row'),
  text('number', '工单号', 'Number'),
  word('type', '类型', 'Type', ticketTypeWords),
  word('clock', '时限', 'Clock', clockWords),
  word('priority', '优先级', 'Priority', priorityWords),
  count('round', '轮次', 'Round'),
  word('state', '结果', 'State', stateWords),
  time('startedAt', '开始', 'Started'),
  time('originalDueAt', '原定期限', 'Due as promised'),
  time('dueAt', '期限', 'Due'),
  time('metAt', '完成', 'Met'),
  minutes('elapsed', '用时', 'Elapsed'),
  minutes('paused', '挂起', 'Paused'),
  text('source', '条款', 'Clause'),
  count('startEntry', '开始条目', 'Starting entry'),
  count('metEntry', '完成条目', 'Meeting entry'),
  text('ticket', '工单 ID', 'Ticket id')
]

/** `tickets`: all whose clocks may have been decided in the span. */
export function slaReport(tickets: readonly RecordedTicket[], terms: Pick<Terms, 'version'>, scope: ReportScope): ReportBody {
  const counted = tickets.flatMap((ticket) => clockRecords(ticket, terms, scope.now)).filter((run) => isCounted(run, scope))
  const groups = [...groupBy(counted, keyOf)].map(([, runs]) => runs).sort(byPlace)
  const rowIds = new Map<string, string>()
  for (const [first] of groups) if (first) rowIds.set(keyOf(first), rowId(first, rowIds))
  const rowOf = (run: ClockRecord) => rowIds.get(keyOf(run)) ?? ''
  return {
    title: { zh: '时限达成报表', en: 'Service times' },
    columns,
    rows: groups.flatMap((runs) => {
      const [first] = runs
      return first ? [{ row: rowOf(first), ...clauseOf(first), ...figuresOf(runs) }] : []
    }),
    totals: { row: null, clock: null, priority: null, source: null, policy: null, ...figuresOf(counted) },
    details: [
      {
        key: 'clocks',
        title: { zh: '按时限汇总', en: 'By clock' },
        columns: clockColumns,
        rows: clockNames.flatMap((clock): ReportRow[] => {
          const runs = counted.filter((run) => run.clock === clock)
          return runs.length === 0 ? [] : [{ clock, ...figuresOf(runs) }]
        }),
        totals: null
      },
      {
        key: 'runs',
        title: { zh: '工单明细', en: 'Ticket by ticket' },
        columns: runColumns,
        rows: groups.flat().map((run) => ({ row: rowOf(run), ...provenBy(run) })),
        totals: null
      }
    ],
    notes: [
      notes.span,
      {
        zh: '达成率 = 达成 / (达成 + 超时)。达成的时限计入达成时刻所在区间，超时的计入期限所在区间；已过期限而未完成的现在即为超时，未到期限的不计。',
        en: 'Compliance = met / (met + missed). What was met counts where it was met, what was missed where it was due; an open one past due is missed now, one not yet due is not counted.'
      },
      {
        zh: '每行由“工单明细”中同一行号的条目证明：条款、工单、时间线条目序号。用时不含挂起；“原定期限”不因挂起改变。',
        en: 'Each row is proven by the entries of its id in “Ticket by ticket”: clause, ticket, place in its timeline. Elapsed is without pauses; “due as promised” never moves.'
      },
      {
        zh: '重新打开的工单每一轮单独计时。条款为空的工单建于时限方案之前。',
        en: 'A ticket that was reopened has clocks of its own each round. Without a clause: from before policies were kept.'
      },
      notes.leftOut,
      notes.noData
    ]
  }
}

/** Runs of one figure: rows of a report are never of two clauses. */
function keyOf({ clock, priority, source, policy }: ClockRecord): string {
  return [clock, priority, policy.id, source ?? ''].join('\n')
}

function rowId({ clock, priority }: ClockRecord, taken: ReadonlyMap<string, string>): string {
  const same = [...taken.values()].filter((id) => id.startsWith(`${clock}.${priority}.`)).length
  return `${clock}.${priority}.${same + 1}`
}

function byPlace([a]: readonly ClockRecord[], [b]: readonly ClockRecord[]): number {
  if (!a || !b) return 0
  const clock = clockNames.indexOf(a.clock) - clockNames.indexOf(b.clock)
  return clock || priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || keyOf(a).localeCompare(keyOf(b))
}

function clauseOf({ clock, priority, source, policy }: ClockRecord): ReportRow {
  return { clock, priority, source, policy: policy.id }
}

function figuresOf(runs: readonly ClockRecord[]): ReportRow {
  const met = runs.filter(({ state }) => state === 'met').length
  const paused = runs.filter(({ pausedMs }) => pausedMs > 0)
  const spread = spreadOf(runs.flatMap(({ metAt, elapsedMs }) => (metAt === null ? [] : [elapsedMs / minuteMs])))
  return {
    met,
    missed: runs.length - met,
    overdue: runs.filter(({ state }) => state === 'overdue').length,
    counted: runs.length,
    compliance: ratio(met, runs.length),
    pausedRuns: paused.length,
    pausedMinutes: paused.reduce((sum, { pausedMs }) => sum + pausedMs, 0) / minuteMs,
    doneCount: spread.count,
    mean: spread.mean,
    median: spread.median,
    p90: spread.p90
  }
}

function provenBy({
  ticket,
  clock,
  priority,
  round,
  state,
  metAt,
  startEntry,
  metEntry,
  source,
  ...run
}: ClockRecord): ReportRow {
  return {
    ticket: ticket.id,
    number: ticket.number,
    type: ticket.type,
    clock,
    priority,
    round,
    state,
    startedAt: toIso(run.startedAt),
    originalDueAt: toIso(run.originalDueAt),
    dueAt: toIso(run.dueAt),
    metAt: isoOrNull(metAt),
    elapsed: run.elapsedMs / minuteMs,
    paused: run.pausedMs / minuteMs,
    source,
    startEntry,
    metEntry
  }
}
