import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../server/contract/reports.ts'
import { count, minutes, percent, text, time, word } from '../../../server/reports/columns.ts'
import { renderCsv } from '../../../server/reports/render-csv.ts'
import { renderPage } from '../../../server/reports/render-page.ts'
import { renderXlsx } from '../../../server/reports/render-xlsx.ts'

const zh = { lang: 'zh', timezone: 'Asia/Shanghai' } as const
const en = { lang: 'en', timezone: 'Asia/Shanghai' } as const

const columns = [
  text('title', '标题', 'Title'),
  word('type', '类型', 'Type', { fault: { zh: '故障', en: 'Fault' } }),
  count('count', '数量', 'Count'),
  percent('rate', '达成率', 'Rate'),
  minutes('took', '用时', 'Took'),
  time('at', '时间', 'At')
]
const row = { title: '水泵', type: 'fault', count: 2, rate: 0.875, took: 61.04, at: '2025-11-22T08:00:00.000Z' }
const hostile = ['=1+1', '+86 10', '-2+3', '@sum(a1)', '\t=1', '\r=1', '<script>alert(1)</script>', 'a\u0001b']

const report: Report = {
  name: 'tickets',
  title: { zh: '工单报表', en: 'Tickets' },
  from: '2025-10-31T16:00:00.000Z',
  to: '2025-11-30T16:00:00.000Z',
  timezone: 'Asia/Shanghai',
  generatedAt: '2025-12-01T00:00:00.000Z',
  columns,
  rows: [row, { ...row, rate: null, took: '> 720', at: null }, ...hostile.map((title) => ({ ...row, title }))],
  totals: { title: null, type: null, count: 20, rate: 0.875, took: null, at: null },
  details: [
    { key: 'empty', title: { zh: '空表', en: 'Empty [1]' }, columns, rows: [], totals: null },
    { key: 'same', title: { zh: '空表', en: 'Empty [1]' }, columns, rows: [], totals: null }
  ],
  notes: [{ zh: '“–”表示无数据', en: '“–” is no data' }]
}

describe('a report as CSV', () => {
  const lines = renderCsv(report, zh).split('\r\n')
  it('has Chinese headers, the time of the site, a dash for no data, and its totals', () => {
    expect(lines.slice(0, 3)).toEqual([
      '\uFEFF标题,类型,数量,达成率,用时 (min),时间',
      '水泵,故障,2,87.5%,61,2025-11-22 16:00',
      '水泵,故障,2,–,> 720,'
    ])
    expect(lines).toContain('合计,,20,87.5%,–,')
    expect(lines.slice(-3)).toEqual(['统计口径', '“–”表示无数据', ''])
  })

  it.each(hostile.slice(0, 6))('writes %j as text', (title) => {
    const begin = /[\t\r]/.test(title) ? `"'${title}",` : `'${title},`
    expect(renderCsv(report, zh)).toContain(`\r\n${begin}`)
  })

  it('speaks English when asked', () => {
    expect(renderCsv(report, en).split('\r\n')[1]).toBe('水泵,Fault,2,87.5%,61,2025-11-22 16:00')
  })
})

describe('a report as XLSX', () => {
  let book: ExcelJS.Workbook
  beforeAll(async () => {
    book = new ExcelJS.Workbook()
    const bytes = await renderXlsx(report, zh)
    await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  })

  it('has a sheet a table, each under a name of its own, and the notes', () => {
    expect(book.worksheets.map(({ name }) => name)).toEqual(['工单报表', '空表', '空表 3', '统计口径'])
  })

  it('has Chinese headers that stay in sight and on every page, and columns that are wide enough', () => {
    const sheet = book.getWorksheet('工单报表')
    expect((sheet?.getRow(3).values as string[] | undefined)?.slice(1)).toEqual([
      '标题',
      '类型',
      '数量',
      '达成率',
      '用时 (min)',
      '时间'
    ])
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 })
    expect(sheet?.pageSetup.printTitlesRow).toBe('3:3')
    expect(sheet?.getColumn(6).width).toBeGreaterThanOrEqual(16)
    expect(sheet?.getCell(1, 1).value).toBe('工单报表')
    expect(sheet?.getCell(2, 1).value).toContain('2025-11-01 00:00 – 2025-12-01 00:00')
  })

  it('has numbers, shares and times as such, in the format of each', () => {
    const cells = [3, 4, 5, 6].map((column) => book.getWorksheet('工单报表')?.getCell(4, column))
    expect(cells.map((cell) => [cell?.value, cell?.numFmt])).toEqual([
      [2, '#,##0'],
      [0.875, '0.0%'],
      [61, '#,##0.0'],
      // The wall clock of the site: a sheet knows no zones.
      [new Date('2025-11-22T16:00:00Z'), 'yyyy-mm-dd hh:mm']
    ])
    expect(book.getWorksheet('工单报表')?.getCell(5, 4).value).toBe('–')
  })

  it.each(hostile.slice(0, 5))('has %j as text, never as a formula', (title) => {
    const cells = [...hostile.keys()].map((index) => book.getWorksheet('工单报表')?.getCell(6 + index, 1))
    const cell = cells.find((one) => one?.value === title)
    expect(cell?.type).toBe(ExcelJS.ValueType.String)
    expect(cell?.numFmt).toBe('@')
    expect(cell?.formula).toBeUndefined()
  })

  it('ends with the totals', () => {
    const values = book.getWorksheet('工单报表')?.getRow(4 + report.rows.length).values as unknown[] | undefined
    expect(values?.slice(1, 6)).toEqual(['合计', undefined, 20, 0.875, '–'])
  })
})

describe('a report as a page', () => {
  const page = renderPage(report, zh)
  it('is for printing: a header on every sheet of paper, nothing from elsewhere, no script', () => {
    expect(page).toContain('thead{display:table-header-group}')
    expect(page).toContain('<html lang="zh-CN">')
    expect(page).not.toMatch(/<script|<link|src=|https?:/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('shows what the sheet shows', () => {
    expect(page).toContain('<td class="short">2025-11-22 16:00</td>')
    expect(page).toContain('<td class="figure">87.5%</td>')
    expect(page).toContain('<td class="figure">–</td>')
    expect(page).toContain('无记录')
    expect(renderPage(report, en)).toContain('<h1>Tickets</h1>')
  })
})
