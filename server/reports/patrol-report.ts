/** 巡逻报表: each round as planned and as walked, and what share of rounds and places was. Pure. */
import type { ReportColumn, ReportRow, ReportTable } from '../contract/reports.ts'
import { groupBy } from '../group-by.ts'
import { judgeRound } from '../patrol/round.ts'
import type { WalkedRound } from '../patrol/round-store.ts'
import { count, date, percent, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import type { PatrolRecords } from './patrol-log.ts'
import { planTypeWords, roundStatusWords } from './report-words.ts'
import type { ReportBody, ReportScope } from './scope.ts'
import { isoOrNull, toIso } from './times.ts'
import { ratio } from './yardsticks.ts'

const columns: ReportColumn[] = [
  date('date', '日期', 'Date'),
  text('route', '路线', 'Route'),
  word('type', '类别', 'Kind', planTypeWords),
  time('from', '时段开始', 'Window from'),
  time('to', '时段结束', 'Window to'),
  word('status', '状态', 'Status', roundStatusWords),
  count('planned', '计划点次', 'Planned'),
  count('done', '完成点次', 'Done'),
  text('missed', '漏检点位', 'Missed'),
  count('suspects', '可疑打卡', 'Doubtful scans'),
  time('firstScan', '首次打卡', 'First scan'),
  time('lastScan', '末次打卡', 'Last scan'),
  text('walkedBy', '巡逻人', 'Walked by'),
  text('round', '巡逻 ID', 'Round id')
]

const complianceColumns: ReportColumn[] = [
  text('route', '路线', 'Route'),
  count('rounds', '应完成次数', 'Rounds due'),
  count('complete', '完成', 'Complete'),
  count('partial', '有漏检', 'Places missed'),
  count('missed', '漏巡', 'Missed'),
  percent('roundRate', '巡逻完成率', 'Round compliance'),
  count('planned', '计划点次', 'Places planned'),
  count('done', '完成点次', 'Places done'),
  percent('placeRate', '点位完成率', 'Place compliance'),
  count('suspects', '可疑打卡', 'Doubtful scans')
]

/** A round as it stands at the time of the report; `isDue`: it counts, for nothing more is waited for. */
type JudgedRound = {
  row: ReportRow
  route: string
  status: string
  isDue: boolean
  planned: number
  done: number
  suspects: number
}

export function patrolReport(records: PatrolRecords, { now }: ReportScope): ReportBody {
  const rounds = records.rounds.map((walked) => judge(walked, records, now))
  const due = rounds.filter(({ isDue }) => isDue)
  const byRoute = groupBy(due, ({ route }) => route)
  const compliance: ReportTable = {
    key: 'compliance',
    title: { zh: '巡逻完成率', en: 'Compliance' },
    columns: complianceColumns,
    rows: [...byRoute].map(([route, of]) => ({ route, ...complianceOf(of) })),
    totals: { route: null, ...complianceOf(due) }
  }
  return {
    title: { zh: '巡逻报表', en: 'Patrol' },
    columns,
    rows: rounds.map(({ row }) => row),
    totals: null,
    details: [compliance],
    notes: [
      {
        zh: '列出时段在 [开始, 结束) 内开始的巡逻；未到的不计。打卡按其本身时间归入时段，补传的也计入。',
        en: 'Listed are rounds whose window begins in [from, to) and has begun. A scan counts for the window that holds its own time, whenever it came.'
      },
      {
        zh: '巡逻完成率 = 完成的巡逻 / 应完成的巡逻；点位完成率 = 时段内完成点次 / 计划点次（点位数 × 次数）。还在时段或宽限内而未完成的不计。',
        en: 'Round compliance = complete / due; place compliance = done in the window / planned (places × visits). What is not complete while its window or grace still runs does not count.'
      },
      {
        zh: '同一标签 60 秒内算一次。可疑打卡照常计入，并单独列数。',
        en: 'The same tag within 60 s is one visit. Doubtful scans count, and their number stands beside.'
      },
      notes.noData
    ]
  }
}

function judge({ round, scans }: WalkedRound, { places, people }: PatrolRecords, now: number): JudgedRound {
  const { status, counted, missed } = judgeRound(round, scans, now)
  const planned = round.checkpoints.length * round.visits
  const suspects = scans.filter(({ suspect }) => suspect.length > 0).length
  const times = scans.map(({ ts }) => ts).sort((one, other) => one - other)
  const guards = [...new Set(scans.map(({ guard }) => guard))]
  const isDue = status !== 'planned' && status !== 'in_progress'
  const row: ReportRow = {
    date: round.date,
    route: round.routeName,
    type: round.type,
    from: toIso(round.from),
    to: toIso(round.to),
    status,
    planned,
    done: counted.length,
    missed: isDue && missed.length > 0 ? missed.map((id) => places.get(id) ?? id).join('、') : null,
    suspects,
    firstScan: isoOrNull(times[0] ?? null),
    lastScan: isoOrNull(times.at(-1) ?? null),
    walkedBy: guards.length > 0 ? guards.map((id) => people.get(id) ?? id).join('、') : null,
    round: round.id
  }
  return { row, route: round.routeName, status, isDue, planned, done: counted.length, suspects }
}

function complianceOf(rounds: readonly JudgedRound[]): ReportRow {
  const sum = (of: 'planned' | 'done' | 'suspects') => rounds.reduce((total, round) => total + round[of], 0)
  const having = (status: string) => rounds.filter((round) => round.status === status).length
  return {
    rounds: rounds.length,
    complete: having('complete'),
    partial: having('partial'),
    missed: having('missed'),
    roundRate: ratio(having('complete'), rounds.length),
    planned: sum('planned'),
    done: sum('done'),
    placeRate: ratio(sum('done'), sum('planned')),
    suspects: sum('suspects')
  }
}
