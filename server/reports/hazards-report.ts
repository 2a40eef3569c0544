/** 隐患报表: what was found, how urgent, whose, due when, with photos, closed. Pure. */
import { photoPair } from '../contract/hazards.ts'
import type { ReportColumn, ReportRow } from '../contract/reports.ts'
import { count, percent, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import { priorityWords, ticketClassWords, ticketStatusWords, yesNoWords } from './report-words.ts'
import type { ReportBody, ReportScope } from './scope.ts'
import type { RecordedTicket } from './ticket-log.ts'
import { isoOrNull, toIso } from './times.ts'
import { ratio } from './yardsticks.ts'

const columns: ReportColumn[] = [
  text('number', '工单号', 'Number'),
  text('title', '问题', 'Finding'),
  word('class', '整改类别', 'Class', ticketClassWords),
  word('priority', '紧急程度', 'Urgency', priorityWords),
  text('equipment', '设备', 'Equipment'),
  text('location', '位置', 'Place'),
  text('owner', '责任人', 'Owner'),
  word('status', '状态', 'Status', ticketStatusWords),
  time('foundAt', '发现时间', 'Found'),
  time('due', '整改期限', 'Due'),
  time('resolvedAt', '整改完成', 'Rectified'),
  time('closedAt', '复查关闭', 'Closed'),
  word('onTime', '按期', 'On time', yesNoWords),
  count('photos', '照片数', 'Photos'),
  time('photoBefore', '整改前照片', 'Photo before'),
  time('photoAfter', '整改后照片', 'Photo after'),
  text('result', '整改结果', 'Result'),
  text('ticket', '工单 ID', 'Ticket id')
]

const rateColumns: ReportColumn[] = [
  count('due', '区间内到期', 'Due in the span'),
  count('closedOnTime', '按期关闭', 'Closed by then'),
  percent('rate', '隐患整改率', 'Closure rate'),
  count('found', '区间内发现', 'Found in the span'),
  count('closed', '区间内关闭', 'Closed in the span'),
  count('open', '期末未关闭', 'Open at the end'),
  count('overdue', '其中超期', 'Of it overdue')
]

/** `hazards`: all that opened before the end of the span. `photos`: when they were attached, by ticket (ms). */
export function hazardsReport(
  hazards: readonly RecordedTicket[],
  photos: ReadonlyMap<string, readonly number[]>,
  scope: ReportScope
): ReportBody {
  const { from, to } = scope
  const inSpan = (at: number | null) => at !== null && at >= from && at < to
  const closedBy = ({ course }: RecordedTicket, at: number) => course.closedAt !== null && course.closedAt <= at
  const shown = hazards.filter((hazard) => !closedBy(hazard, from - 1) || inSpan(dueOf(hazard)))
  const due = hazards.filter((hazard) => inSpan(dueOf(hazard)))
  const closedOnTime = due.filter((hazard) => closedBy(hazard, dueOf(hazard)))
  const open = hazards.filter((hazard) => !closedBy(hazard, to - 1))
  const rates: ReportRow = {
    due: due.length,
    closedOnTime: closedOnTime.length,
    rate: ratio(closedOnTime.length, due.length),
    found: hazards.filter(({ openedAt }) => inSpan(openedAt)).length,
    closed: hazards.filter(({ course }) => inSpan(course.closedAt)).length,
    open: open.length,
    overdue: open.filter((hazard) => dueOf(hazard) < to).length
  }
  return {
    title: { zh: '隐患报表', en: 'Hazards' },
    columns,
    rows: shown.map((hazard) => rowOf(hazard, photos.get(hazard.id) ?? [], scope)),
    totals: null,
    details: [
      { key: 'closure', title: { zh: '隐患整改率', en: 'Hazard closure' }, columns: rateColumns, rows: [rates], totals: null }
    ],
    notes: [
      notes.span,
      {
        zh: '隐患整改率 = 在期限前复查关闭 / 区间内到期；期限为要求完成日期，未定日期的按完工时限。列出区间内存在或到期的隐患。',
        en: 'Closure = closed by the due date / due in the span; due is the date that was set, else the limit to resolve. Listed is what stood or was due in the span.'
      },
      {
        zh: '整改前照片为完工前的第一张；整改后照片为到场后的最后一张，限期整改的须在完工之后（复查）。',
        en: 'The photo before is the first one up to the resolution; the photo after the last one since somebody was there, of a hazard to be fixed by a date since the resolution (re-inspection).'
      },
      notes.leftOut,
      notes.noData
    ]
  }
}

/** Until when it was to be closed (ms). */
function dueOf({ wantedBy, resolveDue }: RecordedTicket): number {
  return wantedBy ?? resolveDue
}

function rowOf(hazard: RecordedTicket, photos: readonly number[], { now, equipment }: ReportScope): ReportRow {
  const { course } = hazard
  const due = dueOf(hazard)
  const known = hazard.equipment === null ? undefined : equipment.get(hazard.equipment)
  const taken = photos.map((at) => ({ at }))
  const { arrivedAt, resolutions } = course
  const { before, after } = photoPair(taken, { class: hazard.class, arrivedAt, resolvedAt: resolutions.at(-1) ?? null })
  const isKnown = course.closedAt !== null || due < now
  return {
    ticket: hazard.id,
    number: hazard.number,
    title: hazard.title,
    class: hazard.class,
    priority: hazard.priority,
    equipment: hazard.equipment,
    location: hazard.place ?? known?.location ?? null,
    owner: hazard.assignee,
    status: hazard.status,
    foundAt: toIso(hazard.openedAt),
    due: toIso(due),
    resolvedAt: isoOrNull(course.resolutions.at(-1) ?? null),
    closedAt: isoOrNull(course.closedAt),
    onTime: isKnown ? (course.closedAt !== null && course.closedAt <= due ? 'yes' : 'no') : null,
    photos: photos.length,
    photoBefore: isoOrNull(before?.at ?? null),
    photoAfter: isoOrNull(after?.at ?? null),
    result: hazard.resolution?.result ?? null
  }
}
