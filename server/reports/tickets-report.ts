/** 工单报表: the register of the tickets opened in the span, and what became of them as figures. Pure. */
import { priorities } from '../contract/common.ts'
import type { ReportColumn, ReportRow, ReportTable } from '../contract/reports.ts'
import { ticketTypes } from '../contract/tickets.ts'
import { groupBy } from '../group-by.ts'
import { count, minutes, percent, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import { priorityWords, ticketSourceWords, ticketStatusWords, ticketTypeWords } from './report-words.ts'
import type { ReportBody, ReportScope } from './scope.ts'
import type { Span } from './spans.ts'
import { pausedWithin } from './ticket-course.ts'
import { firstStep, firstTimeFixes, repairTimes, responseTimes } from './ticket-figures.ts'
import type { RecordedTicket } from './ticket-log.ts'
import { isoOrNull, toIso } from './times.ts'
import { ratio } from './yardsticks.ts'

const minuteMs = 60_000

const columns: ReportColumn[] = [
  text('number', '工单号', 'Number'),
  word('type', '类型', 'Type', ticketTypeWords),
  word('source', '来源', 'Source', ticketSourceWords),
  word('priority', '优先级', 'Priority', priorityWords),
  word('status', '状态', 'Status', ticketStatusWords),
  text('title', '标题', 'Title'),
  text('equipment', '设备', 'Equipment'),
  text('equipmentName', '设备名称', 'Equipment name'),
  text('location', '位置', 'Place'),
  text('assignee', '负责人', 'Assignee'),
  time('openedAt', '报单时间', 'Opened'),
  time('acceptedAt', '接单时间', 'Accepted'),
  time('arrivedAt', '到场时间', 'Arrived'),
  time('resolvedAt', '完工时间', 'Resolved'),
  time('closedAt', '关闭时间', 'Closed'),
  minutes('respond', '响应用时', 'To respond'),
  minutes('arrive', '到场用时', 'To arrive'),
  minutes('resolve', '完工用时', 'To resolve'),
  minutes('paused', '其中挂起', 'Of it on hold'),
  count('returns', '退回次数', 'Sent back'),
  count('occurrences', '发生次数', 'Occurrences'),
  text('people', '处理人员', 'People'),
  text('result', '处理结果', 'Result'),
  text('parts', '更换配件', 'Parts'),
  text('ticket', '工单 ID', 'Ticket id')
]

/** `tickets`: all that stood in the span or within 7 days of it. */
export function ticketsReport(tickets: readonly RecordedTicket[], scope: ReportScope): ReportBody {
  const opened = tickets.filter(({ openedAt }) => openedAt >= scope.from && openedAt < scope.to)
  return {
    title: { zh: '工单报表', en: 'Tickets' },
    columns,
    rows: opened.map((ticket) => rowOf(ticket, scope)),
    totals: null,
    details: [figuresTable(tickets, scope)],
    notes: [notes.span, notes.leftOut, notes.spread, notes.repair, notes.firstTimeFix, notes.noData]
  }
}

function rowOf(ticket: RecordedTicket, { now, equipment }: ReportScope): ReportRow {
  const { course, openedAt } = ticket
  const known = ticket.equipment === null ? undefined : equipment.get(ticket.equipment)
  const since = (at: number | null) => (at === null ? null : (at - openedAt) / minuteMs)
  const resolvedAt = course.resolutions.at(-1) ?? null
  return {
    ticket: ticket.id,
    number: ticket.number,
    type: ticket.type,
    source: ticket.source,
    priority: ticket.priority,
    status: ticket.status,
    title: ticket.title,
    equipment: ticket.equipment,
    equipmentName: known?.name ?? null,
    location: ticket.place ?? known?.location ?? null,
    assignee: ticket.assignee,
    openedAt: toIso(openedAt),
    acceptedAt: isoOrNull(course.acceptedAt),
    arrivedAt: isoOrNull(course.arrivedAt),
    resolvedAt: isoOrNull(resolvedAt),
    closedAt: isoOrNull(course.closedAt),
    respond: since(firstStep(ticket, 'accepted')),
    arrive: since(firstStep(ticket, 'arrived')),
    resolve: since(firstStep(ticket, 'resolved')),
    paused: pausedWithin(course, openedAt, resolvedAt ?? now) / minuteMs,
    returns: course.returns.length,
    occurrences: ticket.occurrences,
    people: ticket.resolution?.people.join(', ') ?? null,
    result: ticket.resolution?.result ?? null,
    parts: ticket.resolution?.parts.join(', ') ?? null
  }
}

const steps = [
  ['respond', 'accepted', '响应', 'Respond'],
  ['arrive', 'arrived', '到场', 'Arrive'],
  ['resolve', 'resolved', '完工', 'Resolve']
] as const

const figureColumns: ReportColumn[] = [
  word('type', '类型', 'Type', ticketTypeWords),
  word('priority', '优先级', 'Priority', priorityWords),
  count('opened', '报单', 'Opened'),
  count('resolved', '完工', 'Resolved'),
  count('closed', '关闭', 'Closed'),
  count('open', '期末未完工', 'Open at the end'),
  ...steps.flatMap(([key, , zh, en]) => [
    count(`${key}Count`, `${zh}数`, `${en}: count`),
    minutes(`${key}Mean`, `${zh}平均`, `${en}: mean`),
    minutes(`${key}Median`, `${zh}中位数`, `${en}: median`),
    minutes(`${key}P90`, `${zh}P90`, `${en}: p90`)
  ]),
  count('repairs', '修复数', 'Repairs'),
  minutes('mttr', '平均修复时间', 'MTTR'),
  minutes('mttrGross', '平均修复时间（含挂起）', 'MTTR gross'),
  count('fixed', '一次修复', 'Fixed first time'),
  count('fixable', '完工工单', 'Of resolved'),
  percent('firstTimeFix', '一次修复率', 'First-time-fix rate')
]

function figuresTable(tickets: readonly RecordedTicket[], scope: ReportScope): ReportTable {
  const groups = groupBy(tickets, ({ type, priority }) => `${type} ${priority}`)
  const rows = ticketTypes.flatMap((type) =>
    priorities.flatMap((priority): ReportRow[] => {
      const some = groups.get(`${type} ${priority}`)
      if (!some) return []
      const figures = figuresOf(some, scope, tickets)
      return figures['opened'] || figures['resolved'] || figures['open'] ? [{ type, priority, ...figures }] : []
    })
  )
  return {
    key: 'figures',
    title: { zh: '工单指标', en: 'Ticket figures' },
    columns: figureColumns,
    rows,
    totals: { type: null, priority: null, ...figuresOf(tickets, scope, tickets) }
  }
}

function figuresOf(some: readonly RecordedTicket[], span: Span, all: readonly RecordedTicket[]): ReportRow {
  const inSpan = (at: number | null) => at !== null && at >= span.from && at < span.to
  const end = (ticket: RecordedTicket) => ticket.course.statusAt(span.to - 1)
  const repairs = repairTimes(some, span)
  const { fixed, resolved } = firstTimeFixes(some, span, all)
  const row: ReportRow = {
    opened: some.filter(({ openedAt }) => inSpan(openedAt)).length,
    resolved,
    closed: some.filter(({ course }) => inSpan(course.closedAt)).length,
    open: some.filter((ticket) => ![undefined, 'resolved', 'closed'].includes(end(ticket))).length,
    repairs: repairs.count,
    mttr: repairs.net,
    mttrGross: repairs.gross,
    fixed,
    fixable: resolved,
    firstTimeFix: ratio(fixed, resolved)
  }
  for (const [key, step] of steps) {
    const spread = responseTimes(some, span, step)
    row[`${key}Count`] = spread.count
    row[`${key}Mean`] = spread.mean
    row[`${key}Median`] = spread.median
    row[`${key}P90`] = spread.p90
  }
  return row
}
