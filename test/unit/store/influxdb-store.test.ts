/** What InfluxDB is asked, letter by letter, and how its annotated CSV is read. */
import { afterEach, describe, expect, it } from 'vitest'
import { createInfluxdbStore } from '../../../server/store/influxdb-store.ts'
import { type Answer, type HttpRecorder, type Request, startHttpRecorder } from '../../support/http-recorder.ts'

const hour = 3_600_000
const noon = Date.UTC(2025, 10, 20, 4)

let recorder: HttpRecorder | undefined
afterEach(() => recorder?.close())

async function open(answer: (request: Request) => Answer) {
  recorder = await startHttpRecorder(answer)
  const store = createInfluxdbStore({ url: recorder.url, token: 't0ken', org: 'org', bucket: 'my "bucket"', site: 'demo' })
  return { store, requests: recorder.requests }
}

const fluxOf = (request: Request | undefined) => (JSON.parse(request?.body ?? '{}') as { query: string }).query

/** As InfluxDB 2.7 answers: annotations, an empty first column, CRLF. */
const csv = (type: string, rows: [time: string, value: string | number][]) =>
  [
    `#datatype,string,long,dateTime:RFC3339,${type}`,
    '#group,false,false,false,false',
    '#default,_result,,,',
    ',result,table,_time,_value',
    ...rows.map(([time, value]) => `,,0,${time},${value}`),
    '',
    ''
  ].join('\r\n')

const series = { equipment: 'pump-1', metric: 'outlet_pressure' }

