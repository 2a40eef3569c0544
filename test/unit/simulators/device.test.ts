import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDevice, type Device } from '../../../simulators/device.ts'
import { type FieldBroker, startFieldBroker } from './field-broker.ts'

const status = 'facility/demo/plc-1/status'
let broker: FieldBroker
let device: Device | undefined

function plc(options: { password?: string; url?: string } = {}): Device {
  device = createDevice({ id: 'plc-1', password: 'right', url: broker.url, site: 'demo', onTrouble: () => undefined, ...options })
  return device
}

beforeEach(async () => {
  broker = await startFieldBroker({ passwords: { 'plc-1': 'right' } })
})
afterEach(async () => {
  await device?.stop(100)
  await broker.stop()
})

describe('a simulated device', () => {
  it('says online, retained, before its first value', async () => {
    const one = plc()
    one.send('facility/demo/pump-1/telemetry', { ts: 1, values: { running: true } })
    await one.start()
    await one.drainedTo(0)
    expect(broker.notes.map(({ topic, payload }) => [topic, payload])).toEqual([
      [status, 'online'],
      ['facility/demo/pump-1/telemetry', '{"ts":1,"values":{"running":true}}']
    ])
    expect(broker.notes[0]).toMatchObject({ retain: true, qos: 1 })
    expect(broker.notes[1]).toMatchObject({ retain: false, qos: 1 })
  })

  it('leaves its will when it is cut off, and comes back when restored', async () => {
    const one = plc()
    await one.start()
    one.cut()
    await broker.note(({ topic, payload }) => topic === status && payload === 'offline')
    broker.notes.length = 0
    one.send('t', 1)
    one.restore()
    await broker.note(({ topic }) => topic === 't')
    expect(broker.notes.map(({ payload }) => payload)).toEqual(['online', '1'])
  })

  it('sends again what was not acknowledged when the connection broke', async () => {
    const one = plc()
    await one.start()
    await broker.note(({ topic }) => topic === status)
    broker.swallow = 1
    for (const value of [1, 2, 3]) one.send('t', value)
    broker.dropAll()
    await one.drainedTo(0)
    const received = broker.notes.filter(({ topic }) => topic === 't').map(({ payload }) => Number(payload))
    expect(new Set(received)).toEqual(new Set([1, 2, 3]))
  })

  it('stops with a DISCONNECT: everything is sent and no will is left', async () => {
    const one = plc()
    await one.start()
    for (let value = 0; value < 50; value++) one.send('t', value)
    await one.stop(2000)
    expect(broker.notes.filter(({ topic }) => topic === 't')).toHaveLength(50)
    expect(broker.notes.filter(({ payload }) => payload === 'offline')).toEqual([])
  })

  it('gives up at once when its credentials are refused', async () => {
    await expect(plc({ password: 'wrong' }).start()).rejects.toThrow('refuses the credentials of device plc-1')
  })
})
