/** The running logs of a span as tables: figures, exceptions, remarks, signatures. */
import { DateTime } from 'luxon'
import type { ReportColumn, ReportRow } from '../contract/reports.ts'
import { count, date, number, text, time, word } from './columns.ts'
import { notes } from './notes.ts'
import { signatureWords } from './report-words.ts'
import type { RoomLog } from './room-log.ts'
import type { ReportBody } from './scope.ts'
import { unitSign } from './shown-cell.ts'
import type { Span } from './spans.ts'
import { toIso } from './times.ts'

const shiftColumns: ReportColumn[] = [
  date('date', '日期', 'Date'),
  text('shift', '班次', 'Shift'),
  text('location', '机房/位置', 'Place')
]

const columns: ReportColumn[] = [
  ...shiftColumns,
  text('slot', '时段', 'Time'),
  text('equipment', '设备', 'Equipment'),
  text('name', '设备名称', 'Equipment name'),
  text('metric', '测点', 'Metric'),
  word('parameter', '参数', 'Parameter', {}),
  text('unit', '单位', 'Unit'),
  number('avg', '平均', 'Average'),
  number('min', '最小', 'Least'),
  number('max', '最大', 'Most'),
  text('last', '末值', 'Last'),
  count('count', '读数个数', 'Readings'),
  text('missing', '缺测', 'Missing')
]

const exceptionKinds = { alarm: { zh: '告警', en: 'Alarm' }, ticket: { zh: '工单', en: 'Ticket' } }
const exceptionColumns: ReportColumn[] = [
  ...shiftColumns,
  time('at', '时间', 'Time'),
  word('kind', '种类', 'What', exceptionKinds),
  text('equipment', '设备', 'Equipment'),
  text('title', '内容', 'Title'),
  text('number', '工单号', 'Number'),
  text('id', 'ID', 'Id')
]
const remarkColumns: ReportColumn[] = [
  ...shiftColumns,
  time('at', '时间', 'Time'),
  text('by', '记录人', 'By'),
  text('text', '备注', 'Remark')
]
const signatureColumns: ReportColumn[] = [
  ...shiftColumns,
  word('state', '签字状态', 'State', signatureWords),
  text('by', '签字人', 'Signed by'),
  time('at', '签字时间', 'Signed at'),
  text('note', '签字备注', 'Note'),
  text('signedHash', '签字内容 SHA-256', 'SHA-256 signed'),
  text('hash', '当前内容 SHA-256', 'SHA-256 now')
]

/** `slots`: figures of shorter times than a shift, in their place. */
export type SlotFigures = { log: RoomLog; slot: Span; figures: RoomLog['figures'] }

export function runningLogReport(
  logs: readonly RoomLog[],
  slots: readonly SlotFigures[],
  { nameOf, timezone }: { nameOf(equipment: string): string | null; timezone: string }
): ReportBody {
  const clock = (at: number) => DateTime.fromMillis(at, { zone: timezone }).toFormat('HH:mm')
  const shiftOf = ({ key, name }: RoomLog): ReportRow => ({ date: key.date, shift: name, location: key.location })
  const spanText = ({ from, to }: Span) => `${clock(from)}–${clock(to)}`
  const words = Object.fromEntries(slots.flatMap(({ figures }) => figures.map(({ zh, en }) => [zh, { zh, en }])))
  return {
    title: { zh: '设备运行日志', en: 'Equipment running log' },
    columns: columns.map((column) => (column.key === 'parameter' ? { ...column, words } : column)),
    rows: slots.flatMap(({ log, slot, figures }) =>
      figures.map(
        (figure): ReportRow => ({
          ...shiftOf(log),
          slot: spanText(slot),
          equipment: figure.equipment,
          name: nameOf(figure.equipment),
          metric: figure.metric,
          // Kinds may call a metric differently: its Chinese name is the code.
          parameter: figure.zh,
          unit: figure.unit === undefined ? null : unitSign(figure.unit),
          avg: figure.avg,
          min: figure.min,
          max: figure.max,
          last: typeof figure.last === 'boolean' ? (figure.last ? '1' : '0') : figure.last,
          count: figure.count,
          missing: figure.gaps.length === 0 ? null : figure.gaps.map(spanText).join('; ')
        })
      )
    ),
    totals: null,
    details: [
      {
        key: 'exceptions',
        title: { zh: '异常', en: 'Exceptions' },
        columns: exceptionColumns,
        rows: logs.flatMap((log) =>
          log.exceptions.map(({ at, ...one }): ReportRow => ({ ...shiftOf(log), ...one, at: toIso(at) }))
        ),
        totals: null
      },
      {
        key: 'remarks',
        title: { zh: '备注', en: 'Remarks' },
        columns: remarkColumns,
        rows: logs.flatMap((log) =>
          log.remarks.map(
            (remark): ReportRow => ({
              ...shiftOf(log),
              at: toIso(remark.at),
              by: remark.actor,
              text: remark.text
            })
          )
        ),
        totals: null
      },
      {
        key: 'signatures',
        title: { zh: '签字', en: 'Signatures' },
        columns: signatureColumns,
        rows: logs.flatMap((log): ReportRow[] => {
          const common = { ...shiftOf(log), state: log.state, hash: log.hash }
          if (log.signatures.length === 0) return [{ ...common, by: null, at: null, note: null, signedHash: null }]
          return log.signatures.map(({ at, actor, note, hash }) => ({
            ...common,
            by: actor,
            at: toIso(at),
            note,
            signedHash: hash
          }))
        }),
        totals: null
      }
    ],
    notes: [
      notes.span,
      {
        zh: '按班次开始时刻归入区间。平均、最小、最大、末值由读数库按 [开始, 结束) 计算，保留 6 位有效数字。',
        en: 'A shift belongs to the span it starts in. Average, least, most and last are those of the reading store over [start, end), to 6 digits.'
      },
      {
        zh: '缺测：超过 10 分钟且超过三个采样周期没有读数；状态量和变化上报的测点不单独判缺测，但设备整段时间毫无读数的，其全部测点计为缺测。',
        en: 'Missing: no reading for more than 10 min and 3 sample periods; states, switches and what reports on change only are missing only where their equipment sent nothing at all in that time.'
      },
      {
        zh: '签字后读数、异常或备注有变的，状态为“签字后内容有变”。',
        en: 'Where readings, exceptions or remarks changed after the signature, the state says that the signed content differs.'
      },
      notes.noData
    ]
  }
}
