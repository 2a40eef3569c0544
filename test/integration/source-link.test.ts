/** Our own connection to another broker: what it brings is acknowledged only when it is durable here. */
import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import { createMappingBook } from '../../gateway/mapping.ts'
import { createSourceLink, type SourceLink } from '../../gateway/source-link.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { createFieldSite } from '../support/field-site.ts'
import { raise } from '../support/gateway-house.ts'
import { createRecordingSink } from '../support/recording-sink.ts'

type Broker = { port: number; aedes: Aedes; acknowledged: number[]; stop(): Promise<void> }

async function openBroker(): Promise<Broker> {
  const aedes = new Aedes()
  await aedes.listen()
  const acknowledged: number[] = []
  aedes.on('ack', (packet) => acknowledged.push((packet as { messageId?: number } | undefined)?.messageId ?? 0))
  const server = createServer({ noDelay: true }, aedes.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    aedes,
    acknowledged,
    async stop() {
      server.close()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
    }
  }
}

let broker: Broker
let stops: (() => Promise<unknown>)[]
beforeEach(async () => {
  broker = await openBroker()
  stops = [broker.stop]
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
})

const subscribed = (count = 1) =>
  new Promise<void>((resolve) => {
    let left = count
    broker.aedes.on('subscribe', () => --left === 0 && resolve())
  })

async function publish(topic: string, payload: string): Promise<void> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 })
  await client.publishAsync(topic, payload, { qos: 1 })
  await client.endAsync()
}

describe('a source', () => {
  it('is read through the same mappings, under its own id', async () => {
    const sink = createRecordingSink()
    const ready = subscribed()
    const gateway: Gateway = createGateway({
      host: '127.0.0.1',
      port: 0,
      register: createFieldSite(),
      retentionMs: 1e12,
      now: createFakeClock().now,
      sink,
      onError: raise,
      mappings: createMappingBook([
        { source: 'home', device: 'tank', field: 'p', equipment: 'pump-2', metric: 'outlet_pressure', from_unit: 'bar' }
      ]),
      sources: [{ id: 'home', url: `mqtt://127.0.0.1:${broker.port}`, subscribe: ['zigbee2mqtt/#'] }]
    })
    await gateway.start()
    stops.push(gateway.stop)
    await ready
    await publish('zigbee2mqtt/tank', '{"p":4.2}')
    await sink.reached(1)
    expect(sink.arrivals[0]?.readings).toMatchObject([{ equipment: 'pump-2', metric: 'outlet_pressure', value: 0.42 }])
  })

  it('is acknowledged when it is durable, and what was not comes again', async () => {
    const taken: { payload: string; done(error: Error | null): void }[] = []
    const waiting: (() => void)[] = []
    const link: SourceLink = createSourceLink({
      source: { id: 'home', url: `mqtt://127.0.0.1:${broker.port}`, subscribe: ['a/#'] },
      clientId: 'wuxun-demo-home',
      reconnectMs: 20,
      receive({ payload }, done) {
        taken.push({ payload: payload.toString(), done })
        for (const resolve of waiting.splice(0)) resolve()
      },
      onTrouble: () => undefined
    })
    const reached = async (count: number) => {
      while (taken.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    }
    const ready = subscribed()
    link.start()
    stops.push(link.stop)
    await ready
    await publish('a/b', 'one')
    await reached(1)
    expect(broker.acknowledged).toEqual([])
    taken[0]?.done(new Error('commit failed'))
    await reached(2)
    expect(taken.map(({ payload }) => payload)).toEqual(['one', 'one'])
    expect(broker.acknowledged).toEqual([])
    taken[1]?.done(null)
    await expect.poll(() => broker.acknowledged.length).toBe(1)
  })
})
