/** A message whose ticket is committed is sent, whatever ends the process on the way; twice at most, and then with the same key. */
import { afterEach, expect, it } from 'vitest'
import type { DeliveryItem } from '../../server/contract/telling.ts'
import { connectPublisher } from '../support/publisher.ts'
import { adminPassword, type Service, startService } from '../support/service.ts'
import { type StandIn, startReceiver } from '../support/stand-ins.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
users:
  - { id: wang, name: 王工, role: engineer, password: s3cret-wang }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, severity: critical, title: 供水压力低, action: 检查水泵 }
`
const crashing = new URL('../support/crash-in-sending.ts', import.meta.url)
/** The tests of the service wait for a crowded machine. */
const timeout = 240_000

const services: Service[] = []
let hook: StandIn | undefined
async function start(options: Partial<Parameters<typeof startService>[0]>): Promise<Service> {
  const service = await startService({ site, ...options })
  services.push(service)
  return service
}
afterEach(async () => {
  for (const service of services) await service.kill()
  await services.at(-1)?.remove()
  services.length = 0
  await hook?.close()
})

it.each([
  ['before it is sent', 'before', 1],
  ['after the other side took it', 'after', 2]
])(
  'killed %s',
  async (_, moment, posts) => {
    hook = await startReceiver()
    const first = await start({ script: crashing, env: { CRASH_AT: moment } })
    const api = await first.login('admin', adminPassword)
    const channel = { id: 'hook', kind: 'webhook', name: 'hook', settings: { url: hook.url, allowPrivate: true } }
    expect((await api.post('/channels', channel)).status).toBe(201)
    const ended = new Promise((resolve) => first.process.once('exit', resolve))
    const publisher = await connectPublisher({ port: first.mqttPort, username: 'plc-1', password: 's3cret' })
    // Whether it is acknowledged before the end is up to chance; the ticket is committed in either case.
    void publisher.publish('facility/demo/pump-1/telemetry', { ts: Date.now(), values: { outlet_pressure: 0.1 } })
    await ended
    expect(hook.taken).toHaveLength(posts - 1)

    const again = await start({ dataDir: first.dataDir })
    const admin = await again.login('admin', adminPassword)
    const deliveries = async () => (await admin.get<{ items: DeliveryItem[] }>('/deliveries')).items
    await expect.poll(async () => (await deliveries()).map(({ state }) => state), { timeout: 60_000 }).toEqual(['sent'])
    expect(hook.taken).toHaveLength(posts)
    expect(new Set(hook.taken.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(hook.taken.at(-1)?.body).toMatchObject({ urgent: true, items: [{ to: 'wang', number: 'WX-000001' }] })
  },
  timeout
)
