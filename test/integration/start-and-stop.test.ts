/** How the service starts, refuses to start, and stops: one clear line each, and nothing lost. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EquipmentItem } from '../../server/contract/equipment.ts'
import { connectPublisher } from '../support/publisher.ts'
import { adminPassword, type Service, type ServiceOptions, spawnService, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区 }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
`
const services: Service[] = []
async function start(options: ServiceOptions): Promise<Service> {
  const service = await startService(options)
  services.push(service)
  return service
}
afterEach(async () => {
  for (const service of services.splice(0)) {
    await service.kill()
    await service.remove()
  }
})

/** Exit code and what was printed on stderr by a start that is expected to fail. */
async function failure(options: ServiceOptions): Promise<{ code: number | null; line: string; dataDir: string }> {
  const { child, dataDir } = await spawnService(options)
  let line = ''
  child.stderr.on('data', (chunk: Buffer) => {
    line += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, line, dataDir }
}

describe('a start that cannot succeed', () => {
  it('names line and field of a wrong site file, and applies nothing of it', async () => {
    const wrong = site.replace('kind: booster_pump', 'kind: boster_pump')
    const { code, line, dataDir } = await failure({ site: wrong })
    expect(code).toBe(1)
    expect(line).toMatch(/^SITE_FILE .*site\.yaml:4: equipment\[0\]\.kind: expected .*\n$/)
    const service = await start({ site: 'site: { id: demo, name: empty }', dataDir })
    const api = await service.login('admin', adminPassword)
    expect((await api.get<{ items: unknown[] }>('/equipment')).items).toEqual([])
  })

  it('says that a port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const mqtt = await failure({ site, env: { MQTT_PORT: port } })
    const http = await failure({ site, env: { HTTP_PORT: port } })
    squatter.close()
    expect(mqtt).toMatchObject({ code: 1, line: `MQTT_PORT: port ${port} is in use\n` })
    expect(http).toMatchObject({ code: 1, line: `HTTP_PORT: port ${port} is in use\n` })
  })

  it('says that the time-series database does not answer, without its token', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    squatter.close()
    await once(squatter, 'close')
    for (const url of [`victoriametrics://127.0.0.1:${port}`, `influxdb://s3cret-token@127.0.0.1:${port}/org/bucket`]) {
      const { code, line } = await failure({ site, env: { TIMESERIES_URL: url } })
      expect({ code, line }).toEqual({
        code: 1,
        line: `TIMESERIES_URL: http://127.0.0.1:${port} does not answer as it should: connect ECONNREFUSED 127.0.0.1:${port}\n`
      })
    }
  })

  it('says that the data folder is in use', async () => {
    const { dataDir } = await start({ site })
    const { code, line } = await failure({ site, dataDir })
    expect(code).toBe(1)
    expect(line).toMatch(/^DATA_DIR: .* is in use by another process\n$/)
  })

  it.each(['MQTT_URL'])('names the setting %s that it does not have yet', async (name) => {
    const { code, line } = await failure({ site, env: { [name]: 'something' } })
    expect({ code, line }).toEqual({ code: 1, line: `not supported yet: ${name}\n` })
  })
})

describe('SIGTERM', () => {
  it('ends with code 0, loses nothing, and shows no device offline by its own will', async () => {
    const service = await start({ site })
    expect(existsSync(join(service.dataDir, 'wuxun.pid'))).toBe(true)
    const will = { topic: 'facility/demo/plc-1/status', payload: Buffer.from('offline'), qos: 1 as const, retain: true }
    const publisher = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret', will })
    const ts = Date.now()
    const sent = Array.from({ length: 200 }, (_, index) =>
      publisher.publish('facility/demo/pump-1/telemetry', { ts: ts + index, values: { outlet_pressure: 0.4 } })
    )
    await sent.at(-1)
    expect(await service.stop()).toBe(0)
    expect(existsSync(join(service.dataDir, 'wuxun.pid'))).toBe(false)

    const again = await start({ site, dataDir: service.dataDir })
    const api = await again.login('admin', adminPassword)
    const [pump] = (await api.get<{ items: EquipmentItem[] }>('/equipment')).items
    expect(pump).toMatchObject({ id: 'pump-1', status: 'normal' })
    const { points } = await api.get<{ points: unknown[] }>(
      '/equipment/pump-1/readings?metric=outlet_pressure&from=0&to=2100-01-01T00:00:00Z'
    )
    expect(points).toHaveLength(200)
  })
})
