/** A bare broker that notes what devices do; refuses, drops or forgets on request. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { Aedes } from 'aedes'

export type Note = { topic: string; payload: string; retain: boolean; qos: number }

export type FieldBroker = {
  url: string
  notes: Note[]
  /** Resolves with the first note, present or to come, that fits. */
  note(fits: (note: Note) => boolean): Promise<Note>
  /** Closes all connections without a word. */
  dropAll(): void
  /** How many publishes to swallow without acknowledging. */
  swallow: number
  stop(): Promise<void>
}

export async function startFieldBroker(options: { passwords?: Record<string, string> } = {}): Promise<FieldBroker> {
  const broker = await Aedes.createBroker({ concurrency: 0 })
  const sockets = new Set<Socket>()
  const watchers: { fits: (note: Note) => boolean; resolve: (note: Note) => void }[] = []
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  const field: FieldBroker = {
    url: '',
    notes: [],
    swallow: 0,
    note(fits) {
      const present = field.notes.find(fits)
      return present ? Promise.resolve(present) : new Promise((resolve) => watchers.push({ fits, resolve }))
    },
    dropAll() {
      for (const socket of sockets) socket.destroy()
    },
    async stop() {
      field.dropAll()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      server.close()
      await once(server, 'close')
    }
  }
  broker.authenticate = (_client, username, password, done) => {
    const known = options.passwords?.[username ?? '']
    done(null, options.passwords === undefined || known === password?.toString())
  }
  broker.authorizePublish = (_client, packet, done) => {
    if (field.swallow > 0) {
      field.swallow--
      return
    }
    const { topic, retain, qos } = packet
    const note = { topic, payload: packet.payload.toString(), retain, qos }
    field.notes.push(note)
    for (const watcher of watchers.filter(({ fits }) => fits(note))) {
      watchers.splice(watchers.indexOf(watcher), 1)
      watcher.resolve(note)
    }
    done(null)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  field.url = `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return field
}
