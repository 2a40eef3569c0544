import { describe, expect, it } from 'vitest'
import { parseTimeseriesUrl } from '../../server/timeseries-url.ts'

describe('parseTimeseriesUrl', () => {
  it.each([
    ['victoriametrics://host:8428', { kind: 'victoriametrics', url: 'http://host:8428' }],
    ['victoriametrics://10.0.0.7/', { kind: 'victoriametrics', url: 'http://10.0.0.7:8428' }],
    [
      'influxdb://t0k-en_==@db.local:9999/my%20org/wuxun',
      { kind: 'influxdb', url: 'http://db.local:9999', token: 't0k-en_==', org: 'my org', bucket: 'wuxun' }
    ],
    ['influxdb://t@[::1]/org/a%2Fb', { kind: 'influxdb', url: 'http://[::1]:8086', token: 't', org: 'org', bucket: 'a/b' }]
  ])('reads %s', (text, target) => {
    expect(parseTimeseriesUrl(text)).toEqual(target)
  })

  it.each([
    'host:8428',
    'http://host:8428',
    'victoriametrics://',
    'victoriametrics://host:99999',
    'victoriametrics://user@host',
    'victoriametrics://host/path',
    'victoriametrics://host?db=1',
    'influxdb://host:8086/org/bucket',
    'influxdb://token@host:8086/org',
    'influxdb://token@host:8086/org/bucket/more',
    'influxdb://token@host:8086//bucket',
    'influxdb://token:password@host:8086/org/bucket',
    'influxdb://token@host:8086/org/%ff'
  ])('refuses %s', (text) => {
    expect(parseTimeseriesUrl(text)).toBeUndefined()
  })
})
