import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGateway } from '../../gateway/gateway.ts'
import { createFieldSite } from '../support/field-site.ts'
import {
  type GatewayHouse,
  good,
  hasReceived,
  openGatewayHouse,
  plc,
  plc2,
  raise,
  receivedBy,
  settle,
  subscribe,
  telemetry
} from '../support/gateway-house.ts'
import { disconnectPacket, packetTypes, publishPacket, type RawClient, readPublish } from '../support/raw-mqtt.ts'

let house: GatewayHouse
beforeEach(async () => {
  house = await openGatewayHouse()
})
afterEach(() => house.close())

describe('a connection that ends', () => {
  const presences = () => house.sink.arrivals.flatMap((arrival) => arrival.presences)
  const offline = (equipment: string) => ({ equipment, online: false, receivedAt: house.clock.now() })

  async function lose(client: RawClient): Promise<void> {
    const before = house.gateway.connections()
    client.destroy()
    await expect.poll(() => house.gateway.connections()).toBe(before - 1)
  }

  it('with DISCONNECT says nothing about the equipment', async () => {
    const client = await house.connect(plc)
    client.send(disconnectPacket())
    await client.closed
    await expect.poll(() => house.gateway.connections()).toBe(0)
    house.clock.advance(60_000)
    house.gateway.tick()
    expect(presences()).toEqual([])
  })

  it('without DISCONNECT shows all of the equipment offline 30 s later, once', async () => {
    await lose(await house.connect(plc))
    house.clock.advance(29_999)
    house.gateway.tick()
    expect(presences()).toEqual([])
    house.clock.advance(1)
    house.gateway.tick()
    house.gateway.tick()
    expect(presences()).toEqual([offline('pump-1'), offline('lift-1')])
  })

  it('shows nothing when the device is back within 30 s', async () => {
    await lose(await house.connect(plc))
    house.clock.advance(20_000)
    await house.connect(plc)
    house.clock.advance(60_000)
    house.gateway.tick()
    expect(presences()).toEqual([])
  })

  it('shows nothing while the device has another one', async () => {
    await house.connect({ ...plc, clientId: 'a' })
    await lose(await house.connect({ ...plc, clientId: 'b' }))
    house.clock.advance(60_000)
    house.gateway.tick()
    expect(presences()).toEqual([])
  })

  it('shows nothing when it was taken over', async () => {
    const first = await house.connect({ ...plc, clientId: 'x' })
    await house.connect({ ...plc, clientId: 'x' })
    await first.closed
    house.clock.advance(60_000)
    house.gateway.tick()
    expect(presences()).toEqual([])
  })

  it('brings its will, as a message like any other', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/plc-1/status')
    const will = { topic: 'facility/demo/plc-1/status', payload: 'offline', qos: 1 as const, retain: true }
    await lose(await house.connect({ ...plc, will }))
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    expect(presences()).toEqual([offline('pump-1'), offline('lift-1')])
  })

  it('brings no will after a DISCONNECT', async () => {
    const will = { topic: 'facility/demo/plc-1/status', payload: 'offline' }
    const client = await house.connect({ ...plc, will })
    client.send(disconnectPacket())
    await client.closed
    await expect.poll(() => house.gateway.connections()).toBe(0)
    expect(house.sink.arrivals).toEqual([])
  })

  it('brings a will to where it may not speak as a reject only', async () => {
    const watcher = await house.connect({ ...plc2, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/pump-2/#')
    await lose(
      await house.connect({ ...plc, will: { topic: 'facility/demo/pump-2/status', payload: 'offline', qos: 1, retain: true } })
    )
    await house.sink.reached(1)
    expect(house.sink.arrivals).toMatchObject([{ presences: [], rejects: [{ reason: 'forbidden' }] }])
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })
})

describe('a gateway that stops', () => {
  const will = { topic: 'facility/demo/pump-1/status', payload: 'offline', qos: 1 as const, retain: true }

  it('ends every connection, also those that never said who they are', async () => {
    const client = await house.connect(plc)
    const stranger = await house.open()
    await house.gateway.stop()
    await Promise.all([client.closed, stranger.closed])
    await expect(house.open()).rejects.toThrow('ECONNREFUSED')
  })

  it('takes no will and shows nobody offline', async () => {
    const client = await house.connect({ ...plc, will })
    house.gateway.drain()
    await house.gateway.stop()
    await client.closed
    house.clock.advance(60_000)
    house.gateway.tick()
    expect(house.sink.arrivals).toEqual([])
  })

  it('acknowledges what it had taken, and takes nothing more', async () => {
    house.sink.hold()
    const waiting = await house.connect(plc)
    waiting.send(publishPacket({ topic: telemetry, payload: good }))
    await house.sink.reached(1)
    const late = await house.connect({ ...plc2, will })
    house.gateway.drain()
    late.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await late.closed
    expect(hasReceived(late, packetTypes.puback)).toBe(false)
    await expect(house.open()).rejects.toThrow('ECONNREFUSED')
    house.sink.release()
    await waiting.next(packetTypes.puback)
    expect(house.sink.arrivals).toHaveLength(1)
  })

  it('may be stopped twice', async () => {
    await house.gateway.stop()
    await house.gateway.stop()
  })

  it('says which port is taken', async () => {
    const { port, sink, clock } = house
    const second = createGateway({
      host: '127.0.0.1',
      port,
      register: createFieldSite(),
      retentionMs: 1e12,
      onError: raise,
      now: clock.now,
      sink
    })
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.stop()
  })
})
