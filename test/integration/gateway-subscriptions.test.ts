import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type GatewayHouse,
  good,
  openGatewayHouse,
  plc,
  plc2,
  receivedBy,
  settle,
  subscribe,
  telemetry
} from '../support/gateway-house.ts'
import { disconnectPacket, packetTypes, publishPacket, readPublish } from '../support/raw-mqtt.ts'

let house: GatewayHouse
beforeEach(async () => {
  house = await openGatewayHouse()
})
afterEach(() => house.close())

describe('a subscription', () => {
  it.each([
    ['facility/demo/pump-1/telemetry', 1],
    ['facility/demo/plc-1/#', 1],
    ['$share/x/facility/demo/pump-1/#', 1],
    ['#', 128],
    ['+', 128],
    ['+/+/+/+', 128],
    ['facility/demo/#', 128],
    ['facility/demo/+/telemetry', 128],
    ['facility/demo/pump-2/telemetry', 128],
    ['$SYS/#', 128],
    ['$SYS/+/heartbeat', 128],
    ['$share/x/#', 128],
    ['$share/x/facility/demo/pump-2/#', 128],
    ['$reject', 128]
  ])('to %s is granted with %i', async (filter, granted) => {
    expect(await subscribe(await house.connect(plc), filter)).toEqual([granted])
  })

  it('to several filters is answered one by one', async () => {
    expect(await subscribe(await house.connect(plc), '#', 'facility/demo/pump-1/#', '$SYS/#')).toEqual([128, 1, 128])
  })

  it("brings only one's own messages, also those kept while away", async () => {
    const away = await house.connect({ ...plc, clientId: 'away', clean: false })
    expect(await subscribe(away, 'facility/demo/pump-1/#', 'facility/demo/pump-2/#', '#')).toEqual([1, 128, 128])
    away.send(disconnectPacket())
    await away.closed

    const others = await house.connect(plc2)
    others.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await others.next(packetTypes.puback)
    const own = await house.connect({ ...plc, clientId: 'own' })
    own.send(publishPacket({ topic: telemetry, payload: '{"values":{"water_temp":20}}' }))
    await own.next(packetTypes.puback)

    const back = await house.connect({ ...plc, clientId: 'away', clean: false })
    expect(readPublish(await back.next(packetTypes.publish)).topic).toBe(telemetry)
    await settle(back)
    expect(receivedBy(back)).toHaveLength(1)
  })

  it('of somebody who does not read is ended rather than let stall the others', async () => {
    const frozen = await house.connect({ ...plc, clientId: 'frozen' })
    await subscribe(frozen, 'facility/demo/pump-1/#')
    frozen.socket.pause()
    const client = await house.connect(plc)
    const payload = good.padEnd(200_000)
    for (let id = 1; id <= 100; id++) client.send(publishPacket({ topic: telemetry, payload, id }))
    for (let id = 1; id <= 100; id++) await client.next(packetTypes.puback)
    await expect.poll(() => house.gateway.connections(), { timeout: 10_000 }).toBe(1)
    await settle(client)
  })
})
