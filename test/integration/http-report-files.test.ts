/** The reports of the worked month over REST, in every format; refusals that name each field; jobs and handovers as people call them. */
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemSchema, type Role } from '../../server/contract/common.ts'
import { type Handover, handoverSchema, handoversSchema, sampleSchema } from '../../server/contract/jobs.ts'
import { type Report, reportSchema, runningLogSchema } from '../../server/contract/reports.ts'
import { writeMeta } from '../../server/database/database.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'
import { recordPatrolMonth } from '../support/patrol-month.ts'
import { recordWorkedMonth, site } from '../support/worked-month.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const names = ['tickets', 'sla', 'equipment-reliability', 'hazards', 'patrol', 'running-log', 'contractors', 'alarms'] as const
const tables = names.filter((name) => name !== 'alarms')

type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
const headers = new Map<Role, { authorization: string }>()
beforeAll(async () => {
  house = await buildHttpHouse()
  await recordWorkedMonth(house.database)
  await recordPatrolMonth(house.database)
  for (let at = startTime - 2 * day; at < startTime; at += minute) house.readings.points.push([at, 0.4])
  for (const role of ['guard', 'engineer', 'manager', 'admin'] as const) headers.set(role, await house.bearer(role))
})
afterAll(() => house[Symbol.asyncDispose]())

const get = (url: string, role: Role = 'manager') => house.app.inject({ url: `/api/v1${url}`, headers: headers.get(role) ?? {} })
const post = (url: string, payload: object, role: Role) =>
  house.app.inject({ method: 'POST', url: `/api/v1${url}`, headers: headers.get(role) ?? {}, payload })

/** The month so far; the site's dates. */
const span = 'from=2025-11-01&to=2025-12-01'

