/** 供方评估: how maintenance firms came and whether their repairs held, per quarter (R21). Pure. */
import { DateTime } from 'luxon'
import type { ReportColumn, ReportRow } from '../contract/reports.ts'
import { groupBy } from '../group-by.ts'
import { count, minutes, number, percent, text } from './columns.ts'
import { notes } from './notes.ts'
import type { ReportBody, ReportScope } from './scope.ts'
import type { Span } from './spans.ts'
import { spreadOf } from './spread.ts'
import { firstTimeFixes, repairTimes, repeats } from './ticket-figures.ts'
import type { RecordedTicket } from './ticket-log.ts'
import { ratio } from './yardsticks.ts'

export type ContractorRecords = {
  /** All that stood in the span or within 7 days of it. */
  tickets: readonly RecordedTicket[]
  /** Names by id, disabled firms too. */
  contractors: ReadonlyMap<string, string>
  /** The firm a person works for. */
  firmOf: ReadonlyMap<string, string>
}

const minuteMs = 60_000
/** On site at a lift entrapment (003, TSG T5002: 30 min in cities). */
const arrivalGoalMs = 30 * minuteMs

const columns: ReportColumn[] = [
  text('quarter', '季度', 'Quarter'),
  text('contractor', '供方', 'Contractor'),
  text('name', '名称', 'Name'),
  count('tickets', '派出工单', 'Tickets given'),
  count('arrivals', '到场数', 'Arrivals'),
  minutes('arrivalMean', '到场平均', 'Arrival: mean'),
  minutes('arrivalMedian', '到场中位数', 'Arrival: median'),
  minutes('arrivalP90', '到场P90', 'Arrival: p90'),
  count('within30', '30分钟内到场', 'Within 30 min'),
  percent('within30Rate', '30分钟到场率', 'Within 30 min: rate'),
  count('urgentArrivals', 'P1到场数', 'P1 arrivals'),
  count('urgentWithin30', 'P1 30分钟内', 'P1 within 30 min'),
  percent('urgentRate', 'P1 30分钟到场率', 'P1 within 30 min: rate'),
  count('repeats', '重复故障', 'Repeat faults'),
  count('fixed', '一次修复', 'Fixed first time'),
  count('resolved', '完工工单', 'Of resolved'),
  percent('firstTimeFix', '一次修复率', 'First-time-fix rate'),
  count('repairs', '修复数', 'Repairs'),
  minutes('mttr', '平均修复时间', 'MTTR'),
  count('ratings', '评价数', 'Ratings'),
  number('rating', '平均评分', 'Mean rating')
]

export function contractorsReport(records: ContractorRecords, scope: ReportScope): ReportBody {
  const given = records.tickets.flatMap((ticket) => {
    const firm = firmOf(ticket, records)
    return firm === undefined ? [] : [{ firm, ticket, calledAt: calledAt(ticket, firm, records) }]
  })
  const rows = quartersOf(scope, scope.timezone).flatMap(({ quarter, span }) =>
    [...groupBy(given, ({ firm }) => firm)].flatMap(([firm, calls]): ReportRow[] => {
      const figures = figuresOf(calls, span, records)
      const isIdle = figures['tickets'] === 0 && figures['arrivals'] === 0 && figures['resolved'] === 0
      return isIdle ? [] : [{ quarter, contractor: firm, name: records.contractors.get(firm) ?? null, ...figures }]
    })
  )
  return {
    title: { zh: '供方评估', en: 'Contractor review' },
    columns,
    rows,
    totals: { quarter: null, contractor: null, name: null, ...figuresOf(given, scope, records) },
    details: [],
    notes: [
      notes.span,
      {
        zh: '到场用时自派给该供方起至到场；目标 30 分钟（003 电梯困人）。供方为工单所派单位，未写明的按负责人所属单位。',
        en: 'Arrival runs from when the firm was called to when it was there; the goal is 30 min (003, lift entrapment). The firm is the one the ticket was given to, else the one its assignee works for.'
      },
      notes.repeats,
      notes.repair,
      notes.firstTimeFix,
      notes.leftOut,
      notes.noData
    ]
  }
}

type Call = { firm: string; ticket: RecordedTicket; calledAt: number }

function firmOf({ contractor, assignee }: RecordedTicket, { firmOf: firms }: ContractorRecords): string | undefined {
  return contractor ?? (assignee === null ? undefined : firms.get(assignee))
}

/** When the ticket was first given to the firm or one of its people; else its opening. */
function calledAt({ events, openedAt }: RecordedTicket, firm: string, { firmOf: firms }: ContractorRecords): number {
  const call = events.find(({ detail }) => detail['contractor'] === firm || firms.get(String(detail['assignee'])) === firm)
  return call?.at ?? openedAt
}

function figuresOf(calls: readonly Call[], span: Span, { tickets: all }: ContractorRecords): ReportRow {
  const inSpan = (at: number | null): at is number => at !== null && at >= span.from && at < span.to
  const tickets = calls.map(({ ticket }) => ticket)
  const arrivals = calls.flatMap(({ ticket, calledAt: called }) => {
    const at = ticket.course.arrivedAt
    return inSpan(at) ? [{ took: at - called, urgent: ticket.priority === 'P1' }] : []
  })
  const isSoon = ({ took }: { took: number }) => took <= arrivalGoalMs
  const urgent = arrivals.filter((arrival) => arrival.urgent)
  const spread = spreadOf(arrivals.map(({ took }) => took / minuteMs))
  const { fixed, resolved } = firstTimeFixes(tickets, span, all)
  const repairs = repairTimes(tickets, span)
  const rated = tickets.flatMap((ticket) => ratingsOf(ticket, span))
  return {
    tickets: calls.filter((call) => inSpan(call.calledAt)).length,
    arrivals: arrivals.length,
    arrivalMean: spread.mean,
    arrivalMedian: spread.median,
    arrivalP90: spread.p90,
    within30: arrivals.filter(isSoon).length,
    within30Rate: ratio(arrivals.filter(isSoon).length, arrivals.length),
    urgentArrivals: urgent.length,
    urgentWithin30: urgent.filter(isSoon).length,
    urgentRate: ratio(urgent.filter(isSoon).length, urgent.length),
    repeats: repeats(tickets, span, all).length,
    fixed,
    resolved,
    firstTimeFix: ratio(fixed, resolved),
    repairs: repairs.count,
    mttr: repairs.net,
    ratings: rated.length,
    rating: ratio(
      rated.reduce((sum, rating) => sum + rating, 0),
      rated.length
    )
  }
}

/** 1–5, as the follow-ups of the span gave them. */
function ratingsOf({ events }: RecordedTicket, { from, to }: Span): number[] {
  const followUps = events.filter(({ type, at }) => type === 'followed_up' && at >= from && at < to)
  return followUps.flatMap(({ detail }) => (typeof detail['rating'] === 'number' ? detail['rating'] : []))
}

/** The site's quarters that the span touches, cut to it. */
function quartersOf({ from, to }: Span, timezone: string): { quarter: string; span: Span }[] {
  const quarters: { quarter: string; span: Span }[] = []
  for (let begin = DateTime.fromMillis(from, { zone: timezone }).startOf('quarter'); begin.toMillis() < to; ) {
    const end = begin.plus({ quarters: 1 })
    const span = { from: Math.max(begin.toMillis(), from), to: Math.min(end.toMillis(), to) }
    quarters.push({ quarter: begin.toFormat("yyyy-'Q'q"), span })
    begin = end
  }
  return quarters
}
