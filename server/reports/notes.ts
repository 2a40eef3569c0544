/** How the figures were counted, as it stands below each report. */
import type { Words } from '../contract/reports.ts'

const of = (zh: string, en: string): Words => ({ zh, en })

export const notes = {
  span: of(
    '统计区间为左闭右开 [开始, 结束)，未到的时间不计；每个数字归属于其步骤发生的时刻。',
    'The span is half-open, [from, to), and ends at the time of the report; a figure belongs to the moment of its step.'
  ),
  leftOut: of(
    '已取消的工单和测试设备（属性 test: true）的工单不计入。',
    'Cancelled tickets, and those of test equipment (attribute test: true), are left out.'
  ),
  noData: of('“–”表示无数据，既不是 0 也不是 100%。', '“–” is no data: neither 0 nor 100 %.'),
  spread: of(
    '平均值旁为中位数和第 90 百分位（就近序位）；自报单时刻起至首次该步骤。',
    'Beside the mean stand the median and the 90th percentile (nearest rank), from the opening to the first such step.'
  ),
  repair: of(
    '平均修复时间 = Σ(完工 − 报单 − 挂起) / 已完工的故障工单；“含挂起”不扣除挂起时间。被退回的完工不算完工。',
    'MTTR = Σ(resolved − opened − pauses) / resolved fault tickets; gross has the pauses in it. A repair that was sent back is none.'
  ),
  firstTimeFix: of(
    '一次修复：完工后从未被退回，且 7 天内同一设备没有同一规则的新工单；分母为区间内完工的工单。完工未满 7 天的暂按目前情况计。',
    'Fixed the first time: never sent back, and no ticket of the same rule on the same equipment within 7 days, of all that were resolved in the span. Those resolved less than 7 days ago count as they stand.'
  ),
  repeats: of(
    '重复故障：同一设备同一规则的故障修复后 7 天内再次报单。',
    'A repeat is a ticket within 7 days after the same fault of the same equipment was repaired.'
  )
} satisfies Record<string, Words>
