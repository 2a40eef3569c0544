/** A gateway on a free port with a recording sink, and raw clients that are closed with it. */
import { createServer, type Server } from 'node:http'
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/gateway.ts'
import { isForeignOrigin } from '../../server/browser-session.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createFieldSite, password } from './field-site.ts'
import { raise } from './gateway-house.ts'
import { type ConnectOptions, connectRaw, packetTypes, pingPacket, type RawClient, subscribePacket } from './raw-mqtt.ts'
import { createRecordingSink, type RecordingSink } from './recording-sink.ts'

export const plc = { username: 'plc-1', password }
export const plc2 = { username: 'plc-2', password }
export const telemetry = 'facility/demo/pump-1/telemetry'
export const good = '{"values":{"outlet_pressure":0.4}}'

export type MqttHouse = AsyncDisposable & {
  gateway: Gateway
  sink: RecordingSink
  clock: FakeClock
  port: number
  /** A web server with the gateway's WebSocket door. */
  web: Server
  webPort: number
  connect(options: ConnectOptions): Promise<RawClient & { code: number; sessionPresent: boolean }>
}

export async function openMqttHouse(options: Partial<GatewayOptions> = {}): Promise<MqttHouse> {
  const clock = createFakeClock()
  const sink = createRecordingSink()
  const gateway = createGateway({
    host: '127.0.0.1',
    port: 0,
    register: createFieldSite(),
    retentionMs: 1e12,
    now: clock.now,
    sink,
    onError: raise,
    ...options
  })
  const { port } = await gateway.start()
  const web = createServer((_request, response) => response.end('page'))
  gateway.attachTo(web, isForeignOrigin)
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const address = web.address()
  const clients: RawClient[] = []
  return {
    gateway,
    sink,
    clock,
    port,
    web,
    webPort: typeof address === 'object' && address ? address.port : 0,
    async connect(login) {
      const client = await connectRaw(port, login)
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      await gateway.stop()
      web.closeAllConnections()
      await new Promise((resolve) => web.close(resolve))
    }
  }
}

/** A ping that is answered: whatever was sent before has been dealt with. */
export async function settle(client: RawClient): Promise<void> {
  client.send(pingPacket())
  await client.next(packetTypes.pingresp)
}

/** The granted QoS, or 128, of each filter. */
export async function subscribe(client: RawClient, filters: string[], qos: 0 | 1 | 2 = 1): Promise<number[]> {
  client.send(subscribePacket(filters, qos))
  const { body } = await client.next(packetTypes.suback)
  return [...body.subarray(2)]
}
