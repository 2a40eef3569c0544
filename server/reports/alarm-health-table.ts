/** The alarm health report as tables: the figures beside their goals, priorities, floods, shifts, bad actors. */
import type { AlarmHealth, Yardstick } from '../contract/alarm-health.ts'
import type { Report, ReportColumn, ReportRow, Words } from '../contract/reports.ts'
import { count, minutes, number, percent, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import { severityWords, yesNoWords } from './report-words.ts'
import { toIso } from './times.ts'

type FigureName = keyof AlarmHealth['figures']

/** `share`: a ratio, shown in percent. */
const figures: Record<FigureName, Words & { unit: string; share?: true }> = {
  ratePer10min: { zh: '告警率', en: 'Alarm rate', unit: '/人/10 min' },
  flood: { zh: '洪泛时间占比', en: 'Time in flood', unit: '%', share: true },
  busyBins: { zh: '超过10条的10分钟时段占比', en: '10-min bins with more than 10', unit: '%', share: true },
  chattering: { zh: '抖动', en: 'Chattering', unit: '次' },
  fleeting: { zh: '瞬时', en: 'Fleeting', unit: '次' },
  stale: { zh: '陈旧（单日最多）', en: 'Stale (worst day)', unit: '条' },
  topTen: { zh: '前十告警占比', en: 'Load of the top 10', unit: '%', share: true },
  mtta: { zh: '平均确认时间', en: 'MTTA', unit: 's' }
}
const verdicts: Record<Yardstick, Words> = {
  good: { zh: '良好', en: 'Good' },
  fair: { zh: '尚可', en: 'Fair' },
  poor: { zh: '差', en: 'Poor' },
  none: { zh: '–', en: '–' }
}

const columns: ReportColumn[] = [
  time('from', '开始', 'From'),
  time('to', '结束', 'To'),
  text('shift', '班次', 'Shift'),
  count('raises', '告警数', 'Raises'),
  count('annunciated', '提示操作员的告警数', 'Annunciated')
]
const figureColumns: ReportColumn[] = [
  word('figure', '指标', 'Figure', figures),
  number('value', '数值', 'Value'),
  text('unit', '单位', 'Unit'),
  count('count', '计数', 'Count'),
  count('of', '总数', 'Of'),
  number('goal', '目标', 'Goal'),
  word('verdict', '评价', 'Verdict', verdicts)
]
const mixColumns: ReportColumn[] = [
  word('severity', '级别', 'Severity', severityWords),
  count('count', '告警数', 'Raises'),
  percent('share', '占比', 'Share'),
  percent('goal', '目标', 'Goal')
]
const floodColumns: ReportColumn[] = [time('from', '开始', 'From'), time('to', '结束', 'To'), count('raises', '告警数', 'Raises')]
const shiftColumns: ReportColumn[] = [
  text('shift', '班次', 'Shift'),
  count('raises', '告警数', 'Raises'),
  number('ratePer10min', '告警率（条/人/10分钟）', 'Per operator in 10 min')
]
const actorColumns: ReportColumn[] = [
  text('rule', '规则', 'Rule'),
  text('title', '标题', 'Title'),
  text('equipment', '设备', 'Equipment'),
  word('severity', '级别', 'Severity', severityWords),
  count('raises', '告警数', 'Raises'),
  percent('share', '占比', 'Share'),
  count('chattering', '抖动（次）', 'Chattering'),
  count('fleeting', '瞬时（次）', 'Fleeting'),
  word('stale', '陈旧', 'Stale', yesNoWords),
  minutes('minutes', '告警时长', 'Active')
]

export function alarmHealthTable(health: AlarmHealth, { now, timezone }: { now: number; timezone: string }): Report {
  const { from, to, shift, raises, annunciated } = health
  return {
    name: 'alarms',
    title: { zh: '告警分析', en: 'Alarm health' },
    from,
    to,
    timezone,
    generatedAt: toIso(now),
    columns,
    rows: [{ from, to, shift: shift ?? '全部 / all', raises, annunciated }],
    totals: null,
    details: [
      table('figures', { zh: '指标', en: 'Figures' }, figureColumns, figureRows(health)),
      table('priorities', { zh: '优先级分布', en: 'Priority mix' }, mixColumns, health.priorityMix),
      table('floods', { zh: '洪泛', en: 'Floods' }, floodColumns, health.floods),
      table('shifts', { zh: '班次', en: 'Shifts' }, shiftColumns, health.shifts),
      table('badActors', { zh: '不良告警', en: 'Bad actors' }, actorColumns, actorRows(health))
    ],
    notes: [
      notes.span,
      {
        zh: '指标与目标依据 ISA-18.2-2016 第 16 条、EEMUA 191。',
        en: 'Figures and goals after ISA-18.2-2016 clause 16 and EEMUA 191.'
      },
      notes.noData
    ]
  }
}

function table(key: string, title: Words, own: ReportColumn[], rows: readonly ReportRow[]) {
  return { key, title, columns: own, rows: [...rows], totals: null }
}

function figureRows({ figures: found }: AlarmHealth): ReportRow[] {
  return (Object.keys(figures) as FigureName[]).map((name) => {
    const { value, count: counted, of, goal, verdict } = found[name]
    const { unit, share } = figures[name]
    const shown = (figure: number | null) => (figure !== null && share ? figure * 100 : figure)
    return { figure: name, value: shown(value), unit, count: counted, of, goal: shown(goal), verdict }
  })
}

function actorRows({ badActors }: AlarmHealth): ReportRow[] {
  return badActors.map(({ stale, ...actor }) => ({ ...actor, stale: stale ? 'yes' : 'no' }))
}
