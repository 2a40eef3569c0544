/** The alarm health report as two tables below each other: the figures beside their goals, then the bad actors. */
import type { AlarmHealth, HealthFigure, Yardstick } from '../contract/alarm-health.ts'
import type { Severity } from '../contract/common.ts'
import { type Cell, toCsv } from './csv.ts'

const figureNames: Record<keyof AlarmHealth['figures'], string> = {
  ratePer10min: '告警率（条/人/10分钟）',
  flood: '洪泛时间占比',
  busyBins: '超过10条的10分钟时段占比',
  chattering: '抖动（次）',
  fleeting: '瞬时（次）',
  stale: '陈旧（单日最多条数）',
  topTen: '前十告警占比',
  mtta: '平均确认时间（秒）'
}
const verdicts: Record<Yardstick, string> = { good: '良好', fair: '尚可', poor: '差', none: '–' }
const severities: Record<Severity, string> = { critical: '紧急', major: '重要', minor: '次要', info: '提示' }

export function alarmHealthCsv(report: AlarmHealth): string {
  const figures = Object.entries(figureNames) as [keyof AlarmHealth['figures'], string][]
  return toCsv([
    ['开始', '结束', '班次', '告警数', '提示操作员的告警数'],
    [report.from, report.to, report.shift ?? '全部', report.raises, report.annunciated],
    [],
    ['指标', '数值', '计数', '总数', '目标', '评价'],
    ...figures.map(([name, title]) => [title, ...figureCells(report.figures[name])]),
    ...report.priorityMix.map(({ severity, share, count, goal }): Cell[] => [
      `优先级:${severities[severity]}`,
      numberCell(share),
      count,
      report.raises,
      goal,
      null
    ]),
    [],
    ['规则', '标题', '设备', '级别', '告警数', '占比', '抖动（次）', '瞬时（次）', '陈旧', '告警时长（分钟）'],
    ...report.badActors.map((actor): Cell[] => [
      actor.rule,
      actor.title,
      actor.equipment,
      severities[actor.severity],
      actor.raises,
      numberCell(actor.share),
      actor.chattering,
      actor.fleeting,
      actor.stale ? '是' : '否',
      actor.minutes
    ])
  ])
}

function figureCells({ value, count, of, goal, verdict }: HealthFigure): Cell[] {
  return [numberCell(value), count, of, goal, verdicts[verdict]]
}

/** No data is "–", neither 0 nor 100 % (domain.md §10). */
function numberCell(value: number | null): Cell {
  return value === null ? '–' : Math.round(value * 10_000) / 10_000
}
