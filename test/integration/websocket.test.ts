/** MQTT over WebSocket: the same broker behind `/mqtt` of the web server. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connectAsync } from 'mqtt'
import { Server as SocketServer } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { good, type MqttHouse, openMqttHouse, plc, telemetry } from '../support/mqtt-house.ts'
import { connectPacket, lengthBytes, pingPacket, publishPacket } from '../support/raw-mqtt.ts'

let house: MqttHouse
beforeEach(async () => {
  house = await openMqttHouse()
})
afterEach(() => house[Symbol.asyncDispose]())

type Tried = { socket: WebSocket; opened: Promise<void>; closed: Promise<number> }
function open(protocols: string | string[] = 'mqtt', options: ClientOptions = {}, path = '/mqtt'): Tried {
  const socket = new WebSocket(`ws://127.0.0.1:${house.webPort}${path}`, protocols, options)
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  opened.catch(() => undefined)
  return { socket, opened, closed: new Promise((resolve) => socket.once('close', resolve)) }
}
const nextFrame = async (socket: WebSocket): Promise<Buffer> => ((await once(socket, 'message')) as [Buffer])[0]

describe('a client over WebSocket', () => {
  it.each([0, 1, 2] as const)('publishes and subscribes with QoS %i', async (qos) => {
    const client = await connectAsync(`ws://127.0.0.1:${house.webPort}/mqtt`, { ...plc, reconnectPeriod: 0 })
    await client.subscribeAsync('facility/demo/pump-1/#', { qos })
    const forwarded = new Promise<string>((resolve) => client.once('message', (_, payload) => resolve(payload.toString())))
    await client.publishAsync(telemetry, good, { qos })
    expect(await forwarded).toBe(good)
    expect(house.sink.arrivals).toHaveLength(1)
    await client.endAsync()
    await expect.poll(house.gateway.connections).toBe(0)
  })

  it('meets the same ACL, login and retained messages as over TCP', async () => {
    const client = await connectAsync(`ws://127.0.0.1:${house.webPort}/mqtt`, { ...plc, reconnectPeriod: 0 })
    await client.publishAsync('facility/demo/pump-2/telemetry', good, { qos: 1 })
    expect(house.sink.arrivals[0]?.rejects).toMatchObject([{ reason: 'forbidden' }])
    await expect(client.subscribeAsync('#')).rejects.toThrow()
    await client.endAsync()
    const wrong = connectAsync(`ws://127.0.0.1:${house.webPort}/mqtt`, { ...plc, password: 'guess', reconnectPeriod: 0 })
    await expect(wrong).rejects.toMatchObject({ code: 4 })
  })

  it('may cut packets across frames in any way, and put several in one', async () => {
    const { socket, opened } = open()
    await opened
    const bytes = connectPacket(plc)
    for (const byte of bytes) socket.send(Buffer.from([byte]))
    expect([...(await nextFrame(socket))]).toEqual([0x20, 2, 0, 0])
    const answers: number[] = []
    // All that come: two frames may come at once.
    socket.on('message', (frame: Buffer) => answers.push(...frame))
    socket.send(Buffer.concat([publishPacket({ topic: telemetry, payload: good, id: 7 }), pingPacket()]))
    await expect.poll(() => answers).toEqual([0x40, 2, 0, 7, 0xd0, 0])
    socket.terminate()
  })

  it.each([['mqtt'], ['mqttv3.1'], ['other, mqtt']])('is answered with the subprotocol it offers: %s', async (offered) => {
    const { socket, opened } = open(offered.split(', '))
    await opened
    expect(offered.split(', ')).toContain(socket.protocol)
    socket.terminate()
  })
})

describe('a WebSocket that is none of ours', () => {
  it.each<[what: string, protocols: string | string[], options: ClientOptions, status: number]>([
    ['without subprotocol', [], {}, 400],
    ['of another subprotocol', 'chat', {}, 400],
    ['of a page of another origin', 'mqtt', { origin: 'http://evil.example' }, 403]
  ])('is refused: %s', async (_, protocols, options, status) => {
    await expect(open(protocols, options).opened).rejects.toThrow(`Unexpected server response: ${status}`)
  })

  it('is let in from a page of our own origin', async () => {
    const { socket, opened } = open('mqtt', { origin: `http://127.0.0.1:${house.webPort}` })
    await opened
    socket.terminate()
  })

  it('with a text frame is closed', async () => {
    const { socket, opened, closed } = open()
    await opened
    socket.send('hello')
    expect(await closed).toBe(1003)
  })

  it.each<[what: string, frame: Buffer]>([
    ['a frame beyond any packet', Buffer.alloc(300 * 1024)],
    ['a packet over 4 KiB before the login', Buffer.from([0x10, ...lengthBytes(4097)])],
    ['no MQTT', Buffer.from('GET / HTTP/1.1')]
  ])('with %s is closed', async (_, frame) => {
    const { socket, opened, closed } = open()
    await opened
    socket.send(frame)
    await closed
  })

  it('may not make the server put together large frames before the login', async () => {
    const { socket, opened, closed } = open()
    await opened
    socket.on('error', () => undefined)
    for (let part = 0; part < 12; part++) socket.send(Buffer.alloc(8 * 1024), { fin: false })
    await closed
    expect(house.gateway.figures().refused).toEqual({ 'too large': 1 })
  })

  it('is refused while the gateway drains, and those open are ended', async () => {
    const before = open()
    await before.opened
    house.gateway.drain()
    await expect(open().opened).rejects.toThrow('503')
    await house.gateway.stop()
    await before.closed
  })
})

it('stands beside Socket.IO on the same web server', async () => {
  const live = new SocketServer(house.web, { serveClient: false })
  const browser = io(`http://127.0.0.1:${house.webPort}`, { transports: ['websocket'], reconnection: false })
  const client = await connectAsync(`ws://127.0.0.1:${house.webPort}/mqtt`, { ...plc, reconnectPeriod: 0 })
  await expect.poll(() => browser.connected).toBe(true)
  // Engine.IO ends upgrades that nobody has answered after a second.
  const ended: string[] = []
  client.once('close', () => ended.push('mqtt'))
  browser.once('disconnect', () => ended.push('socket.io'))
  const { socket } = open('mqtt', {}, '/elsewhere')
  await new Promise((resolve) => socket.once('error', resolve))
  await client.publishAsync(telemetry, good, { qos: 1 })
  expect(ended).toEqual([])
  await client.endAsync()
  browser.disconnect()
  await live.close()
})

it('does not keep a subscriber that does not read', async () => {
  const { socket, opened } = open()
  await opened
  socket.send(connectPacket({ ...plc, clientId: 'frozen' }))
  await nextFrame(socket)
  socket.send(Buffer.concat([Buffer.from([0x82, 27, 0, 1, 0, 22]), Buffer.from('facility/demo/pump-1/#'), Buffer.from([0])]))
  await nextFrame(socket)
  const [tcp] = [(socket as unknown as { _socket: Socket })._socket]
  tcp.pause()
  const client = await house.connect(plc)
  for (let id = 1; id <= 100; id++) client.send(publishPacket({ topic: telemetry, payload: good.padEnd(200_000), id }))
  await expect.poll(house.gateway.connections, { timeout: 10_000 }).toBe(1)
  expect(house.gateway.figures().refused).toEqual({ 'does not read': 1 })
  tcp.destroy()
})
