import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig, settingNames } from '../../server/config.ts'
import { SetupError } from '../../server/errors.ts'

const day = 86_400_000
const year = 365 * day

function faultOf(env: Record<string, string>): string {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof SetupError) return error.message
    throw error
  }
  return 'none'
}

describe('loadConfig', () => {
  it('needs no setting at all', () => {
    expect(loadConfig({})).toEqual({
      http: { host: '0.0.0.0', port: 8080 },
      mqtt: { host: '0.0.0.0', port: 1883 },
      dataDir: './data',
      siteFile: null,
      adminPassword: null,
      retention: { rawMs: 5 * year, rollupMs: 5 * year },
      timeseries: null,
      logLevel: 'info'
    })
  })

  it('takes every setting from the environment', () => {
    const config = loadConfig({
      HTTP_HOST: '::1',
      HTTP_PORT: '0',
      MQTT_HOST: 'broker.local',
      MQTT_PORT: '0',
      DATA_DIR: '/var/lib/wuxun',
      SITE_FILE: 'site.yaml',
      ADMIN_PASSWORD: 'long enough',
      RETENTION: '30d',
      TIMESERIES_URL: 'victoriametrics://metrics.local',
      LOG_LEVEL: 'warn',
      PATH: '/bin'
    })
    expect(config).toEqual({
      http: { host: '::1', port: 0 },
      mqtt: { host: 'broker.local', port: 0 },
      dataDir: '/var/lib/wuxun',
      siteFile: 'site.yaml',
      adminPassword: 'long enough',
      retention: { rawMs: 30 * day, rollupMs: 30 * day },
      timeseries: { kind: 'victoriametrics', url: 'http://metrics.local:8428' },
      logLevel: 'warn'
    })
  })

  it('is frozen all the way down', () => {
    const config = loadConfig({})
    for (const part of [config, config.http, config.mqtt, config.retention]) expect(Object.isFrozen(part)).toBe(true)
  })

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ HTTP_PORT: '', MQTT_URL: '', ADMIN_PASSWORD: '' })).toEqual(loadConfig({}))
  })

  it('names every wrong variable in one line', () => {
    expect(faultOf({ HTTP_PORT: '65536', MQTT_HOST: 'no host', LOG_LEVEL: 'loud' })).toBe(
      'HTTP_PORT: expected a port from 0 to 65535; ' +
        'MQTT_HOST: expected an IP address or a host name, e.g. 0.0.0.0; ' +
        'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent'
    )
  })

  it.each(['-1', '1e3', '80 ', '99999', 'http'])('refuses port %j', (port) => {
    expect(faultOf({ MQTT_PORT: port })).toBe('MQTT_PORT: expected a port from 0 to 65535')
  })

  it('refuses one port for two listeners, but not two free ones', () => {
    expect(faultOf({ HTTP_PORT: '1883' })).toBe('MQTT_PORT: expected another port than HTTP_PORT (1883)')
    expect(faultOf({ HTTP_PORT: '0', MQTT_PORT: '0' })).toBe('none')
  })

  it('never repeats a password it refuses', () => {
    expect(faultOf({ ADMIN_PASSWORD: 'x'.repeat(201) })).toBe('ADMIN_PASSWORD: expected at most 200 characters')
  })

  it.each(['MQTT_TLS_PORT', 'TLS_CERT', 'TLS_KEY', 'MQTT_URL', 'DATABASE_URL'])(
    'refuses %s, which this version does not deliver',
    (name) => {
      expect(faultOf({ [name]: 'x' })).toBe(`not supported yet: ${name}`)
    }
  )

  it('refuses a TIMESERIES_URL of no known shape, and never repeats its token', () => {
    expect(faultOf({ TIMESERIES_URL: 'http://token@host:8086/org/bucket' })).toBe(
      'TIMESERIES_URL: expected influxdb://token@host:8086/org/bucket or victoriametrics://host:8428'
    )
  })

  it.each([
    ['90d', 90 * day, 90 * day],
    ['raw=1y,rollup=5y', year, 5 * year],
    ['rollup=2y, raw=4w', 28 * day, 2 * year],
    ['raw=10y', 10 * year, 10 * year],
    ['raw=1y', year, 5 * year],
    ['rollup=1y', year, year]
  ])('reads RETENTION %j', (text, rawMs, rollupMs) => {
    expect(loadConfig({ RETENTION: text }).retention).toEqual({ rawMs, rollupMs })
  })

  it.each(['0d', '5', 'forever', 'raw=1y,raw=2y', 'raw=5y,rollup=1y', 'cold=1y', 'raw=1y,'])('refuses RETENTION %j', (text) => {
    expect(faultOf({ RETENTION: text })).toMatch(/^RETENTION: expected a duration such as 5y/)
  })
})

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  const entries = [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map((match): [string, string] => [match[1] ?? '', match[2] ?? ''])

  it('lists every setting once and nothing else', () => {
    expect(entries.map(([name]) => name).sort()).toEqual([...settingNames].sort())
  })

  it('shows the defaults', () => {
    expect(loadConfig(Object.fromEntries(entries))).toEqual(loadConfig({}))
  })
})
