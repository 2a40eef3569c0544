/** docker-compose.yml as Docker's own client reads it. No engine runs here: topology and settings are what is checked. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig, settingNames } from '../../server/config.ts'

type ComposeService = {
  user?: string
  image?: string
  healthcheck?: { test: string[] }
  environment?: Record<string, string>
  ports?: unknown[]
  volumes?: string[]
  profiles?: string[]
  depends_on?: Record<string, { condition: string }>
  cap_drop?: string[]
}
type Compose = { services: Record<string, ComposeService>; volumes: Record<string, unknown> }

const root = fileURLToPath(new URL('../../', import.meta.url))
const written = parse(readFileSync(`${root}docker-compose.yml`, 'utf8')) as Compose
const composeClient = '/usr/bin/docker-compose'

describe('docker-compose.yml', () => {
  it('gives the service and InfluxDB, and Mosquitto on demand', () => {
    const always = Object.keys(written.services).filter((name) => !written.services[name]?.profiles)
    expect(always).toEqual(['wuxun', 'influxdb'])
    expect(written.services['mosquitto']?.profiles).toEqual(['mosquitto'])
    expect(written.services['wuxun']?.depends_on).toEqual({ influxdb: { condition: 'service_healthy' } })
  })

  it.each(Object.entries(written.services))('%s is no root, has a health check and keeps its data in a volume', (_, service) => {
    expect(service.user).toMatch(/^(node|influxdb|mosquitto)$/)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.healthcheck?.test.length).toBeGreaterThan(1)
    const named = service.volumes?.map((volume) => volume.split(':')[0] ?? '').filter((name) => name in written.volumes)
    expect(named?.length).toBeGreaterThan(0)
  })

  it('publishes no port of InfluxDB', () => {
    expect(written.services['influxdb']?.ports).toBeUndefined()
  })

  it('mounts files that are there', () => {
    expect(existsSync(`${root}.docker/mosquitto.conf`)).toBe(true)
    expect(existsSync(`${root}simulators/sites/demo.yaml`)).toBe(true)
  })

  it.skipIf(!existsSync(composeClient) && !process.env['CI'])("is understood by Docker's client (Debian: docker-compose)", () => {
    const { status, stdout, stderr } = spawnSync(composeClient, ['config'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, INFLUX_TOKEN: 'a-token' },
      encoding: 'utf8'
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { services } = parse(stdout) as Compose
    const given = services['wuxun']?.environment ?? {}
    expect(Object.keys(given).filter((name) => !settingNames.includes(name))).toEqual([])
    expect(loadConfig(given).timeseries).toEqual({
      kind: 'influxdb',
      url: 'http://influxdb:8086',
      token: services['influxdb']?.environment?.['DOCKER_INFLUXDB_INIT_ADMIN_TOKEN'],
      org: services['influxdb']?.environment?.['DOCKER_INFLUXDB_INIT_ORG'],
      bucket: services['influxdb']?.environment?.['DOCKER_INFLUXDB_INIT_BUCKET']
    })
  })
})