describe('each report', () => {
  test.each(tables)('%s is of the contract', async (name) => {
    const answer = await get(`/reports/${name}?${name === 'running-log' ? 'from=2025-11-21&to=2025-11-22' : span}`)
    const report: Report = reportSchema.strict().parse(answer.json())
    expect(report.rows.length).toBeGreaterThan(0)
    expect(report.from).toBe(name === 'running-log' ? '2025-11-20T16:00:00.000Z' : '2025-10-31T16:00:00.000Z')
    const keys = report.columns.map(({ key }) => key)
    for (const row of report.rows) expect(Object.keys(row).filter((key) => !keys.includes(key))).toEqual([])
  })

  test.each(names)('%s as CSV, XLSX and a page says what the JSON says', async (name) => {
    const url = `/reports/${name}?from=2025-11-20&to=2025-11-22`
    const csv = await get(`${url}&format=csv`)
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}-2025-11-20-2025-11-22.csv"`
    })
    expect(csv.body).toMatch(/^\uFEFF[\u4e00-\u9fff]/)
    const xlsx = await get(`${url}&format=xlsx`)
    expect(xlsx.headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(new Uint8Array(xlsx.rawPayload).buffer as ArrayBuffer)
    const [sheet] = book.worksheets
    const first = csv.body.slice(1).split('\r\n')[0]?.split(',')
    expect((sheet?.getRow(3).values as string[] | undefined)?.slice(1)).toEqual(first)
    const page = await get(`${url}&format=html&lang=en`)
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
    expect(page.headers['content-disposition']).toMatch(/^inline/)
    expect(page.body).toContain('<html lang="en">')
    if (name === 'alarms') return
    const json: Report = (await get(url)).json()
    expect(sheet?.rowCount).toBe(3 + json.rows.length + (json.totals ? 1 : 0))
    expect(page.body.match(/<h2>/g)).toHaveLength(json.details.length + 1)
  })

  test.each(names)('%s names each wrong field, all at once', async (name) => {
    const answer = await get(`/reports/${name}?from=yesterday&to=2025-13-01&format=pdf&lang=fr`)
    expect(answer.statusCode).toBe(400)
    const { errors } = problemSchema.parse(answer.json())
    expect(errors?.map(({ field }) => field)).toEqual(['from', 'to', 'format', 'lang'])
  })

  test.each([
    ['tickets', 'from=2025-11-22&to=2025-11-22', 'from'],
    ['tickets', 'from=2020-01-01&to=2025-11-22', 'from'],
    ['running-log', 'from=2025-09-01&to=2025-11-22', 'from'],
    ['running-log', 'step=1m', 'step']
  ])('%s?%s is refused by %s', async (name, query, field) => {
    const answer = await get(`/reports/${name}?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(problemSchema.parse(answer.json()).errors?.[0]?.field).toBe(field)
  })
})

test('a running log is read, remarked and signed by an engineer', async () => {
  const path = `/running-logs/${encodeURIComponent('B1 水泵房')}/2025-11-21/08:00-16:00`
  expect((await get(path, 'guard')).statusCode).toBe(403)
  const remarked = runningLogSchema.parse((await post(`${path}/remarks`, { text: '巡检正常' }, 'engineer')).json())
  expect(remarked).toMatchObject({ over: true, state: 'unsigned', remarks: [{ by: 'engineer', text: '巡检正常' }] })
  expect(remarked.figures).toMatchObject([{ equipment: 'pump-1', metric: 'outlet_pressure', count: 480, last: 0.4, gaps: [] }])
  const stale = await post(`${path}/sign`, { hash: 'of something else' }, 'engineer')
  expect(stale.statusCode).toBe(409)
  const signed = runningLogSchema.parse((await post(`${path}/sign`, { hash: remarked.hash, note: '正常' }, 'engineer')).json())
  expect(signed).toMatchObject({ state: 'signed', signatures: [{ by: 'engineer', hash: remarked.hash }] })
})

test('a finding of the weekly sample opens a ticket about the same equipment', async () => {
  await using own = await buildHttpHouse()
  await recordWorkedMonth(own.database)
  await writeMeta(own.database, 'ticket_number', '100')
  own.clock.now = site('11-04 08:00')
  await own.jobs.tick()
  own.clock.now = site('11-10 08:00')
  await own.jobs.tick()
  const manager = await own.bearer('manager')
  const sample = sampleSchema.parse((await own.app.inject({ url: '/api/v1/samples/2025-W45', headers: manager })).json())
  expect(sample).toMatchObject({ population: 2, drawn: 1 })
  const [drawn] = sample.tickets
  const check = { ticket: drawn?.ticket ?? '', ok: false, note: '缺少照片' }
  const url = '/api/v1/samples/2025-W45/check'
  const checked = sampleSchema.parse((await own.app.inject({ method: 'POST', url, headers: manager, payload: check })).json())
  const finding = checked.tickets[0]?.check?.finding
  const ticket = await own.app.inject({ url: `/api/v1/tickets/${finding}`, headers: manager })
  expect(ticket.json()).toMatchObject({
    type: 'qa',
    source: 'sample',
    parent: drawn?.ticket,
    equipment: 'pump-1',
    description: '2025-W45: 缺少照片',
    timeline: [{ type: 'opened', actor: 'manager' }]
  })
  expect(own.settlements.flatMap(({ tickets }) => tickets.map(({ id }) => id))).toContain(finding)
  const again = await own.app.inject({ method: 'POST', url, headers: manager, payload: check })
  expect(again.statusCode).toBe(409)
})

test('a shift is handed over: drafted, given, taken by somebody else, each once', async () => {
  await using own = await buildHttpHouse()
  await own.raise()
  // 23:30 of the site: the last hour of the shift.
  own.clock.now = startTime + 7.5 * hour
  const [guard, engineer] = [await own.bearer('guard'), await own.bearer('engineer')]
  const call = (method: 'GET' | 'POST', url: string, by: { authorization: string }, payload?: object) =>
    own.app.inject({ method, url: `/api/v1${url}`, headers: by, ...(payload && { payload }) })
  const { draft } = handoversSchema.parse((await call('GET', '/handovers?at=now', guard)).json())
  expect(draft).toMatchObject({
    date: '2025-11-22',
    shift: '16:00-24:00',
    alarms: [{ equipment: 'pump-1', severity: 'critical' }],
    tickets: [{ equipment: 'pump-1', status: 'open' }],
    outOfService: []
  })
  const shift = { date: '2025-11-22', shift: '16:00-24:00', note: '注意 1# 泵' }
  own.clock.now -= hour
  expect((await call('POST', '/handovers', guard, shift)).json()).toMatchObject({ status: 409 })
  own.clock.now += hour
  const given: Handover = handoverSchema.parse((await call('POST', '/handovers', guard, shift)).json())
  expect(given).toMatchObject({ givenBy: 'guard', takenBy: null, content: { alarms: draft?.alarms, tickets: draft?.tickets } })
  const answers = [
    await call('POST', '/handovers', engineer, shift),
    await call('POST', `/handovers/${given.id}/take`, guard),
    await call('POST', `/handovers/${given.id}/take`, engineer, { note: '已接' }),
    await call('POST', `/handovers/${given.id}/take`, await own.bearer('manager')),
    await call('POST', '/handovers', guard, { ...shift, shift: 'night' }),
    await call('POST', '/handovers', guard, { ...shift, date: '2025-11-23' })
  ]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([409, 409, 200, 409, 400, 409])
  const list = handoversSchema.parse((await call('GET', '/handovers', guard)).json())
  expect(list.items).toMatchObject([{ id: given.id, takenBy: 'engineer', takeNote: '已接', hash: given.hash }])
  expect(list.draft).toBeUndefined()
})