describe('the InfluxDB store', () => {
  it('reads raw values', async () => {
    const body = csv('double', [
      ['2025-11-20T04:00:00Z', 0.42],
      ['2025-11-20T04:00:00.25Z', -1e-7],
      ['2025-11-20T04:00:10.001Z', 3]
    ])
    const { store, requests } = await open(() => ({ body }))
    expect(await store.range({ ...series, from: noon, to: noon + hour, limit: 3 })).toEqual([
      [noon, 0.42],
      [noon + 250, -1e-7],
      [noon + 10_001, 3]
    ])
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v2/query?org=org',
      headers: { authorization: 'Token t0ken' }
    })
    expect(fluxOf(requests[0])).toBe(`from(bucket: "my \\"bucket\\"")
  |> range(start: time(v: "2025-11-20T04:00:00.000Z"), stop: time(v: "2025-11-20T05:00:00.000Z"))
  |> filter(fn: (r) => r._measurement == "wuxun" and r._field == "outlet_pressure")
  |> filter(fn: (r) => r.site == "demo" and r.equipment == "pump-1")
  |> keep(columns: ["_time", "_value"])
  |> sort(columns: ["_time"])
  |> limit(n: 3)`)
  })

  it('asks for buckets by width and offset, cut ones by themselves', async () => {
    const answers = [csv('long', [['2025-11-20T04:10:00Z', 5]]), csv('long', [['2025-11-20T05:00:00Z', 6]]), csv('long', [])]
    const { store, requests } = await open(() => ({ body: answers.shift() ?? '' }))
    const query = { ...series, from: noon + hour / 6, to: noon + 3.5 * hour, step: hour, fn: 'count' as const, timezone: 'UTC' }
    // The first bucket's ts is its start, though its readings begin later.
    expect(await store.buckets(query)).toEqual([
      [noon, 5],
      [noon + hour, 6]
    ])
    expect(requests.map(fluxOf).map((text) => text.split('\n').filter((line) => /range|aggregate/.test(line)))).toEqual([
      [
        '  |> range(start: time(v: "2025-11-20T04:10:00.000Z"), stop: time(v: "2025-11-20T05:00:00.000Z"))',
        '  |> aggregateWindow(every: duration(v: "3000000ms"), offset: duration(v: "1800000ms"), fn: count, timeSrc: "_start", createEmpty: false)'
      ],
      [
        '  |> range(start: time(v: "2025-11-20T05:00:00.000Z"), stop: time(v: "2025-11-20T07:00:00.000Z"))',
        '  |> aggregateWindow(every: duration(v: "3600000ms"), offset: duration(v: "0ms"), fn: count, timeSrc: "_start", createEmpty: false)'
      ],
      [
        '  |> range(start: time(v: "2025-11-20T07:00:00.000Z"), stop: time(v: "2025-11-20T07:30:00.000Z"))',
        '  |> aggregateWindow(every: duration(v: "1800000ms"), offset: duration(v: "0ms"), fn: count, timeSrc: "_start", createEmpty: false)'
      ]
    ])
  })

  it('asks for days from midnight of the site, and calls the average mean', async () => {
    const { store, requests } = await open(() => ({ body: csv('double', [['2025-11-19T16:00:00Z', 0.4]]) }))
    const from = Date.UTC(2025, 10, 19, 16)
    const query = { ...series, from, to: from + 48 * hour, step: 24 * hour, fn: 'avg' as const, timezone: 'Asia/Shanghai' }
    expect(await store.buckets(query)).toEqual([[from, 0.4]])
    expect(fluxOf(requests[0])).toContain(
      'aggregateWindow(every: duration(v: "86400000ms"), offset: duration(v: "57600000ms"), fn: mean,'
    )
  })

  it('gives nothing for an answer without tables', async () => {
    const { store } = await open(() => ({ body: '\r\n' }))
    expect(await store.range({ ...series, from: 0, to: noon, limit: 3 })).toEqual([])
  })

  it('fails with what the database says in the middle of an answer', async () => {
    const body =
      '#datatype,string,long\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,runtime error: out of memory,897\r\n'
    const { store } = await open(() => ({ body }))
    await expect(store.range({ ...series, from: 0, to: noon, limit: 3 })).rejects.toThrow('out of memory')
  })

  it('writes lines at once and without a retry of its own', async () => {
    const { store, requests } = await open(() => ({ status: 204 }))
    const readings = [
      { equipment: 'pump-1', metric: 'outlet_pressure', ts: noon, num: 0.42 },
      { equipment: 'pump-1', metric: 'running', ts: noon, num: 1 }
    ]
    expect(await store.write(readings)).toEqual({})
    expect(requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/v2/write?org=org&bucket=my%20%22bucket%22&precision=ms',
        headers: { authorization: 'Token t0ken' },
        body: `wuxun,equipment=pump-1,site=demo outlet_pressure=0.42,running=1 ${noon}`
      }
    ])
  })

  it('writes more than one request may hold', async () => {
    const { store, requests } = await open(() => ({ status: 204 }))
    const readings = Array.from({ length: 12_000 }, (_, index) => ({ ...series, ts: noon + index, num: index }))
    await store.write(readings)
    expect(requests.flatMap(({ body }) => body.split('\n'))).toHaveLength(12_000)
  })

  it.each([429, 500, 503, 401, 404])('rejects when a write is answered %i, and does not send it again', async (status) => {
    const { store, requests } = await open(() => ({ status, type: 'application/json', body: '{"message":"not now"}' }))
    await expect(store.write([{ ...series, ts: noon, num: 1 }])).rejects.toThrow()
    expect(requests).toHaveLength(1)
  })

  it('says what the database will never take', async () => {
    const body = '{"code":"unprocessable entity","message":"partial write: field type conflict dropped=1"}'
    const { store } = await open(() => ({ status: 422, type: 'application/json', body }))
    const { refused } = await store.write([{ ...series, ts: noon, num: 1 }])
    expect(refused).toContain('field type conflict')
  })

  it('is refused by a database that does not let us in', async () => {
    const body = '{"code":"unauthorized","message":"unauthorized access"}'
    const { store } = await open(() => ({ status: 401, type: 'application/json', body }))
    await expect(store.check()).rejects.toThrow('unauthorized access')
  })
})
