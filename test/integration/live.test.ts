import { describe, expect, test } from 'vitest'
import { readingOf } from '../support/http-house.ts'
import { buildLiveHouse, collect, connected, disconnection, next } from '../support/live-house.ts'

describe('who may listen', () => {
  test.each(['viewer', 'guard', 'engineer', 'manager', 'admin'] as const)(
    '%s sees alarms, tickets and equipment by token',
    async (role) => {
      await using house = await buildLiveHouse()
      const client = await connected(house.open({ token: await house.token(role) }))
      const seen = Promise.all([next(client, 'alarm'), next(client, 'ticket'), next(client, 'equipment')])
      const settlement = await house.raise()
      house.publisher.settled(settlement)
      house.tellEquipment()
      const [alarm, ticket, equipment] = await seen
      expect(alarm).toMatchObject({ id: settlement.alarms[0]?.id, raisedAt: '2025-11-22T08:00:00.000Z' })
      expect(ticket).toMatchObject({ id: settlement.tickets[0]?.id, number: 'WX-000001' })
      expect([ticket.seq - alarm.seq, equipment.seq - ticket.seq]).toEqual([1, 1])
    }
  )

  test('nobody without a session', async () => {
    await using house = await buildLiveHouse()
    for (const auth of [{}, { token: 'made-up' }]) {
      await expect(connected(house.open(auth))).rejects.toThrow('unauthorized')
    }
    const cookie = `wuxun_session=${await house.token('viewer')}`
    await house.people.logout(cookie.slice('wuxun_session='.length))
    await expect(connected(house.open({}, { cookie }))).rejects.toThrow('unauthorized')
  })

  test('by cookie a page of our own, not one of somebody else', async () => {
    await using house = await buildLiveHouse()
    const cookie = `wuxun_session=${await house.token('viewer')}`
    await connected(house.open({}, { cookie }))
    await connected(house.open({}, { cookie, origin: house.url }))
    await expect(connected(house.open({}, { cookie, origin: 'http://evil.example' }))).rejects.toThrow()
    const refused = await fetch(`${house.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { cookie, origin: 'http://evil.example' }
    })
    expect(refused.status).toBe(403)
  })
})

describe('whoever may no longer listen is disconnected', () => {
  test('by log-out, that session only', async () => {
    await using house = await buildLiveHouse()
    const token = await house.token('engineer')
    const [leaving, staying] = await Promise.all(
      [house.open({ token }), house.open({ token: await house.token('engineer') })].map(connected)
    )
    if (!leaving || !staying) throw new Error('not connected')
    const left = disconnection(leaving)
    await house.people.logout(token)
    expect(await left).toBe('io server disconnect')
    const still = next(staying, 'equipment')
    house.tellEquipment()
    await still
  })

  test('by another role, and by a changed password', async () => {
    await using house = await buildLiveHouse()
    const engineer = await connected(house.open({ token: await house.token('engineer') }))
    const guard = await connected(house.open({ token: await house.token('guard') }))
    const left = Promise.all([disconnection(engineer), disconnection(guard)])
    await house.people.update('engineer', { role: 'viewer' })
    await house.people.changePassword('guard', 'correct horse', 'battery staple')
    expect(await left).toEqual(['io server disconnect', 'io server disconnect'])
  })

  test('by a log-out between its check and its first event', async () => {
    let logOut = async (_token: string): Promise<void> => undefined
    await using house = await buildLiveHouse({
      sessions: (people) => ({
        ...people,
        async session(token) {
          const session = await people.session(token)
          await logOut(token)
          return session
        }
      })
    })
    logOut = house.people.logout
    const client = house.open({ token: await house.token('viewer') })
    expect(await disconnection(client)).toBe('io server disconnect')
  })

  test('by expiry', async () => {
    await using house = await buildLiveHouse()
    const client = await connected(house.open({ token: await house.token('viewer') }))
    const left = disconnection(client)
    house.clock.now += 12 * 3_600_000
    house.turn()
    expect(await left).toBe('io server disconnect')
  })
})

describe('readings', () => {
  test('come once a turn with the newest value of each metric', async () => {
    await using house = await buildLiveHouse()
    const client = await connected(house.open({ token: await house.token('viewer') }))
    const { batches, until } = collect(client)
    const at = house.clock.now
    house.tellReadings([1, 2, 3].map((value) => readingOf({ ts: at + value, value })))
    house.tellReadings([readingOf({ metric: 'running', value: true }), readingOf({ ts: at, value: 9 })])
    house.turn()
    await until(() => batches.length === 1)
    house.turn()
    house.tellReadings([readingOf({ ts: at + 4, value: 4 })])
    house.turn()
    await until(() => batches.length === 2)
    const time = (ms: number) => new Date(ms).toISOString()
    expect(batches).toEqual([
      [
        {
          equipment: 'pump-1',
          values: {
            outlet_pressure: { value: 3, ts: time(at + 3), quality: 'good' },
            running: { value: true, ts: time(at), quality: 'good' }
          }
        }
      ],
      [{ equipment: 'pump-1', values: { outlet_pressure: { value: 4, ts: time(at + 4), quality: 'good' } } }]
    ])
  })

  test('are narrowed by watch, and widened again by an empty one', async () => {
    await using house = await buildLiveHouse()
    const client = await connected(house.open({ token: await house.token('viewer') }))
    const { batches } = collect(client)
    let value = 0
    /** Turns with news of all three, until a batch says what was wished for. */
    const turnUntil = async (wanted: string[]) => {
      const seen = () => batches.at(-1)?.map((item) => item.equipment)
      while (seen()?.join() !== wanted.join()) {
        value += 1
        const ts = house.clock.now + value
        house.tellReadings(['pump-1', 'unit-000', 'unit-001'].map((equipment) => readingOf({ equipment, ts, value })))
        house.turn()
        await new Promise(setImmediate)
      }
    }
    await turnUntil(['pump-1', 'unit-000', 'unit-001'])
    client.emit('watch', { equipment: ['unit-001'] })
    await turnUntil(['unit-001'])
    client.emit('watch', { equipment: [] })
    await turnUntil(['pump-1', 'unit-000', 'unit-001'])
  })

  test('never pile up for a client that does not read; afterwards it has the newest of everything', async () => {
    await using house = await buildLiveHouse({ equipmentCount: 300 })
    const client = await connected(house.open({ token: await house.token('viewer') }))
    const { batches, until } = collect(client)
    const wire = wireOf(client)
    wire.pause()
    const turns = 1500
    for (let value = 1; value <= turns; value += 1) {
      const ts = house.clock.now + value
      house.tellReadings([...house.equipment.keys()].map((equipment) => readingOf({ equipment, ts, value })))
      // The last of them changed early and never again.
      if (value === turns / 2) house.tellReadings([readingOf({ metric: 'running', value: true })])
      house.turn()
      await new Promise(setImmediate)
    }
    wire.resume()
    const newest = new Map<string, unknown>()
    let read = 0
    await until(() => {
      for (const item of batches.slice(read).flat()) {
        for (const [metric, { value }] of Object.entries(item.values)) newest.set(`${item.equipment}/${metric}`, value)
      }
      read = batches.length
      house.turn()
      return newest.get('unit-299/outlet_pressure') === turns
    })
    expect(newest.get('pump-1/outlet_pressure')).toBe(turns)
    expect(newest.get('pump-1/running')).toBe(true)
    expect(batches.length).toBeLessThan(turns)
  })
})

describe('after a reconnect', () => {
  test('what was missed comes first, then what is new, nothing twice and nothing left out', async () => {
    await using house = await buildLiveHouse()
    const token = await house.token('viewer')
    const seqs: number[] = []
    let since: number | undefined
    let telling = true
    const told = (async () => {
      for (let n = 0; telling; n += 1) {
        house.tellEquipment()
        if (n % 5 === 0) await new Promise(setImmediate)
      }
    })()
    for (let round = 0; round < 10; round += 1) {
      const client = house.open({ token, ...(since !== undefined && { since }) })
      const seen = collect(client)
      await seen.until(() => seen.seqs.length >= 20)
      client.disconnect()
      seqs.push(...seen.seqs)
      since = seqs.at(-1)
    }
    telling = false
    await told
    const first = seqs[0] ?? 0
    expect(seqs).toEqual(seqs.map((_seq, index) => first + index))
  })

  test('what is no longer kept is a resync that says where the stream stands', async () => {
    await using house = await buildLiveHouse({ logCapacity: 10 })
    const token = await house.token('viewer')
    const start = house.clock.now * 1000
    for (let n = 0; n < 11; n += 1) house.tellEquipment()
    expect(await next(house.open({ token, since: start }), 'resync')).toEqual({ seq: start + 11 })
    expect(await next(house.open({ token, since: 1 }), 'resync')).toEqual({ seq: start + 11 })
    const client = house.open({ token, since: start + 1 })
    const seen = collect(client)
    await seen.until(() => seen.seqs.length === 10)
    expect(seen.seqs.at(-1)).toBe(start + 11)
  })

  test('the newest readings come too', async () => {
    await using house = await buildLiveHouse()
    const token = await house.token('viewer')
    house.tellReadings([readingOf({ value: 0.5 })])
    house.turn()
    const client = await connected(house.open({ token, since: house.clock.now * 1000 }))
    const batch = next(client, 'readings')
    house.turn()
    expect((await batch)[0]?.values['outlet_pressure']?.value).toBe(0.5)
  })
})

test('a push that fails is told, and fails nothing else', async () => {
  await using house = await buildLiveHouse()
  const { alarms } = await house.raise()
  const broken = alarms.map((alarm) => ({ ...alarm, raisedAt: Number.NaN }))
  expect(() => house.publisher.settled({ alarms: broken, tickets: [] })).not.toThrow()
  expect(house.errors).toHaveLength(1)
})

/** The TCP socket under a client. */
function wireOf(client: Awaited<ReturnType<typeof connected>>): { pause(): void; resume(): void } {
  const { ws } = client.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }
  return ws._socket
}
