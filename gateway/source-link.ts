/**
 * A connection of ours to a broker that does not publish to us, such as The Things Stack or an existing
 * Zigbee2MQTT. Its session is kept over there, and a message is acknowledged only when it is durable here.
 */
import { connect, type MqttClient } from 'mqtt'
import type { Outgoing } from './codecs/codec.ts'

export type SourceInput = { id: string; url: string; subscribe: readonly string[] }

export type SourceLinkOptions = {
  source: SourceInput
  /** Stable, so that the broker keeps what comes while we are away. */
  clientId: string
  /** Calls `done` with an error when the message is not durable: the connection is made anew, and it comes again. */
  receive(message: { topic: string; payload: Buffer }, done: (error: Error | null) => void): void
  /** What to say when connected, and the broker on our behalf when we are lost. */
  announce?: { online: Outgoing; offline: Outgoing }
  onTrouble(error: Error): void
  /** ms until it is tried again; 5 s when left out. */
  reconnectMs?: number
}

export type SourceLink = {
  id: string
  start(): void
  publish(message: Outgoing): void
  connected(): boolean
  stop(): Promise<void>
}

/** Messages of QoS 0 that may wait for their commit; beyond them the connection is not read. */
const waitingAtMost = 1_000

export function createSourceLink({
  source,
  clientId,
  receive,
  announce,
  onTrouble,
  reconnectMs = 5_000
}: SourceLinkOptions): SourceLink {
  let client: MqttClient | undefined
  let waiting = 0

  function open(): MqttClient {
    const opened = connect(source.url, {
      clientId,
      clean: false,
      reconnectPeriod: reconnectMs,
      connectTimeout: 10_000,
      // What was asked for is asked for again below, also where the broker has forgotten us.
      resubscribe: false,
      ...(announce && { will: { ...announce.offline, qos: 1, retain: true } })
    })
    opened.on('error', onTrouble)
    opened.on('connect', () => {
      opened.subscribe([...source.subscribe], { qos: 1 }, (error, granted = []) => {
        if (error) return onTrouble(error)
        for (const { topic, qos } of granted) if (qos > 2) onTrouble(new Error(`the broker refuses ${topic}`))
      })
      if (announce) opened.publish(announce.online.topic, announce.online.payload, { qos: 1, retain: true })
    })
    opened.handleMessage = (packet, callback) => {
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      const held = packet.qos > 0 || waiting >= waitingAtMost
      waiting++
      receive({ topic: packet.topic, payload }, (error) => {
        waiting--
        // Not acknowledged, it comes again with the next connection.
        if (error && packet.qos > 0) opened.stream.destroy()
        if (held) callback(error ?? undefined)
      })
      if (!held) callback()
    }
    return opened
  }

  return {
    id: source.id,
    start() {
      client ??= open()
    },
    publish({ topic, payload }) {
      if (client?.connected) client.publish(topic, payload, { qos: 0 })
    },
    connected: () => client?.connected ?? false,
    async stop() {
      if (!client) return
      if (announce && client.connected) {
        await client.publishAsync(announce.offline.topic, announce.offline.payload, { qos: 1, retain: true }).catch(onTrouble)
      }
      await client.endAsync(true)
    }
  }
}
