/** The live channel on a real port, with real clients, people and board; its turns are taken by hand. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { Reading } from '../../gateway/reading.ts'
import type { Role } from '../../server/contract/common.ts'
import type { ClientToServer, LiveAuth, LiveReadings, ServerToClient } from '../../server/contract/events.ts'
import type { LiveSessions } from '../../server/live/admission.ts'
import { createSocketPublisher } from '../../server/live/socket-publisher.ts'
import { toEquipmentItem } from '../../server/present-equipment.ts'
import { buildHttpHouse, password } from './http-house.ts'

export type LiveClient = Socket<ServerToClient, ClientToServer>

type Options = { logCapacity?: number; equipmentCount?: number; sessions?: (people: LiveSessions) => LiveSessions }

export async function buildLiveHouse(options: Options = {}) {
  const { equipmentCount = 2, sessions = (people) => people, ...live } = options
  const house = await buildHttpHouse({ equipmentCount })
  let turn = (): void => undefined
  const errors: unknown[] = []
  const publisher = createSocketPublisher({
    sessions: sessions(house.people),
    board: house.board,
    now: () => house.clock.now,
    onError: (error) => errors.push(error),
    every: (work) => {
      turn = work
      return () => undefined
    },
    ...live
  })
  publisher.attach(house.app.server)
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = house.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const clients: LiveClient[] = []
  let count = 0

  function open(auth: LiveAuth, headers: Record<string, string> = {}): LiveClient {
    const client: LiveClient = io(`${url}/live`, {
      auth,
      extraHeaders: headers,
      forceNew: true,
      reconnection: false,
      transports: ['websocket']
    })
    clients.push(client)
    return client
  }

  return {
    ...house,
    url,
    publisher,
    errors,
    open,
    turn: () => turn(),

    async token(role: Role): Promise<string> {
      const result = await house.people.login(role, password, role)
      if (!result.ok) throw new Error(result.reason)
      return result.session.token
    },

    /** An equipment event; its name tells the how-many-eth it is, from 1. */
    tellEquipment(): void {
      const pump = house.equipment.get('pump-1')
      const state = house.board.snapshot('pump-1')
      if (!pump || !state) throw new Error('no pump-1')
      count += 1
      publisher.equipment([{ ...toEquipmentItem(pump, state), name: String(count) }])
    },

    tellReadings(batch: Reading[]): void {
      house.board.applyReadings(batch)
      publisher.readings(batch)
    },

    async [Symbol.asyncDispose](): Promise<void> {
      for (const client of clients) client.disconnect()
      publisher.stop()
      await house[Symbol.asyncDispose]()
    }
  }
}

/** Resolves with the next event of that name. */
export function next<Name extends keyof ServerToClient>(
  client: LiveClient,
  name: Name
): Promise<Parameters<ServerToClient[Name]>[0]> {
  // The typed client wants the listener of one known event; here it is one of several.
  const untyped = client as unknown as Socket
  return new Promise((resolve) => untyped.once(name as string, resolve))
}

export async function connected(client: LiveClient): Promise<LiveClient> {
  if (!client.connected)
    await new Promise<void>((resolve, reject) => client.once('connect', resolve).once('connect_error', reject))
  return client
}

/** Keeps what arrives; `until` resolves when enough has. */
export function collect(client: LiveClient) {
  const seqs: number[] = []
  const names: string[] = []
  const batches: LiveReadings[] = []
  const checks = new Set<() => void>()
  const check = () => {
    for (const each of checks) each()
  }
  client.on('equipment', (item) => {
    seqs.push(item.seq)
    names.push(item.name)
    check()
  })
  client.on('readings', (batch) => {
    batches.push(batch)
    check()
  })
  return {
    seqs,
    names,
    batches,
    until(done: () => boolean): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (!done()) return
          checks.delete(look)
          resolve()
        }
        checks.add(look)
        look()
      })
    }
  }
}

export async function disconnection(client: LiveClient): Promise<string> {
  const [reason] = (await once(client as never, 'disconnect')) as [string]
  return reason
}
