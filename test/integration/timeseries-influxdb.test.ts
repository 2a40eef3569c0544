/** The service beside something that answers as InfluxDB 2 does: what is acknowledged is written there, with its token. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Health } from '../../server/contract/session.ts'
import { type HttpRecorder, startHttpRecorder } from '../support/http-recorder.ts'
import { connectPublisher } from '../support/publisher.ts'
import { type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区 }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
`
let service: Service | undefined
let recorder: HttpRecorder | undefined
afterEach(async () => {
  await service?.kill()
  await service?.remove()
  await recorder?.close()
})

describe('TIMESERIES_URL=influxdb://…', () => {
  it('brings every acknowledged number there', async () => {
    recorder = await startHttpRecorder(({ path }) => (path.startsWith('/api/v2/write') ? { status: 204 } : {}))
    const { requests, url } = recorder
    service = await startService({ site, env: { TIMESERIES_URL: `${url.replace('http://', 'influxdb://t0ken@')}/org/bucket` } })
    const plc = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })
    const ts = Date.now()
    const values = { outlet_pressure: 0.42, running: true, control_mode: 'auto' }
    expect(await plc.publish('facility/demo/pump-1/telemetry', { ts, values })).toBe(true)
    const writes = await vi.waitFor(() => {
      const found = requests.filter(({ path }) => path.startsWith('/api/v2/write'))
      expect(found).toHaveLength(1)
      return found
    }, 20_000)
    expect(writes[0]).toMatchObject({
      path: '/api/v2/write?org=org&bucket=bucket&precision=ms',
      headers: { authorization: 'Token t0ken' },
      body: `wuxun,equipment=pump-1,site=demo outlet_pressure=0.42,running=1 ${ts}`
    })
    const health = (await (await fetch(`${service.url}/api/v1/health`)).json()) as Health
    expect(health).toMatchObject({ status: 'ok', components: { timeseries: 'ok' } })
    await plc.end()
  })
})
