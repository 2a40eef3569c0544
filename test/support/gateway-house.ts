/** A gateway on a free port with the small field site, a fake clock, a recording sink, and clients by the byte. */
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import type { FieldRegister } from '../../gateway/register.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createFieldSite, password } from './field-site.ts'
import {
  type ConnectOptions,
  connectRaw,
  openRaw,
  packetTypes,
  pingPacket,
  type RawClient,
  readPublish,
  subscribePacket
} from './raw-mqtt.ts'
import { createRecordingSink, type RecordingSink } from './recording-sink.ts'

/** Credentials of two devices, each with equipment of its own: pump-1 and lift-1, pump-2. */
export const plc = { username: 'plc-1', password }
export const plc2 = { username: 'plc-2', password }
/** A topic of the first, and a payload that fits. */
export const telemetry = 'facility/demo/pump-1/telemetry'
export const good = '{"values":{"outlet_pressure":0.4}}'

export type GatewayHouse = {
  clock: FakeClock
  sink: RecordingSink
  gateway: Gateway
  port: number
  /** Gives the client with its CONNACK's return code. */
  connect(options: ConnectOptions): Promise<RawClient & { code: number }>
  /** A connection on which nothing has been said yet. */
  open(): Promise<RawClient>
  close(): Promise<void>
}

export async function openGatewayHouse(register: FieldRegister = createFieldSite()): Promise<GatewayHouse> {
  const clock = createFakeClock()
  const sink = createRecordingSink()
  const gateway = createGateway({ host: '127.0.0.1', port: 0, register, retentionMs: 1e12, now: clock.now, sink, onError: raise })
  const { port } = await gateway.start()
  const clients: RawClient[] = []
  const noted = <Client extends RawClient>(client: Client): Client => {
    clients.push(client)
    return client
  }
  return {
    clock,
    sink,
    gateway,
    port,
    connect: async (options) => noted(await connectRaw(port, options)),
    open: async () => noted(await openRaw(port)),
    async close() {
      for (const client of clients) client.destroy()
      await gateway.stop()
    }
  }
}

/** A ping that is answered: whatever was sent before has been dealt with. */
export async function settle(client: RawClient): Promise<void> {
  client.send(pingPacket())
  await client.next(packetTypes.pingresp)
}

/** The return codes of the SUBACK. */
export async function subscribe(client: RawClient, ...filters: string[]): Promise<number[]> {
  client.send(subscribePacket(filters))
  const { body } = await client.next(packetTypes.suback)
  return [...body.subarray(2)]
}

/** Payloads of all messages that came to the client. */
export function receivedBy(client: RawClient): string[] {
  return client.packets.filter(({ type }) => type === packetTypes.publish).map((packet) => readPublish(packet).payload)
}

export function hasReceived(client: RawClient, type: number): boolean {
  return client.packets.some((packet) => packet.type === type)
}

/** Where a gateway reports a fault of its broker: tests expect none. */
export function raise(error: Error): void {
  throw error
}
