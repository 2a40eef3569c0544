import { describe, expect, it } from 'vitest'
import { createHealthTally } from '../../../server/reports/alarm-health.ts'
import { alarmHealthTable } from '../../../server/reports/alarm-health-table.ts'
import { type Cell, toCsv } from '../../../server/reports/csv.ts'
import { renderCsv } from '../../../server/reports/render-csv.ts'
import { defaultShifts } from '../../../server/reports/shifts.ts'

describe('a cell', () => {
  const rows: [Cell, string][] = [
    ['水泵', '水泵'],
    ['=1+1', "'=1+1"],
    ['+86 10', "'+86 10"],
    ['-12', "'-12"],
    ['@sum(a1)', "'@sum(a1)"],
    ['\t=1', '"\'\t=1"'],
    ['a=b', 'a=b'],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ['two\nlines', '"two\nlines"'],
    ['', ''],
    [null, ''],
    [-12.5, '-12.5'],
    [0, '0'],
    [true, 'true']
  ]
  it.each(rows)('of %j is written as %j', (cell, written) => {
    expect(toCsv([[cell, 'next']])).toBe(`\uFEFF${written},next\r\n`)
  })
})

it('the alarm health report prints what has no data as a dash, and a title that is a formula as text', () => {
  const from = Date.parse('2026-03-02T00:00:00Z')
  const tally = createHealthTally({ from, to: from + 3_600_000, now: from, timezone: 'Asia/Shanghai', shifts: defaultShifts })
  const report = tally.result()
  const actor = { rule: 'r', title: '=cmd', equipment: 'e', severity: 'minor', share: 0.5 } as const
  const badActors = [{ ...actor, raises: 2, chattering: 1, fleeting: 0, stale: false, minutes: 1.5 }]
  const reader = { lang: 'zh', timezone: 'Asia/Shanghai' } as const
  const lines = renderCsv(alarmHealthTable({ ...report, badActors }, { now: from, ...reader }), reader).split('\r\n')
  expect(lines[0]).toBe('\uFEFF开始,结束,班次,告警数,提示操作员的告警数')
  expect(lines).toContain('告警率,–,/人/10 min,0,0,1,–')
  expect(lines).toContain("r,'=cmd,e,次要,2,50%,1,0,否,1.5")
})
