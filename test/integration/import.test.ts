/** History through the bulk lane of the real service. */
import { request } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EquipmentItem } from '../../server/contract/equipment.ts'
import type { ImportItem } from '../../server/contract/imports.ts'
import { reportFigures } from '../support/report-figures.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区 }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
  - { id: pump-2, kind: booster_pump, name: 2#生活水泵, location: B1 }
users:
  - { id: chief, name: 主管, role: manager, password: s3cret-s3cret }
`
const start = Date.now() - 20 * 86_400_000

let service: Service
let api: Api
beforeAll(async () => {
  service = await startService({ site })
  api = await service.login('admin', adminPassword)
})
afterAll(async () => {
  await service.kill()
  await service.remove()
})

async function send(
  body: string | Buffer,
  headers: Record<string, string>,
  query = ''
): Promise<{ status: number; item: ImportItem }> {
  const response = await fetch(`${service.url}/api/v1/readings/import${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}`, ...headers },
    body
  })
  return { status: response.status, item: (await response.json()) as ImportItem }
}
const csv = { 'content-type': 'text/csv' }

async function stored(equipment: string, metric = 'outlet_pressure'): Promise<[number, unknown][]> {
  const { points } = await api.get<{ points: [number, unknown][] }>(`/equipment/${equipment}/readings?metric=${metric}&from=0`)
  return points
}

describe('an import', () => {
  it('takes CSV, checks each line, and tells what it refused', async () => {
    const lines = [
      'equipment,metric,ts,value',
      `pump-1,outlet_pressure,${start},0.41`,
      `pump-1,running,${new Date(start).toISOString()},true`,
      `"pump-1","control_mode",${start},"auto"`,
      'pump-1,outlet_pressure,yesterday,0.4',
      `pump-9,outlet_pressure,${start},0.4`,
      `pump-1,outlet_pressure,${start + 1},99`,
      `pump-1,outlet_pressure,${start + 2},high`,
      `pump-1,colour,${start},1`,
      `pump-1,outlet_pressure,${start - 6 * 366 * 86_400_000},0.4`,
      '',
      `pump-1,outlet_pressure,${start + 3},`,
      `pump-1,outlet_pressure,${start + 4},0.43`
    ]
    const { status, item } = await send(lines.join('\r\n'), csv, '?id=first')
    expect(status).toBe(200)
    expect(item).toMatchObject({ id: 'first', state: 'done', lines: 13, stored: 4, rejected: 6 })
    expect(item.rejects.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10])
    expect(item.rejects[2]?.reason).toMatch(/outside the physical range/)
    expect(await stored('pump-1')).toEqual([
      [start, 0.41],
      [start + 4, 0.43]
    ])
    expect(await stored('pump-1', 'running')).toEqual([[start, true]])
    expect(await stored('pump-1', 'control_mode')).toEqual([[start, 'auto']])
    expect(await api.get('/readings/import/first')).toEqual(item)
    expect((await api.get<{ items: ImportItem[] }>('/readings/import')).items[0]).toEqual(item)
  })

  it('takes NDJSON, packed, and doubles nothing when sent again', async () => {
    const text = Array.from({ length: 9000 }, (_, index) =>
      JSON.stringify({ equipment: 'pump-2', metric: 'flow', ts: start + index * 1000, value: index % 80 })
    ).join('\n')
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
    for (let time = 0; time < 2; time++) {
      expect((await send(gzipSync(text), headers)).item).toMatchObject({ state: 'done', stored: 9000, rejected: 0 })
      expect(await stored('pump-2', 'flow')).toHaveLength(9000)
    }
  })

  it('is history: the latest value, but no sign of life, no alarm', async () => {
    await send(`pump-1,outlet_pressure,${Date.now() - 1000},0.01`, csv)
    const pump = (await api.get<{ items: EquipmentItem[] }>('/equipment')).items.find(({ id }) => id === 'pump-1')
    expect(pump?.status).toBe('offline')
    expect(pump?.latest['outlet_pressure']?.value).toBe(0.01)
    expect((await api.get<{ items: unknown[] }>('/alarms')).items).toEqual([])
  })

  it('is for admins, and refuses what it cannot read', async () => {
    const chief = await service.login('chief', 's3cret-s3cret')
    expect((await chief.post('/readings/import', {})).status).toBe(403)
    expect((await send('{}', { 'content-type': 'application/json' })).status).toBe(415)
    expect((await send('no gzip', { ...csv, 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await send('x', { ...csv, 'content-encoding': 'br' })).status).toBe(415)
    await expect(api.get('/readings/import/ghost')).rejects.toThrow('404')
  })
})

describe('kill -9 during an import', () => {
  const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'leaves what was reported as stored, and the file may be sent again, round %i',
    async (round) => {
      const first = start + round * 3_600_000
      const line = (index: number) => `pump-2,outlet_pressure,${first + index},0.4\n`
      const source = new PassThrough()
      const sent = request(`${service.url}/api/v1/readings/import?id=killed-${round}`, {
        method: 'POST',
        headers: { ...csv, authorization: `Bearer ${api.token}` }
      })
      const lost = pipeline(source, sent).catch(() => undefined)
      sent.on('error', () => undefined)
      async function* lines() {
        for (let index = 0; index < 5_000_000; index += 1000) {
          yield Array.from({ length: 1000 }, (_, of) => line(index + of)).join('')
        }
      }
      const feeding = pipeline(Readable.from(lines()), source).catch(() => undefined)
      let reported = 0
      while (reported < 20_000) {
        const response = await fetch(`${service.url}/api/v1/readings/import/killed-${round}`, {
          headers: { authorization: `Bearer ${api.token}` }
        })
        if (response.ok) reported = ((await response.json()) as ImportItem).stored
      }
      await service.kill()
      await Promise.all([lost, feeding])

      service = await startService({ site, dataDir: service.dataDir })
      api = await service.login('admin', adminPassword)
      const record = await api.get<ImportItem>(`/readings/import/killed-${round}`)
      expect(record.state).toBe('interrupted')
      expect(record.stored).toBeGreaterThanOrEqual(reported)
      const count = async () => {
        const range = `from=${first}&to=${first + 3_600_000}&step=1h&fn=count`
        const { points } = await api.get<{ points: [number, number][] }>(
          `/equipment/pump-2/readings?metric=outlet_pressure&${range}`
        )
        return points.reduce((sum, [, each]) => sum + each, 0)
      }
      expect(await count()).toBe(record.stored)
      const again = Array.from({ length: record.stored + 10 }, (_, index) => line(index)).join('')
      expect((await send(again, csv)).item).toMatchObject({ state: 'done', stored: record.stored + 10 })
      expect(await count()).toBe(record.stored + 10)
      reportFigures(`killed during an import: ${record.stored} stored when killed, all there once; sent again, none twice`)
    }
  )
})
