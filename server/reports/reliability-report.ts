/** 设备故障率: failures, time between and to repair them, availability, per equipment (domain.md §10). Pure. */
import type { ReportColumn, ReportRow } from '../contract/reports.ts'
import { groupBy } from '../group-by.ts'
import { count, hours, minutes, percent, text, word } from './columns.ts'
import { notes } from './notes.ts'
import { yesNoWords } from './report-words.ts'
import type { KnownEquipment, ReportBody, ReportScope } from './scope.ts'
import { cut, lengthOf, minus, type Span, union } from './spans.ts'
import { firstTimeFixes, repairTimes, repeats } from './ticket-figures.ts'
import type { RecordedTicket } from './ticket-log.ts'
import { ratio } from './yardsticks.ts'

export type ReliabilityRecords = {
  /** All that stood in the span or within 7 days of it. */
  tickets: readonly RecordedTicket[]
  /** Critical and major alarms by equipment. */
  down: ReadonlyMap<string, readonly Span[]>
  /** Out of service by equipment. */
  planned: ReadonlyMap<string, readonly Span[]>
  /** Hours run in the span, of the equipment that meters them. */
  runningHours: Readonly<Record<string, number>>
  /** When the first record of the site was made (ms): before it nothing is known. */
  since: number | undefined
}

const hourMs = 3_600_000

function columnsOf(kinds: ReportScope['kinds']): ReportColumn[] {
  return [
    text('equipment', '设备', 'Equipment'),
    text('name', '名称', 'Name'),
    word('kind', '类型', 'Kind', kinds),
    text('location', '位置', 'Place'),
    count('failures', '故障次数', 'Failures'),
    count('repeats', '重复故障', 'Repeats'),
    hours('observed', '统计时长', 'Observed'),
    hours('planned', '计划检修', 'Planned maintenance'),
    hours('downtime', '停机时长', 'Downtime'),
    percent('availability', '可用率', 'Availability'),
    hours('operating', '运行时长', 'Operating'),
    word('metered', '有计时', 'Metered', yesNoWords),
    hours('mtbf', '平均故障间隔', 'MTBF'),
    count('repairs', '修复数', 'Repairs'),
    minutes('mttr', '平均修复时间', 'MTTR'),
    minutes('mttrGross', '平均修复时间（含挂起）', 'MTTR gross'),
    count('fixed', '一次修复', 'Fixed first time'),
    count('resolved', '完工工单', 'Of resolved'),
    percent('firstTimeFix', '一次修复率', 'First-time-fix rate')
  ]
}

export function reliabilityReport(records: ReliabilityRecords, scope: ReportScope): ReportBody {
  const faults = records.tickets.filter(({ type }) => type === 'fault')
  const byEquipment = groupBy(faults, ({ equipment }) => equipment)
  const observed = knownSpan(records.since, scope)
  const measured = [...scope.equipment].flatMap(([id, known]) => {
    const own = byEquipment.get(id) ?? []
    const row = measure(id, { own, records, scope, observed })
    return !known.test && (known.enabled || row.failures > 0 || row.repairs.count > 0) ? [{ id, known, row }] : []
  })
  return {
    title: { zh: '设备故障率报表', en: 'Equipment reliability' },
    columns: columnsOf(scope.kinds),
    rows: measured.map(({ id, known, row }) => ({ ...facts(id, known), ...shown(row, observed) })),
    totals: shown(total(measured.map(({ row }) => row)), observed),
    details: [],
    notes: [
      notes.span,
      {
        zh: '故障 = 区间内报单的故障工单。可用率 = 1 − 停机 / (统计时长 − 计划检修)；停机为紧急、重要告警时段的并集，扣除停用（计划检修）时段。',
        en: 'A failure is a fault ticket opened in the span. Availability = 1 − downtime / (observed − planned); downtime is the union of critical and major alarms without what was out of service.'
      },
      {
        zh: '平均故障间隔 = Σ运行时长 / 故障次数；有运行计时的按计时，否则为统计时长减计划检修和停机；无故障时写作“> 运行时长”。统计时长自首条记录所在小时起。',
        en: 'MTBF = Σ operating time / failures; running hours where they are metered, else observed less planned and downtime; without a failure "> operating time". Observed begins with the hour of the first record.'
      },
      notes.repair,
      notes.repeats,
      notes.firstTimeFix,
      notes.leftOut,
      notes.noData
    ]
  }
}

