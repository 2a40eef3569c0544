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
      tls: null,
      dataDir: './data',
      siteFile: null,
      databaseUrl: null,
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
      MQTT_TLS_PORT: '8883',
      TLS_CERT: 'site.crt',
      TLS_KEY: 'site.key',
      DATA_DIR: '/var/lib/wuxun',
      SITE_FILE: 'site.yaml',
      DATABASE_URL: 'postgres://wuxun:s3cret@db.local/wuxun',
      ADMIN_PASSWORD: 'long enough',
      RETENTION: '30d',
      TIMESERIES_URL: 'victoriametrics://metrics.local',
      LOG_LEVEL: 'warn',
      PATH: '/bin'
    })
    expect(config).toEqual({
      http: { host: '::1', port: 0 },
      mqtt: { host: 'broker.local', port: 0 },
      tls: { certFile: 'site.crt', keyFile: 'site.key', mqttPort: 8883 },
      dataDir: '/var/lib/wuxun',
      siteFile: 'site.yaml',
      databaseUrl: 'postgres://wuxun:s3cret@db.local/wuxun',
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

  it.each<[Record<string, string>, string]>([
    [{ MQTT_TLS_PORT: '1883' }, 'MQTT_TLS_PORT: expected another port than MQTT_PORT (1883)'],
    [{ MQTT_TLS_PORT: '8080' }, 'MQTT_TLS_PORT: expected another port than HTTP_PORT (8080)'],
    [{ MQTT_TLS_PORT: '8080', HTTP_HOST: '127.0.0.1' }, 'none']
  ])('compares the ports of %o', (env, fault) => {
    expect(faultOf({ TLS_CERT: 'x', TLS_KEY: 'y', ...env })).toBe(fault)
  })

  it.each<[Record<string, string>, string]>([
    [{ TLS_KEY: 'x' }, 'TLS_CERT: expected the file of a certificate'],
    [{ TLS_CERT: 'x' }, "TLS_KEY: expected the file of the certificate's key"],
    [
      { MQTT_TLS_PORT: '8883' },
      "TLS_CERT: expected the file of a certificate; TLS_KEY: expected the file of the certificate's key"
    ]
  ])('refuses %o alone', (env, fault) => {
    expect(faultOf(env)).toBe(fault)
  })
  it.each(['postgres://u:p@h:5432/d', 'postgresql://h/d', 'postgres://u:p@%2Frun%2Fpostgresql/d'])(
    'takes DATABASE_URL %j',
    (url) => {
      expect(loadConfig({ DATABASE_URL: url }).databaseUrl).toBe(url)
    }
  )

  it.each(['mysql://root:hidden@db/wuxun', 'sqlite:wuxun.db', 'db.local:5432', 'postgres://u:hidden@db:port/x', 'postgres://'])(
    'refuses DATABASE_URL %j by name, without its password',
    (url) => {
      const fault = faultOf({ DATABASE_URL: url })
      expect(fault).toMatch(/^DATABASE_URL: expected postgres:\/\/user:password@host:5432\/database/)
      expect(fault).not.toContain('hidden')
    }
  )

  it('never repeats a password it refuses', () => {
    expect(faultOf({ ADMIN_PASSWORD: 'x'.repeat(201) })).toBe('ADMIN_PASSWORD: expected at most 200 characters')
  })

  it.each(['MQTT_URL'])('refuses %s, which this version does not deliver', (name) => {
    expect(faultOf({ [name]: 'x' })).toBe(`not supported yet: ${name}`)
  })

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