/** Time without records is no time without failures. */
function knownSpan(since: number | undefined, { from, to }: Span): Span {
  const begin = since === undefined ? to : since - (since % hourMs)
  return { from: Math.min(Math.max(from, begin), to), to }
}

type Measured = {
  failures: number
  repeats: number
  observedMs: number
  plannedMs: number
  downMs: number
  operatingMs: number
  metered: boolean
  repairs: { net: number | null; gross: number | null; count: number }
  fixed: number
  resolved: number
}

type Given = { own: readonly RecordedTicket[]; records: ReliabilityRecords; scope: ReportScope; observed: Span }

function measure(id: string, { own, records, scope, observed }: Given): Measured {
  const { from, to } = observed
  const planned = cut(union(records.planned.get(id) ?? []), from, to)
  const down = minus(cut(union(records.down.get(id) ?? []), from, to), planned)
  const observedMs = to - from
  const [plannedMs, downMs] = [lengthOf(planned), lengthOf(down)]
  const metered = records.runningHours[id]
  return {
    failures: own.filter(({ openedAt }) => openedAt >= scope.from && openedAt < scope.to).length,
    repeats: repeats(own, scope, own).length,
    observedMs,
    plannedMs,
    downMs,
    operatingMs: metered === undefined ? observedMs - plannedMs - downMs : metered * hourMs,
    metered: metered !== undefined,
    repairs: repairTimes(own, scope),
    ...firstTimeFixes(own, scope, own)
  }
}

function facts(equipment: string, { name, kind, location }: KnownEquipment): ReportRow {
  return { equipment, name, kind, location }
}

function shown(row: Measured, observed: Span): ReportRow {
  const scheduled = row.observedMs - row.plannedMs
  const operating = row.operatingMs / hourMs
  const isKnown = observed.from < observed.to
  const atLeast = isKnown ? `> ${Math.round(operating * 100) / 100}` : null
  return {
    failures: row.failures,
    repeats: row.repeats,
    observed: row.observedMs / hourMs,
    planned: row.plannedMs / hourMs,
    downtime: isKnown ? row.downMs / hourMs : null,
    availability: scheduled > 0 ? 1 - row.downMs / scheduled : null,
    operating: isKnown || row.metered ? operating : null,
    metered: row.metered ? 'yes' : 'no',
    mtbf: row.failures > 0 ? operating / row.failures : atLeast,
    repairs: row.repairs.count,
    mttr: row.repairs.net,
    mttrGross: row.repairs.gross,
    fixed: row.fixed,
    resolved: row.resolved,
    firstTimeFix: ratio(row.fixed, row.resolved)
  }
}

/** Sums, and means weighed by how many they are of. */
function total(rows: readonly Measured[]): Measured {
  const sum = (of: (row: Measured) => number) => rows.reduce((all, row) => all + of(row), 0)
  const count = sum(({ repairs }) => repairs.count)
  const mean = (of: 'net' | 'gross') => (count === 0 ? null : sum(({ repairs }) => (repairs[of] ?? 0) * repairs.count) / count)
  return {
    failures: sum(({ failures }) => failures),
    repeats: sum((row) => row.repeats),
    observedMs: sum(({ observedMs }) => observedMs),
    plannedMs: sum(({ plannedMs }) => plannedMs),
    downMs: sum(({ downMs }) => downMs),
    operatingMs: sum(({ operatingMs }) => operatingMs),
    metered: rows.length > 0 && rows.every(({ metered }) => metered),
    repairs: { net: mean('net'), gross: mean('gross'), count },
    fixed: sum(({ fixed }) => fixed),
    resolved: sum(({ resolved }) => resolved)
  }
}
